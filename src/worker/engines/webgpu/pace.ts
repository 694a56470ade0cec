/*
 * How much may be submitted at once. Drivers reset a card whose submission runs for about two seconds, and
 * other windows wait while one runs, so work is cut where it would exceed about 200 ms. How long work takes
 * is estimated from its floating-point operations and the speed this engine has shown so far.
 * A single dispatch is never cut: on a card far slower than the first guess one may take longer.
 */

/** Milliseconds one submission may take. */
export const SUBMISSION_MS = 200
/** Operations per millisecond assumed before anything was measured: 100 GFLOP/s, a slow graphics card. */
const FIRST_GUESS = 1e8
/** Weight of the newest measurement. */
const NEWEST = 0.5

export class Pace {
  #perMillisecond: number
  /** When the latest work that was timed came to its end. */
  #free = 0

  constructor(perMillisecond = FIRST_GUESS) {
    this.#perMillisecond = perMillisecond
  }

  /** Operations that fit into one submission. */
  get budget(): number {
    return this.#perMillisecond * SUBMISSION_MS
  }

  /**
   * Learns from work of `operations` that was submitted and finished at these times (ms): it began when the
   * work before it had ended. The waiting between is not counted, so an idle card is not taken for a slow one.
   */
  learn(operations: number, submitted: number, finished: number): void {
    const milliseconds = finished - Math.max(submitted, this.#free)
    this.#free = Math.max(this.#free, finished)
    // Several steps that are reported done at one moment say nothing about their length.
    if (milliseconds <= 0.1) return
    this.#perMillisecond += NEWEST * (operations / milliseconds - this.#perMillisecond)
  }
}
