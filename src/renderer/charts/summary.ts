/*
 * What a loss chart shows, in one sentence: its text alternative. The facts are found here, the words
 * are the catalogue's.
 */

import { standingOf, type Reference } from './crossings'
import type { LossSeries } from './loss-series'
import type { LossChartFormat, LossChartWords, LossSummary } from './words'

/** Which curve stands against the counting models: the held-out one unless nothing was held out yet. */
function leadingCurve(series: LossSeries): 'heldOut' | 'training' {
  return series.val.length > 0 ? 'heldOut' : 'training'
}

/** The present loss of the leading curve in nats; null before the first step. */
export function presentLoss(series: LossSeries): number | null {
  const val = series.val.at(-1)
  if (val) return val.loss
  const loss = series.smooth(series.last)
  return Number.isNaN(loss) ? null : loss
}

/**
 * The facts of the sentence.
 * @param scale what turns nats into the unit shown (1, or 1 / ln 2 for bits)
 */
export function summaryOf(
  series: LossSeries,
  references: readonly Reference[],
  scale: number,
  words: LossChartWords,
  format: LossChartFormat
): LossSummary {
  const curve = leadingCurve(series)
  const to = presentLoss(series)
  const first = curve === 'heldOut' ? series.val[0]?.loss : firstKnown(series)
  const { beaten, next } = standingOf(references, to ?? Infinity)
  return {
    step: to === null ? null : format.step(Math.max(series.last, series.val.at(-1)?.step ?? 0)),
    curve,
    from: first === undefined ? '' : format.loss(first * scale, 2),
    to: to === null ? '' : format.loss(to * scale, 3),
    fell: to !== null && first !== undefined && to <= first,
    beaten: beaten.map(({ model }) => words.models[model]),
    next: next && { model: words.models[next.model], loss: format.loss(next.loss * scale, 2) }
  }
}

function firstKnown(series: LossSeries): number | undefined {
  for (let step = 1; step <= series.last; step++) {
    const loss = series.smooth(step)
    if (!Number.isNaN(loss)) return loss
  }
  return undefined
}
