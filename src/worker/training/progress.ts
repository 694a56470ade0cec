/*
 * The numbers of a run on their way to the reader: losses since the last report, held-out losses, speed
 * over the last seconds. Reports go out by the clock, at most four a second, not by the step.
 */

import type { StepReport } from '#core/contracts/worker'
import { Failure } from '#core/errors'

/** What a report says; the session adds the run's id. */
export type StepNumbers = Omit<StepReport, 'runId'>

/** Milliseconds between reports, and over which the speed is measured. */
const REPORT_MS = 250
const SPEED_MS = 5000

interface Moment {
  readonly time: number
  readonly step: number
  readonly tokens: number
}

export class Progress {
  #train: number[] = []
  #bits: number[] = []
  #val: { step: number; loss: number; bits: number; best: boolean }[] = []
  readonly #moments: Moment[]
  #reported: number
  /** When the time began that the next report covers. */
  #counted: number

  /**
   * @param step steps taken before
   * @param best the lowest held-out loss so far
   */
  constructor(
    private step: number,
    private best: number,
    now: number
  ) {
    this.#moments = [{ time: now, step, tokens: 0 }]
    this.#reported = this.#counted = now
  }

  /**
   * Takes up the losses of the steps that came next.
   * @param bits the same in bits per character; one character per token if not given
   * @throws Failure `loss-not-finite` with its step; the losses before it are kept for the report.
   */
  add(losses: Float64Array, bits?: Float64Array): void {
    for (const [i, loss] of losses.entries()) {
      if (!Number.isFinite(loss)) throw new Failure('loss-not-finite', { step: this.step + 1 })
      this.step++
      this.#train.push(loss)
      this.#bits.push(bits?.[i] ?? loss / Math.LN2)
    }
  }

  /** Takes up a held-out loss; true if it is the lowest so far. */
  addVal(step: number, loss: number, bits = loss / Math.LN2): boolean {
    if (!Number.isFinite(loss)) throw new Failure('loss-not-finite', { step })
    const best = loss < this.best
    if (best) this.best = loss
    this.#val.push({ step, loss, bits, best })
    return best
  }

  /** Measures the speed from here on: another engine computes. `tokens` as in `report`. */
  restartClock(now: number, tokens: number): void {
    this.#moments.splice(0, Infinity, { time: now, step: this.step, tokens })
  }

  due(now: number): boolean {
    return now - this.#reported >= REPORT_MS
  }

  /**
   * Everything since the last report; null if there is nothing.
   * @param tokens predicted since this object was made
   * @param steps at which the run will end
   */
  report(now: number, tokens: number, steps: number): StepNumbers | null {
    const { step } = this
    this.#reported = now
    this.#moments.push({ time: now, step, tokens })
    while (this.#moments.length > 2 && now - this.#moments[1]!.time > SPEED_MS) this.#moments.shift()
    if (this.#train.length === 0 && this.#val.length === 0) return null
    const oldest = this.#moments[0]!
    const measured = (now - oldest.time) / 1000
    const perSecond = (amount: number): number => (measured > 0 ? amount / measured : 0)
    const stepsPerSecond = perSecond(step - oldest.step)
    const numbers: StepNumbers = {
      first: step - this.#train.length + 1,
      train: Float64Array.from(this.#train),
      bits: Float64Array.from(this.#bits),
      val: this.#val,
      seconds: (now - this.#counted) / 1000,
      stepsPerSecond,
      tokensPerSecond: perSecond(tokens - oldest.tokens),
      secondsLeft: stepsPerSecond > 0 ? Math.max(0, steps - step) / stepsPerSecond : null
    }
    this.#train = []
    this.#bits = []
    this.#val = []
    this.#counted = now
    return numbers
  }
}
