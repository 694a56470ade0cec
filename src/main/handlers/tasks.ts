/* Work that the page can stop under a name of its own: an import, a review, a mend. */
import { Failure } from '#core/errors'

export interface NamedTasks {
  /** Does the work under this name. @throws Failure `bad-request` if it is taken, and what the work throws */
  run<T>(task: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Asks the work to stop; nothing of this name is no mistake: it may just have ended. */
  cancel(task: string): void
}

export function createTasks(): NamedTasks {
  const running = new Map<string, AbortController>()
  return {
    async run(task, work) {
      if (running.has(task)) throw new Failure('bad-request', { at: 'task' })
      const stop = new AbortController()
      running.set(task, stop)
      try {
        return await work(stop.signal)
      } finally {
        running.delete(task)
      }
    },
    cancel: (task) => running.get(task)?.abort()
  }
}
