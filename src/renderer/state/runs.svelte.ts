/* The runs of the library, newest first, as main lists them. */

import type { RunEntry } from '#core/contracts/app'
import type { AppError } from '#core/errors'
import { asFailure, callApp } from '../bridge/app-client'

class Runs {
  list = $state.raw<readonly RunEntry[]>([])
  loaded = $state(false)
  problem = $state.raw<AppError | null>(null)

  async load(): Promise<void> {
    try {
      const list = await callApp('runs.list', {})
      this.list = [...list].sort((a, b) => b.created.localeCompare(a.created))
      this.problem = null
    } catch (thrown) {
      this.problem = asFailure(thrown).error
    } finally {
      this.loaded = true
    }
  }
}

export const runs = new Runs()
