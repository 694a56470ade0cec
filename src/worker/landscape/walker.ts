/*
 * Losses and slopes at points of a plane. θ + a·δ + b·η is made in one buffer that every point shares, or
 * on the graphics card where the engine keeps planes there. Callers hold the engine's turn.
 */

import type { EnginePlane, TrainingEngine } from '../engines/engine'
import { batchGradient, batchLoss, meanLoss, type FixedBatch } from './batch'
import { dot, pointOf, type PlaneVectors } from './vectors'

/** What a walker walks with; `engine` is asked anew every time, since a run may move to another one. */
export interface Footing {
  readonly engine: TrainingEngine
  readonly fixed: FixedBatch
}

/** A point's loss, and the slope along α and β: g·δ and g·η. */
export interface Slope {
  readonly loss: number
  readonly alpha: number
  readonly beta: number
}

export class Walker {
  readonly #footing: Footing
  readonly #scratch: Float32Array
  #kept: { readonly engine: TrainingEngine; readonly plane: EnginePlane } | null = null

  constructor(
    footing: Footing,
    readonly vectors: PlaneVectors
  ) {
    this.#footing = footing
    this.#scratch = new Float32Array(vectors.centre.length)
  }

  /** Mean nats per predicted token of the fixed batch at this point. */
  async loss(alpha: number, beta: number): Promise<number> {
    const { engine, fixed } = this.#footing
    if (!engine.plane) return this.lossOf(pointOf(this.vectors, alpha, beta, this.#scratch))
    if (this.#kept?.engine !== engine) {
      this.dispose()
      this.#kept = { engine, plane: await engine.plane(this.vectors) }
    }
    const { plane } = this.#kept
    return meanLoss(fixed.parts, (part) => plane.evaluate(part, alpha, beta))
  }

  /** The same for parameters that need not lie on the plane. */
  lossOf(parameters: Float32Array): Promise<number> {
    const { engine, fixed } = this.#footing
    return batchLoss(engine, fixed, parameters)
  }

  async slope(alpha: number, beta: number): Promise<Slope> {
    const { loss, gradient } = await this.gradientOf(pointOf(this.vectors, alpha, beta, this.#scratch))
    return { loss, alpha: dot(gradient, this.vectors.delta), beta: dot(gradient, this.vectors.eta) }
  }

  gradientOf(parameters: Float32Array): Promise<{ loss: number; gradient: Float32Array }> {
    const { engine, fixed } = this.#footing
    return batchGradient(engine, fixed, parameters)
  }

  /** The parameters at a point, in an array of their own. */
  pointAt(alpha: number, beta: number): Float32Array {
    return pointOf(this.vectors, alpha, beta, new Float32Array(this.vectors.centre.length))
  }

  /** Frees what the engine keeps for the plane. */
  dispose(): void {
    try {
      this.#kept?.plane.dispose()
    } catch {
      // Its device is lost, and the plane with it.
    }
    this.#kept = null
  }
}
