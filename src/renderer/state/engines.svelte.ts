/* The engines of this machine as the worker reports them, and which one is chosen. */

import { ENGINE_FEATURES } from '#core/contracts/engine-report'
import type { EngineChoice, EngineFeature, EngineReport } from '#core/contracts/engine-report'
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

  /** What engines may use, each where it has it. */
  get features(): readonly EngineFeature[] {
    return settings.value.engineFeatures
  }

  /** What any engine here has to offer. */
  get offers(): readonly EngineFeature[] {
    return ENGINE_FEATURES.filter((feature) => this.list.some(({ offers }) => offers?.includes(feature)))
  }

  /** The report of the chosen engine; null for Automatic and before the worker has answered. */
  get chosen(): EngineReport | null {
    return this.list.find((report) => report.choice === this.choice) ?? null
  }

  async load(): Promise<void> {
    this.loading = true
    try {
      await keptMeasurements.tell()
      this.list = await machine.call('engines.list', { features: this.features })
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

  /** Lets engines use a feature, or no more; a run that goes on keeps what it has. */
  async use(feature: EngineFeature, on: boolean): Promise<void> {
    const engineFeatures = ENGINE_FEATURES.filter((one) =>
      one === feature ? on : this.features.includes(one)
    )
    await settings.change({ engineFeatures })
    await this.load()
  }
}

export const engines = new Engines()
