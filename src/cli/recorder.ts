/*
 * A training kept in a library: runs/<id>/ with its losses and checkpoints, as the window keeps its own,
 * so that `resume` and the window can go on with it.
 */

import type { RunEntry } from '#core/contracts/app'
import type { StepReport } from '#core/contracts/worker'
import { fromAppError, toAppError, type Failure } from '#core/errors'
import type { Library } from '#storage/library'
import type { Checkpoint, Run } from '#worker/run'

export class Recorder {
  /** Writes in the order they were asked for. */
  #last: Promise<void> = Promise.resolve()
  #failure: Failure | null = null
  #seconds: number
  /** Lowest held-out loss since the run's first step, in nats per token and in bits per character. */
  #bestVal: number | null
  #bestBits: number | null

  constructor(
    private readonly library: Library,
    readonly entry: RunEntry
  ) {
    this.#seconds = entry.seconds
    this.#bestVal = entry.bestVal
    this.#bestBits = entry.bestBits
  }

  steps({ first, train, bits, val, seconds }: Omit<StepReport, 'runId'>): void {
    this.#seconds += seconds
    for (const { loss, bits } of val) {
      this.#bestVal = Math.min(this.#bestVal ?? Infinity, loss)
      this.#bestBits = Math.min(this.#bestBits ?? Infinity, bits)
    }
    // The library takes these fields and no others.
    const measured = val.map(({ step, loss, bits }) => ({ step, loss, bits }))
    this.#queue(() => this.library.runs.appendMetrics(this.entry.id, { first, train, bits, val: measured }))
  }

  /** @throws Failure if this or anything before it could not be written: training must not go on unkept. */
  async checkpoint({ step, bytes, valLoss }: Checkpoint): Promise<void> {
    this.#queue(() => this.library.runs.writeCheckpoint(this.entry.id, step, bytes, valLoss))
    await this.#settle()
  }

  async end(state: 'finished' | 'stopped' | 'failed', run: Run): Promise<void> {
    const { step, trainLoss: lastTrain, certificate, config } = run
    const engine = run.engine.describe()
    const kept = {
      bestVal: this.#bestVal,
      bestBits: this.#bestBits,
      lastTrain,
      seconds: this.#seconds,
      certificate
    }
    const change = { state, step, ...kept, config, engine }
    this.#queue(async () => void (await this.library.runs.update(this.entry.id, change)))
    // A failed training is told with its own reason, not with what could not be written about it.
    if (state === 'failed') await this.#settle().catch(toAppError)
    else await this.#settle()
  }

  #queue(write: () => Promise<void>): void {
    this.#last = this.#last.then(write).catch((thrown: unknown) => {
      this.#failure ??= fromAppError(toAppError(thrown))
    })
  }

  async #settle(): Promise<void> {
    await this.#last
    if (this.#failure) throw this.#failure
  }
}
