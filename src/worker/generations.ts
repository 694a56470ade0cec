/* Generations that are under way: each has the id it was begun with, tells what it makes, and can be cancelled. */

import { toAppError } from '#core/errors'
import type { AppError } from '#core/errors'
import type { GeneratedItem } from '#core/generation'

export interface GenerationListener {
  items(taskId: string, items: readonly GeneratedItem[]): void
  ended(taskId: string, error: AppError | null): void
}

export class Generations {
  readonly #running = new Map<string, { cancelled: boolean; from: object; done: Promise<void> }>()

  constructor(private readonly listener: GenerationListener) {}

  /**
   * Begins in the background.
   * @param from the model that generates, for `cancelFrom`
   * @param make the items, given a way to hear of being cancelled
   */
  begin(
    taskId: string,
    from: object,
    make: (cancelled: () => boolean) => AsyncIterable<GeneratedItem[]>
  ): void {
    this.cancel(taskId)
    const task = { cancelled: false, from, done: Promise.resolve() }
    this.#running.set(taskId, task)
    task.done = this.#run(taskId, task, make)
  }

  cancel(taskId: string): void {
    const task = this.#running.get(taskId)
    if (task) task.cancelled = true
  }

  /** Cancels what this model is generating; resolves when it has stopped. */
  async cancelFrom(from: object): Promise<void> {
    const tasks = [...this.#running.values()].filter((task) => task.from === from)
    for (const task of tasks) task.cancelled = true
    await Promise.all(tasks.map((task) => task.done))
  }

  async #run(
    taskId: string,
    task: { readonly cancelled: boolean },
    make: (cancelled: () => boolean) => AsyncIterable<GeneratedItem[]>
  ): Promise<void> {
    let error: AppError | null = null
    try {
      for await (const items of make(() => task.cancelled)) this.listener.items(taskId, items)
    } catch (thrown) {
      error = toAppError(thrown)
    }
    if (this.#running.get(taskId) === task) this.#running.delete(taskId)
    this.listener.ended(taskId, error)
  }
}
