/* The curve of speed against model size: what is remembered of it, and its measuring with progress and cancel. */

import type { MeasuredChoice, SpeedCurve } from '#core/contracts/measurements'
import type { AppError } from '#core/errors'
import { asFailure } from '../../bridge/app-client'
import { machine } from '../../bridge/machine'
import { engines } from '../../state/engines.svelte'
import { keptMeasurements } from '../../state/measurements'

const TASK = 'speed-curve'

class Curve {
  /** Null until the worker has answered. */
  data = $state.raw<SpeedCurve | null>(null)
  progress = $state.raw<{
    readonly choice: MeasuredChoice | null
    readonly done: number
    readonly of: number
  } | null>(null)
  problem = $state.raw<AppError | null>(null)

  constructor() {
    machine.on('engines.measuring', ({ taskId, choice, done, of }) => {
      if (taskId !== TASK || !this.progress) return
      this.progress = { choice, done, of }
      // Points appear as they come.
      void this.#ask(false, false, 'speed-curve-so-far')
    })
  }

  /** Shows what is remembered. */
  load(): Promise<void> {
    return this.#ask(false, false, 'speed-curve-known')
  }

  async measure(again: boolean): Promise<void> {
    this.progress = { choice: null, done: 0, of: this.data?.sizes.length ?? 1 }
    await this.#ask(true, again, TASK)
    this.progress = null
  }

  cancel(): void {
    if (this.progress) void machine.call('task.cancel', { taskId: TASK })
  }

  async #ask(measure: boolean, again: boolean, taskId: string): Promise<void> {
    try {
      await keptMeasurements.tell()
      this.data = await machine.call('engines.curve', { taskId, measure, again, features: engines.features })
      this.problem = null
    } catch (thrown) {
      this.problem = asFailure(thrown).error
    }
  }
}

export const curve = new Curve()
