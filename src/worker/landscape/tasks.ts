/* What the window has asked for and may cancel: by id, with a way to wait until it has really stopped. */

import { Failure, toAppError } from '#core/errors'
import type { AppError } from '#core/errors'
import type { Task } from './pace'

interface Running extends Task {
  readonly done: Promise<void>
}

export class Tasks {
  readonly #running = new Map<string, Running>()

  /** Does `work` as the task of this id, in place of an earlier one of the same id. Fails as `work` does. */
  async run<T>(id: string, work: (task: Task) => Promise<T>): Promise<T> {
    this.cancel(id)
    let end!: () => void
    const task: Running = { id, cancelled: false, done: new Promise((resolve) => (end = resolve)) }
    this.#running.set(id, task)
    try {
      return await work(task)
    } finally {
      if (this.#running.get(id) === task) this.#running.delete(id)
      end()
    }
  }

  /** The same in the background; `ended` hears how it ended. Never fails. */
  async begin(
    id: string,
    work: (task: Task) => Promise<void>,
    ended: (error: AppError | null) => void
  ): Promise<void> {
    try {
      await this.run(id, work)
      ended(null)
    } catch (thrown) {
      ended(toAppError(thrown))
    }
  }

  cancel(id: string): void {
    const task = this.#running.get(id)
    if (task) task.cancelled = true
  }

  /** Cancels all and waits until the last has stopped. */
  async cancelAll(): Promise<void> {
    const tasks = [...this.#running.values()]
    for (const task of tasks) task.cancelled = true
    await Promise.all(tasks.map((task) => task.done))
  }
}

/** A task nobody can cancel. */
export const FREE: Task = { id: '', cancelled: false }

/** Whether this is only a wish to stop. */
export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.error.code === 'cancelled'
}
