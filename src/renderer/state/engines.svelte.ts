/* The engines of this machine as the worker reports them, and which one is chosen. */

import type { EngineChoice, EngineReport } from '#core/contracts/engine-report'
import type { AppError } from '#core/errors'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { keptMeasurements } from './measurements'
import { settings } from './settings.svelte'

class Engines {
  /** Empty until the worker has answered. */
  list = $state.raw<readonly EngineReport[]>([])
  problem = $state.raw<AppError | null>(null)
  loading = $state(false)

  get choice(): EngineChoice {
    return settings.value.engine
  }

  /** The report of the chosen engine; null for Automatic and before the worker has answered. */
  get chosen(): EngineReport | null {
    return this.list.find((report) => report.choice === this.choice) ?? null
  }

  async load(): Promise<void> {
    this.loading = true
    try {
      await keptMeasurements.tell()
      this.list = await machine.call('engines.list', {})
      this.problem = null
    } catch (thrown) {
      this.problem = asFailure(thrown).error
    } finally {
      this.loading = false
    }
  }

  async choose(choice: EngineChoice): Promise<void> {
    await settings.change({ engine: choice })
  }
}

export const engines = new Engines()
