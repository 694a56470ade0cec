/*
 * Gradient descent on the real model, held on a plane: the two coordinates are all that moves, along the
 * true slope g·δ and g·η at each place. What the ball sees is the fixed batch, the same at every step.
 * Optimizers in two dimensions; their many-dimensional definitions: training/optimizer.ts.
 */

import type { BallSettings } from '#core/landscape'
import type { Slope } from './walker'

export type Place = readonly [alpha: number, beta: number]

export interface BallOptions {
  readonly settings: BallSettings
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weightDecay: number
  /** Where θ = 0 is, seen from the plane: what weight decay pulls towards. */
  readonly origin: Place
}

/** Share of its speed that a ball with momentum keeps (Polyak 1964). */
export const MOMENTUM = 0.9

/** A ball's optimizer state. */
export class Roller {
  readonly #m = [0, 0]
  readonly #v = [0, 0]
  #step = 0

  constructor(private readonly options: BallOptions) {}

  /** The next place. */
  roll(at: Place, slope: Slope): Place {
    const { settings, beta1, beta2, epsilon, weightDecay, origin } = this.options
    const rate = settings.learning_rate
    const step = ++this.#step
    const [m, v] = [this.#m, this.#v]
    const next = [slope.alpha, slope.beta].map((g, i) => {
      switch (settings.optimizer) {
        case 'sgd':
          return at[i]! - rate * g
        case 'momentum':
          m[i] = MOMENTUM * m[i]! + g
          return at[i]! - rate * m[i]
        case 'adam':
        case 'adamw': {
          m[i] = beta1 * m[i]! + (1 - beta1) * g
          v[i] = beta2 * v[i]! + (1 - beta2) * g * g
          const mean = m[i] / (1 - beta1 ** step)
          const square = v[i] / (1 - beta2 ** step)
          const decay = settings.optimizer === 'adamw' ? rate * weightDecay * (at[i]! - origin[i]!) : 0
          return at[i]! - decay - (rate * mean) / (Math.sqrt(square) + epsilon)
        }
      }
    })
    return [next[0]!, next[1]!]
  }
}

/** Whether a place lies on the picture's square, its rim included. */
export function inside(
  [alpha, beta]: Place,
  { alphas, betas }: { readonly alphas: Float64Array; readonly betas: Float64Array }
): boolean {
  return alpha >= alphas[0]! && alpha <= alphas.at(-1)! && beta >= betas[0]! && beta <= betas.at(-1)!
}
