/*
 * One racer's losses as they come, smoothed for drawing: training losses of single batches jump, and a race is
 * read by its trend.
 */

import type { BallSettings } from '#core/landscape'

/** Share of the past in the exponential mean; the start is corrected for the missing past, as Adam's is. */
const MEMORY = 0.9

export type RaceColour = 1 | 2 | 3 | 4 | 5 | 6
export type Optimizer = BallSettings['optimizer']

export class RaceCurve {
  readonly losses: number[] = []
  readonly smooth: number[] = []
  readonly seconds: number[] = []
  #mean = 0

  constructor(
    readonly name: string,
    readonly colour: RaceColour
  ) {}

  get steps(): number {
    return this.losses.length
  }

  /** The smoothed loss now; NaN before the first step. */
  get last(): number {
    return this.smooth.at(-1) ?? NaN
  }

  /** Appends steps in order. A loss that is no number ends the curve for good. */
  take(points: readonly { readonly seconds: number; readonly loss: number }[]): void {
    for (const { seconds, loss } of points) {
      if (!Number.isFinite(loss)) return
      this.#mean = MEMORY * this.#mean + (1 - MEMORY) * loss
      this.losses.push(loss)
      this.seconds.push(seconds)
      this.smooth.push(this.#mean / (1 - MEMORY ** this.losses.length))
    }
  }
}
