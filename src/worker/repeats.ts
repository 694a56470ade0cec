/* Runs that are trained one after another, each as the live run: the queue behind "repeat over a few seeds". */

import type { RunWorkerEvents, RunWorkerRequests } from '#core/contracts/runs'
import type { Argument } from '#core/contracts/handlers'
import type { RunEnd, RunReady } from '#core/contracts/worker'
import { Failure, toAppError } from '#core/errors'
import type { AppError } from '#core/errors'

export type RepeatOrder = Argument<RunWorkerRequests, 'repeat.begin'>

export interface RepeatsHost {
  /** Starts a run as `run.start` does. */
  readonly start: (
    run: Pick<RepeatOrder, 'corpus' | 'engine' | 'features'> & RepeatOrder['runs'][number]
  ) => Promise<RunReady>
  /** Ends the live run of this id. */
  readonly stop: (runId: string) => Promise<unknown>
  readonly emit: <K extends 'repeat.next' | 'repeat.ended'>(event: K, value: RunWorkerEvents[K]) => void
}

export class Repeats {
  #order: RepeatOrder | null = null
  #cancelled = false
  /** The run that trains, and who waits for its end. */
  #training: { readonly runId: string; readonly ended: (end: RunEnd) => void } | null = null

  constructor(private readonly host: RepeatsHost) {}

  get busy(): boolean {
    return this.#order !== null
  }

  /** Begins in the background. @throws Failure `run-busy` */
  begin(order: RepeatOrder): void {
    if (this.#order) throw new Failure('run-busy')
    this.#order = order
    this.#cancelled = false
    void this.#work(order)
  }

  cancel(taskId: string): void {
    if (this.#order?.taskId !== taskId) return
    this.#cancelled = true
    if (this.#training) void this.host.stop(this.#training.runId)
  }

  /** A live run has ended. */
  ended(runId: string, end: RunEnd): void {
    if (this.#training?.runId === runId) this.#training.ended(end)
  }

  async #work(order: RepeatOrder): Promise<void> {
    const { taskId, runs, corpus, engine, features } = order
    let done = 0
    let error: AppError | null = null
    for (const run of runs) {
      const end = new Promise<RunEnd>((ended) => (this.#training = { runId: run.runId, ended }))
      try {
        const ready = await this.host.start({ ...run, corpus, engine, ...(features && { features }) })
        this.host.emit('repeat.next', { taskId, ready, done, of: runs.length })
      } catch (thrown) {
        error = toAppError(thrown)
        break
      }
      // Asked for while the run was being started.
      if (this.#cancelled) void this.host.stop(run.runId)
      const { reason } = await end
      done++
      // One that failed under its seed says nothing about the others; one that was stopped, the user did.
      if (reason === 'stopped') {
        error = new Failure('cancelled').error
        break
      }
    }
    this.#training = null
    this.#order = null
    this.host.emit('repeat.ended', { taskId, left: runs.slice(done).map(({ runId }) => runId), error })
  }
}
