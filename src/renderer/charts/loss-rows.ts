/* The numbers of a loss chart as table rows: where the held-out loss was measured, thinned where that is often. */

import { crossingsOf, sayableStep, type Reference } from './crossings'
import type { LossSeries } from './loss-series'
import { presentLoss } from './summary'

export interface LossRow {
  readonly step: number
  /** Smoothed training loss in nats; null where not known. */
  readonly training: number | null
  readonly heldOut: number | null
}

/** Evenly chosen, first and last included; all if there are no more than `most`. */
export function thinned<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all]
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] as T)
}

/**
 * One row per evaluation, or per even stretch of steps where nothing was evaluated; at most `most`, the
 * last step always among them.
 */
export function lossRows(series: LossSeries, most = 200): LossRow[] {
  const known = (loss: number) => (Number.isNaN(loss) ? null : loss)
  const evaluated = series.val.map(({ step }) => step)
  const every = Math.max(1, Math.ceil(series.last / 50))
  const even = Array.from({ length: Math.floor(series.last / every) }, (_, i) => (i + 1) * every)
  const steps = evaluated.length > 0 ? evaluated : even
  if (series.last > (steps.at(-1) ?? 0)) steps.push(series.last)
  return thinned(steps, most).map((step) => {
    const val = series.valAt(step)
    return {
      step,
      training: known(series.smooth(step)),
      heldOut: val?.step === step ? val.loss : null
    }
  })
}

export interface ModelRow extends Reference {
  /** The step at which the held-out curve went below it; null if it did not, or nobody saw it. */
  readonly crossed: number | null
  readonly beaten: boolean
}

/** The counting models and where they were beaten. */
export function modelRows(series: LossSeries, references: readonly Reference[]): ModelRow[] {
  const crossings = new Map(crossingsOf(series.val, references).map((c) => [c.model, sayableStep(c)]))
  const loss = presentLoss(series) ?? Infinity
  return references.map((reference) => ({
    ...reference,
    crossed: crossings.get(reference.model) ?? null,
    beaten: loss < reference.loss
  }))
}
