/*
 * The live run's way through parameter space, kept in memory: the weights of some steps, dense early and
 * thinned so that a long run takes no more room than a short one. Losses are measured only when somebody
 * looks at the path, so that a run nobody looks at pays for copies alone.
 */

import { gapAt, leastNeeded } from '#core/spacing'

/** Most points and most bytes; models too large for `LEAST` points within the bytes get these all the same. */
const MOST = 96
const BYTES = 128 * 2 ** 20
const LEAST = 4

export interface TrailPoint {
  readonly step: number
  readonly parameters: Float32Array
}

export class Trail {
  readonly #most: number
  readonly #points: TrailPoint[] = []
  readonly #listeners = new Set<(point: TrailPoint) => void>()

  /** @param total parameters of the model */
  constructor(total: number) {
    this.#most = Math.max(LEAST, Math.min(MOST, Math.floor(BYTES / (4 * total))))
  }

  /** By step. The first and the last are always there. */
  get points(): readonly TrailPoint[] {
    return this.#points
  }

  /** Whether a run of `steps` steps should leave a point at this step. */
  due(step: number, steps: number): boolean {
    const last = this.#points.at(-1)?.step
    if (last === undefined || step === steps) return last !== step
    // 14.5: so that a run of a few thousand steps just fills the trail; longer ones are thinned.
    return step - last >= Math.max(1, (gapAt(last, steps) * 14.5) / this.#most)
  }

  /** Keeps these parameters (not a copy). A step that is there already changes nothing. */
  add(step: number, parameters: Float32Array): void {
    if ((this.#points.at(-1)?.step ?? -1) >= step) return
    const point = { step, parameters }
    this.#points.push(point)
    if (this.#points.length > this.#most) {
      this.#points.splice(leastNeeded(this.#points.map((other) => other.step)), 1)
    }
    for (const hear of this.#listeners) hear(point)
  }

  /** Forgets what came after a step to which the run was set back. */
  goBackTo(step: number): void {
    while ((this.#points.at(-1)?.step ?? -1) > step) this.#points.pop()
  }

  /** Hears of every new point; returns the function that stops it. */
  listen(hear: (point: TrailPoint) => void): () => void {
    this.#listeners.add(hear)
    return () => this.#listeners.delete(hear)
  }
}
