/*
 * The one run the worker has: started, paused, taken up, stopped and captured from outside while the
 * loop goes on by itself and tells what happens. After its end it still generates and can be captured.
 */

import type { ParityCertificate, RunEnd, RunRecovery, StepReport } from '#core/contracts/worker'
import { toAppError } from '#core/errors'
import type { AppError } from '#core/errors'
import type { GeneratedItem } from '#core/generation'
import type { RunConfig } from '#core/run-config'
import { Trail } from './landscape/trail'
import type { Checkpoint, Run } from './run'
import { breathe } from './turns'

/** What a live run tells; the session adds its id and sends it. */
export interface RunListener {
  steps(report: Omit<StepReport, 'runId'>): void
  samples(step: number, items: readonly GeneratedItem[]): void
  checkpoint(checkpoint: Checkpoint): void
  certificate(certificate: ParityCertificate): void
  recovered(recovery: RunRecovery): void
  ended(step: number, end: RunEnd): void
}

export class LiveRun {
  #state: 'training' | 'paused' | 'ended' | 'gone' = 'paused'
  #wish: 'stop' | 'pause' | false = false
  /** Settles, never fails, when the loop stands still. */
  #standing: Promise<void> = Promise.resolve()

  constructor(
    readonly id: string,
    readonly run: Run,
    private readonly listener: RunListener
  ) {
    run.trail = new Trail(run.engine.layout.total)
    run.onRecovered = (recovery) => listener.recovered(recovery)
  }

  get training(): boolean {
    return this.#state === 'training'
  }

  /** False once the run has failed or was closed: its engine is gone then. */
  get usable(): boolean {
    return this.#state !== 'gone'
  }

  /** Lets the loop begin, or go on from a pause or beyond the end that was planned. */
  go(changes?: Partial<Pick<RunConfig, 'steps' | 'learning_rate'>>): void {
    if (this.#state === 'training' || this.#state === 'gone') return
    if (changes) this.run.change(changes)
    this.#state = 'training'
    this.#wish = false
    // A breath first, so that the answer to whoever asked is out before the first event.
    this.#standing = breathe().then(() => this.#train())
  }

  /** Resolves with the step at which the run stands still. */
  async pause(): Promise<number> {
    if (this.training) this.#wish ||= 'pause'
    await this.#standing
    return this.run.step
  }

  async stop(): Promise<number> {
    if (this.training) this.#wish = 'stop'
    await this.#standing
    if (this.#state === 'paused') this.#end({ reason: 'stopped' })
    return this.run.step
  }

  /** Ends the run and frees its engine, after whoever uses it now. */
  async close(): Promise<void> {
    await this.stop()
    if (!this.usable) return
    this.#state = 'gone'
    await this.run.turns.take(() => this.#free())
  }

  async #train(): Promise<void> {
    const { listener } = this
    try {
      const end = await this.run.train({
        onSteps: (report) => listener.steps(report),
        onSamples: (step, items) => listener.samples(step, items),
        onCheckpoint: (checkpoint) => listener.checkpoint(checkpoint),
        onCertificate: (certificate) => listener.certificate(certificate),
        shouldStop: () => this.#wish
      })
      if (end === 'paused') this.#state = 'paused'
      else this.#end({ reason: end })
    } catch (thrown) {
      const error = toAppError(thrown)
      // It stands at its last whole state and can go on from there with other settings.
      if (error.detail?.['kept'] !== undefined) this.#end({ reason: 'failed', error })
      else await this.#fail(error)
    }
  }

  #end(end: RunEnd): void {
    this.#state = 'ended'
    this.listener.ended(this.run.step, end)
  }

  /** Its engine cannot be used any more. */
  async #fail(error: AppError): Promise<void> {
    this.#state = 'gone'
    this.listener.ended(this.run.step, { reason: 'failed', error })
    await this.run.turns.take(() => this.#free())
  }

  #free(): void {
    try {
      this.run.dispose()
    } catch {
      // A device that is lost may refuse to be freed; there is nothing left to free then.
    }
  }
}
