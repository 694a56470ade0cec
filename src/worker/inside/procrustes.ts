/*
 * Turning one map onto another (the orthogonal Procrustes problem, Schönemann 1966): of all rotations and
 * reflections the one after which the points lie nearest to their places before. Nothing is stretched, so that
 * distances stay those of the model.
 */

import { symmetricEigen } from '../landscape/eigen'

/**
 * The places, turned.
 * @param places n × d, centred; not changed
 * @param onto n × d, centred
 * @param first rows that decide how it is turned; the rest is turned with them and may be another
 */
export function alignTo(
  places: Float32Array,
  onto: Float32Array,
  d: number,
  first = Math.max(places.length, onto.length) / d
): Float32Array {
  if (Math.min(places.length, onto.length) < first * d) return places.slice()
  const n = places.length / d
  const product = new Float64Array(d * d) // placesᵀ · onto
  for (let r = 0; r < first; r++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) product[i * d + j]! += places[r * d + i]! * onto[r * d + j]!
    }
  }
  const turn = nearestRotation(product, d)
  const turned = new Float32Array(places.length)
  for (let r = 0; r < n; r++) {
    for (let j = 0; j < d; j++) {
      let sum = 0
      for (let i = 0; i < d; i++) sum += places[r * d + i]! * turn[i * d + j]!
      turned[r * d + j] = sum
    }
  }
  return turned
}

/** U·Vᵀ of the singular value decomposition U·Σ·Vᵀ of a d × d matrix; where Σ has zeros, completed to a rotation. */
function nearestRotation(product: Float64Array, d: number): Float64Array {
  const squared = new Float64Array(d * d)
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++)
      for (let k = 0; k < d; k++) squared[i * d + j]! += product[k * d + i]! * product[k * d + j]!
  const { vectors } = symmetricEigen(squared, d)
  const left: Float64Array[] = []
  const largest = Math.sqrt(product.reduce((sum, value) => sum + value * value, 0))
  for (const right of vectors) {
    const image = new Float64Array(d)
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) image[i]! += product[i * d + j]! * right[j]!
    left.push(unit(image, left, 1e-9 * largest) ?? anyOther(left, d))
  }
  const turn = new Float64Array(d * d)
  for (const [k, right] of vectors.entries())
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) turn[i * d + j]! += left[k]![i]! * right[j]!
  return turn
}

/** What is left of a vector beside the others, at unit length; null if it is no more than `least`. */
function unit(vector: Float64Array, others: readonly Float64Array[], least: number): Float64Array | null {
  const rest = vector.slice()
  for (const other of others) {
    const along = other.reduce((sum, value, i) => sum + value * rest[i]!, 0)
    for (let i = 0; i < rest.length; i++) rest[i]! -= along * other[i]!
  }
  const length = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0))
  return length > least ? rest.map((value) => value / length) : null
}

/** A unit vector at right angles to the others. */
function anyOther(others: readonly Float64Array[], d: number): Float64Array {
  for (let axis = 0; ; axis++) {
    const vector = new Float64Array(d)
    vector[axis] = 1
    const found = unit(vector, others, 0.1)
    if (found) return found
  }
}
