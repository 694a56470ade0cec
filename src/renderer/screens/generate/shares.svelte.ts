/* The chart of new ones: points against temperature and against training, as the worker measures them. */

import type { SharePoint } from '#core/contracts/studio'
import { machine } from '../../bridge/machine'
import type { KeptSteps } from './kept'
import { spread } from './spread-steps'
import { StudioTask } from './task.svelte'
import { writing, type Writer } from './writing.svelte'

export type Against = 'temperature' | 'step'

const TEMPERATURES = [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6]
/** Items of each point. */
export const ITEMS = { list: 200, text: 8 } as const
const MOST_STEPS = 16

interface Curve {
  /** Which model, and with which settings, was measured. */
  readonly key: string
  readonly points: readonly SharePoint[]
  readonly of: number
}

class Shares {
  against = $state<Against>('temperature')
  #curves = $state.raw<Readonly<Record<Against, Curve | null>>>({ temperature: null, step: null })
  #measured: Against = 'temperature'
  readonly task = new StudioTask().on('studio.share', ({ point }) => {
    const curve = this.#curves[this.#measured]
    if (!curve) return
    const points = [...curve.points, point].sort((a, b) => a.at - b.at)
    this.#curves = { ...this.#curves, [this.#measured]: { ...curve, points } }
  })

  /** The curve that is looked at, if it is of this model. */
  curve(writer: Writer): Curve | null {
    const curve = this.#curves[this.against]
    return curve?.key === this.#key(writer) ? curve : null
  }

  async measure(writer: Writer, kept: KeptSteps | null): Promise<void> {
    const { against } = this
    if (against === 'step' && !kept) return
    const count = ITEMS[writer.kind]
    const settings = { ...writing.settingsFor(writer), count, seed: writing.wanted.seed ?? 1 }
    const steps = spread(kept?.steps ?? [], MOST_STEPS)
    const of = against === 'temperature' ? TEMPERATURES.length : steps.length
    const over =
      against === 'temperature'
        ? { temperatures: TEMPERATURES, model: { from: writer.from } as const }
        : { steps, runId: kept!.entry.id, corpus: kept!.entry.corpus }
    await this.task.begin((taskId) => {
      this.#measured = against
      this.#curves = { ...this.#curves, [against]: { key: this.#key(writer), points: [], of } }
      return machine.call('studio.shares', { taskId, settings, over })
    })
  }

  #key({ from, name, step, run }: Writer): string {
    return JSON.stringify([from, name, this.against === 'temperature' ? step : 0, run])
  }
}

export const shares = new Shares()
