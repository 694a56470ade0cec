/* One long task of the studio as the window sees it: begun, told of, cancelled, ended; a newer one replaces it. */

import type { StudioEvents } from '#core/contracts/studio'
import type { AppError } from '#core/errors'
import { asFailure } from '../../bridge/app-client'
import { machine } from '../../bridge/machine'
import { notices } from '../../state/notices.svelte'

type Heard<K extends keyof StudioEvents> = (value: StudioEvents[K]) => void

export class StudioTask {
  #id = $state.raw<string | null>(null)
  progress = $state.raw<{ readonly done: number; readonly of: number | null } | null>(null)
  /** Why the last one ended early; null if it did not, or was only cancelled. */
  problem = $state.raw<AppError | null>(null)
  readonly going = $derived(this.#id !== null)

  constructor(ended: () => void = () => undefined) {
    machine.on('studio.progress', ({ taskId, done, of }) => {
      if (taskId === this.#id) this.progress = { done, of }
    })
    machine.on('studio.ended', ({ taskId, error }) => {
      if (taskId !== this.#id) return
      this.#end(error)
      ended()
    })
    machine.onDeath(() => {
      if (this.#id === null) return
      this.#end(null)
      ended()
    })
  }

  /** Hears an event of this task only. */
  on<K extends 'studio.share' | 'studio.panel' | 'studio.influence' | 'studio.text'>(
    event: K,
    heard: Heard<K>
  ): this {
    machine.on(event, (value) => {
      if (value.taskId === this.#id) heard(value)
    })
    return this
  }

  /** @param ask begins the task in the worker under this id */
  async begin(ask: (taskId: string) => Promise<unknown>): Promise<void> {
    await this.cancel()
    const id = crypto.randomUUID()
    this.#id = id
    this.progress = null
    this.problem = null
    try {
      await ask(id)
    } catch (thrown) {
      if (this.#id === id) this.#end(asFailure(thrown).error)
    }
  }

  async cancel(): Promise<void> {
    const id = this.#id
    if (id === null) return
    try {
      await machine.call('task.cancel', { taskId: id })
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  #end(error: AppError | null): void {
    this.#id = null
    this.progress = null
    if (error === null || error.code === 'cancelled') return
    this.problem = error
    notices.failure(error)
  }
}
