/*
 * Carries measurements between the worker, which makes them, and main, which keeps them: a new worker is
 * told what is known before it is asked anything about speed, and what it measures is stored.
 */

import type { AppRequests } from '#core/contracts/app'
import type { Call } from '#core/contracts/handlers'
import type { WorkerClient } from '../bridge/worker-client'

export class MeasurementKeeper {
  #told: Promise<void> | null = null

  /** @param failed hears what could not be read or stored; measuring goes on without it */
  constructor(
    private readonly worker: Pick<WorkerClient, 'call' | 'on' | 'onDeath'>,
    private readonly callApp: Call<AppRequests>,
    private readonly failed: (thrown: unknown) => void
  ) {}

  /** Listens to the worker; once, at the window's start. */
  connect(): void {
    this.worker.on('measurements.made', (made) => {
      this.callApp('measurements.write', made).catch(this.failed)
    })
    this.worker.onDeath(() => (this.#told = null))
  }

  /** Resolves once the worker knows what was measured before. Never fails: then all is measured anew. */
  tell(): Promise<void> {
    return (this.#told ??= this.#tell().catch((thrown: unknown) => {
      this.#told = null
      this.failed(thrown)
    }))
  }

  async #tell(): Promise<void> {
    const [{ machine, measurements }, { version, chrome }] = await Promise.all([
      this.callApp('measurements.read', {}),
      this.callApp('app.info', {})
    ])
    // A speed holds for the kernels, which change with the app, and for Chromium, which runs them.
    const remembered = { machine, version: `${version}, Chromium ${chrome}`, measurements }
    await this.worker.call('measurements.remember', remembered)
  }
}
