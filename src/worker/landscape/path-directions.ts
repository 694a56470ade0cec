/*
 * Directions that the path itself gives: the two principal components of θ_t − θ_centre over a run's
 * checkpoints, or the line between two checkpoints and the gradient. Unit vectors, orthogonal.
 *
 * The components come from the T × T matrix of inner products instead of the N × N covariance
 * (Turk & Pentland 1991): T is some dozens, N hundreds of thousands. The displacements are taken from the
 * centre and not from their mean, so that the plane goes through the model it is drawn around.
 */

import { Failure } from '#core/errors'
import { symmetricEigen } from './eigen'
import { dot, dotFrom, norm } from './vectors'

/** The most points that decide about the components; of a longer path evenly chosen ones. */
const MOST_COMPONENTS_FROM = 40

/** Called after every few milliseconds of work; throws to give up. */
export type Pause = (done: number, of: number) => Promise<void>

export interface Directions {
  readonly delta: Float32Array
  readonly eta: Float32Array
}

/**
 * The two principal components, of unit length. Signs: the path's first point has alpha ≥ 0, and the point
 * furthest from the first axis beta ≥ 0. Where the path has one dimension only, η is `spare` made orthogonal.
 * @throws Failure `landscape-no-path` if nothing has moved
 */
export async function principalDirections(
  points: readonly Float32Array[],
  centre: Float32Array,
  spare: () => Float32Array,
  pause: Pause
): Promise<Directions> {
  const chosen = evenly(points, MOST_COMPONENTS_FROM)
  const gram = await gramMatrix(chosen, centre, pause)
  const n = chosen.length
  const { values, vectors } = symmetricEigen(gram, n)
  if (!(n > 0 && values[0]! > 0)) throw new Failure('landscape-no-path')
  const delta = combine(chosen, centre, vectors[0]!)
  if (dotFrom(chosen[0]!, centre, delta) < 0) flip(delta)
  // Below this the second component is rounding: float32 parameters carry some seven digits.
  const flat = n < 2 || values[1]! < 1e-12 * values[0]!
  const eta = flat ? spare() : combine(chosen, centre, vectors[1]!)
  orthogonalise(eta, delta)
  if (!flat) {
    const shadows = chosen.map((point) => dotFrom(point, centre, eta))
    const furthest = shadows.reduce((far, x) => (Math.abs(x) > Math.abs(far) ? x : far), 0)
    if (furthest < 0) flip(eta)
  }
  return { delta, eta }
}

/** ⟨θ_i − c, θ_j − c⟩ for all pairs, row-major. */
async function gramMatrix(
  points: readonly Float32Array[],
  centre: Float32Array,
  pause: Pause
): Promise<Float64Array> {
  const n = points.length
  const gram = new Float64Array(n * n)
  const pairs = (n * (n + 1)) / 2
  let done = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      gram[i * n + j] = gram[j * n + i] = dot(points[i]!, points[j]!, centre)
      await pause(++done, pairs)
    }
  }
  return gram
}

/**
 * From `from` to `to`, and uphill: the gradient at `to`, made orthogonal to it.
 * @throws Failure `landscape-no-path` if the two are the same
 */
export function lineDirections(
  from: Float32Array,
  to: Float32Array,
  gradient: Float32Array,
  spare: () => Float32Array
): Directions {
  const delta = Float32Array.from(from, (x, i) => x - to[i]!)
  if (norm(delta) === 0) throw new Failure('landscape-no-path')
  scale(delta, 1 / norm(delta))
  let eta: Float32Array = gradient.slice()
  // At an exact minimum, or on a straight valley's floor, the gradient says nothing about a second axis.
  if (!(orthogonalise(eta, delta) > 1e-12)) orthogonalise((eta = spare()), delta)
  return { delta, eta }
}

/** At most `most` of these, the first and the last among them. */
export function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]!)
}

/** Σ weights_t (θ_t − c), brought to unit length. */
function combine(points: readonly Float32Array[], centre: Float32Array, weights: Float64Array): Float32Array {
  const sum = new Float64Array(centre.length)
  for (const [t, point] of points.entries()) {
    const weight = weights[t]!
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * (point[i]! - centre[i]!)
  }
  let squares = 0
  for (let i = 0; i < sum.length; i++) squares += sum[i]! * sum[i]!
  const by = 1 / Math.sqrt(squares)
  return Float32Array.from(sum, (x) => x * by)
}

/**
 * Takes from `vector` what lies along the unit vector `axis` and brings it to unit length.
 * @returns the length that was left
 */
function orthogonalise(vector: Float32Array, axis: Float32Array): number {
  let left = 0
  // Twice: the first time rounding to float32 leaves a trace of the axis behind.
  for (let round = 0; round < 2; round++) {
    const along = dot(vector, axis) / dot(axis, axis)
    for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! - along * axis[i]!
    const length = norm(vector)
    if (round === 0) left = length
    if (length > 0) scale(vector, 1 / length)
  }
  return left
}

function scale(vector: Float32Array, by: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! * by
}

function flip(vector: Float32Array): void {
  scale(vector, -1)
}
