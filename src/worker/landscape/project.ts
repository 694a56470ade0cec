/*
 * Where parameters are, seen from a plane: their coordinates on it by least squares, and how far off it
 * they are. The usual picture of a path leaves the distance out; here it is part of every point.
 */

import { dot, dotFrom, type PlaneVectors } from './vectors'

export interface Shadow {
  readonly alpha: number
  readonly beta: number
  /** ‖θ − its shadow on the plane‖, Euclidean. */
  readonly residual: number
  /** ‖θ − centre‖². */
  readonly squared: number
}

/** Projects onto one plane; the plane's own sums are made once. */
export class Projector {
  readonly #dd: number
  readonly #ee: number
  readonly #de: number

  constructor(readonly plane: PlaneVectors) {
    const { delta, eta } = plane
    this.#dd = dot(delta, delta)
    this.#ee = dot(eta, eta)
    this.#de = dot(delta, eta)
  }

  /** ‖δ‖ and ‖η‖. */
  get lengths(): [number, number] {
    return [Math.sqrt(this.#dd), Math.sqrt(this.#ee)]
  }

  /**
   * The least-squares coordinates: the 2 × 2 normal equations, since rounding leaves the axes a little
   * off the right angle. The residual is summed from what is left, not from a difference of squares.
   */
  project(theta: Float32Array): Shadow {
    const { centre, delta, eta } = this.plane
    const [alpha, beta] = this.coordinates(dotFrom(theta, centre, delta), dotFrom(theta, centre, eta))
    let [off, squared] = [0, 0]
    for (let i = 0; i < theta.length; i++) {
      const d = theta[i]! - centre[i]!
      const rest = d - alpha * delta[i]! - beta * eta[i]!
      off += rest * rest
      squared += d * d
    }
    return { alpha, beta, residual: Math.sqrt(off), squared }
  }

  /** The coordinates of a displacement with these inner products with δ and η. */
  coordinates(alongDelta: number, alongEta: number): [number, number] {
    const [dd, ee, de] = [this.#dd, this.#ee, this.#de]
    const determinant = dd * ee - de * de
    if (!(determinant > 0)) return [dd > 0 ? alongDelta / dd : 0, 0]
    return [(ee * alongDelta - de * alongEta) / determinant, (dd * alongEta - de * alongDelta) / determinant]
  }
}

/** Shares of Σ‖θ_t − centre‖² that lie along δ and along η; null where nothing has moved. */
export function explainedBy(
  shadows: readonly Shadow[],
  lengths: readonly [number, number]
): [number, number] | null {
  const all = shadows.reduce((sum, { squared }) => sum + squared, 0)
  if (!(all > 0)) return null
  const share = (axis: 'alpha' | 'beta', length: number): number =>
    shadows.reduce((sum, shadow) => sum + (shadow[axis] * length) ** 2, 0) / all
  const [first, second] = [share('alpha', lengths[0]), share('beta', lengths[1])]
  const both = Math.max(1, first + second) // rounding alone can take a flat path's shares past the whole
  return [first / both, second / both]
}
