/*
 * The largest eigenvalue of the loss's Hessian by power iteration. H·v is never made of second derivatives
 * but of two gradients a little apart: (g(θ + εv) − g(θ − εv)) / 2ε, which the engine already computes.
 * On plain gradient descent a rate above 2 / λ diverges along that direction (LeCun, Simard & Pearlmutter
 * 1993; Cohen et al. 2021 on how training settles near it).
 */

import { createRandom } from '#core/random/random'
import { dot, norm } from './vectors'

/** Half the distance between the two gradients: large against float32 rounding, small against the curvature's changes. */
const EPSILON = 1e-2
const MOST_ITERATIONS = 100
/** ‖Hv − λv‖ / |λ| that is good enough to show three digits. */
const TOLERANCE = 1e-3

export interface Eigenvalue {
  readonly eigenvalue: number
  readonly error: number
  readonly iterations: number
}

/**
 * The algebraically largest eigenvalue. Where the one furthest from zero is negative, the iteration goes on
 * with the spectrum shifted by it.
 * @param gradient at θ + εv; may be asked some hundreds of times
 * @param progress hears of every iteration; throws to give up
 */
export async function largestEigenvalue(
  theta: Float32Array,
  gradient: (parameters: Float32Array) => Promise<Float32Array>,
  progress: (done: number, of: number) => Promise<void> | void = () => undefined
): Promise<Eigenvalue> {
  const near = new Float32Array(theta.length)
  const times = async (v: Float32Array): Promise<Float64Array> => {
    const at = async (by: number): Promise<Float32Array> => {
      for (let i = 0; i < near.length; i++) near[i] = theta[i]! + by * v[i]!
      return gradient(near)
    }
    const ahead = await at(EPSILON)
    const behind = await at(-EPSILON)
    return Float64Array.from(ahead, (g, i) => (g - behind[i]!) / (2 * EPSILON))
  }
  let iterations = 0
  const iterate = async (shift: number): Promise<{ value: number; error: number }> => {
    const random = createRandom(1)
    let v = unit(Float64Array.from(theta, () => random.normal()))
    for (let round = 0; ; round++) {
      const product = await times(v)
      let value = 0
      for (let i = 0; i < v.length; i++) value += v[i]! * product[i]!
      let off = 0
      for (let i = 0; i < v.length; i++) off += (product[i]! - value * v[i]!) ** 2
      const error = value === 0 ? Infinity : Math.sqrt(off) / Math.abs(value)
      await progress(++iterations, MOST_ITERATIONS)
      if (error < TOLERANCE || round + 1 >= MOST_ITERATIONS || off === 0) return { value, error }
      for (let i = 0; i < v.length; i++) product[i]! += shift * v[i]!
      v = unit(product)
    }
  }
  const first = await iterate(0)
  const { value, error } = first.value < 0 ? await iterate(-first.value) : first
  return { eigenvalue: value, error: Number.isFinite(error) ? error : 0, iterations }
}

function unit(v: Float64Array): Float32Array {
  const single = Float32Array.from(v)
  const length = norm(single)
  if (!(length > 0)) return single
  for (let i = 0; i < single.length; i++) single[i] = single[i]! / length
  // Again in the rounded numbers: the quotient of two gradients is as exact as this length.
  const rest = Math.sqrt(dot(single, single))
  return single.map((x) => x / rest)
}
