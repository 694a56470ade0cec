/*
 * Carries measurements between the worker, which makes them, and main, which keeps them: a new worker is
 * told what is known before it is asked anything about speed, and what it measures is stored.
 */

import { callApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { notices } from './notices.svelte'

class Keeping {
  #told: Promise<void> | null = null

  /** Listens to the worker; once, at the window's start. */
  connect(): void {
    machine.on('measurements.made', (made) => {
      callApp('measurements.write', made).catch((thrown: unknown) => notices.failure(thrown))
    })
    machine.onDeath(() => (this.#told = null))
  }

  /** Resolves once the worker knows what was measured before. Never fails: then all is measured anew. */
  tell(): Promise<void> {
    return (this.#told ??= this.#tell().catch((thrown: unknown) => {
      this.#told = null
      notices.failure(thrown)
    }))
  }

  async #tell(): Promise<void> {
    const [{ machine: computer, measurements }, { version, chrome }] = await Promise.all([
      callApp('measurements.read', {}),
      callApp('app.info', {})
    ])
    // A speed holds for the kernels, which change with the app, and for Chromium, which runs them.
    const remembered = { machine: computer, version: `${version}, Chromium ${chrome}`, measurements }
    await machine.call('measurements.remember', remembered)
  }
}

export const keptMeasurements = new Keeping()
