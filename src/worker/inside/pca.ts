/*
 * Principal components of token vectors (Pearson 1901; Jolliffe, "Principal Component Analysis", 2002): the
 * directions in which they spread most. The smaller of the two product matrices is taken apart: exactly by Jacobi's
 * rotations where it is small, else by subspace iteration, of which only the first few directions are asked. Over
 * 150 lines: its linear algebra is written out here, and nothing else uses it.
 */

import { createRandom } from '#core/random/random'
import { symmetricEigen } from '../landscape/eigen'

export interface Components {
  /** Mean of the rows. */
  readonly mean: Float64Array
  /** Up to k directions of unit length, most spread first; each one's largest number is positive. */
  readonly vectors: readonly Float64Array[]
  /** Sum of squares along each of them. */
  readonly spread: readonly number[]
  /** Sum of squares in all directions. */
  readonly total: number
}

/** Beyond this size rotations take too long. */
const EXACT = 128
const ITERATIONS = 400
const ENOUGH = 1e-10

/**
 * @param rows n × size, row-major; not changed
 * @param k directions wanted; fewer where the rows do not spread in as many
 */
export function principalComponents(rows: ArrayLike<number>, n: number, size: number, k: number): Components {
  const mean = new Float64Array(size)
  for (let i = 0; i < n * size; i++) mean[i % size]! += rows[i]! / n
  const x = Float64Array.from({ length: n * size }, (_, i) => rows[i]! - mean[i % size]!)
  const total = x.reduce((sum, value) => sum + value * value, 0)
  const few = n < size
  const side = few ? n : size
  const { values, vectors } = leading(products(x, n, size, few), side, k)
  const directions: Float64Array[] = []
  const spread: number[] = []
  for (const [i, value] of values.entries()) {
    if (!(value > 1e-12 * total)) break
    const direction = few ? combine(x, size, vectors[i]!) : Float64Array.from(vectors[i]!)
    directions.push(upright(direction))
    spread.push(value)
  }
  return { mean, vectors: directions, spread, total }
}

/** Where the rows lie along these directions: n × directions. */
export function projected(
  rows: ArrayLike<number>,
  n: number,
  size: number,
  { mean, vectors }: Components,
  dimensions: number
): Float32Array {
  const places = new Float32Array(n * dimensions)
  for (let r = 0; r < n; r++) {
    for (let d = 0; d < Math.min(dimensions, vectors.length); d++) {
      let along = 0
      for (let c = 0; c < size; c++) along += (rows[r * size + c]! - mean[c]!) * vectors[d]![c]!
      places[r * dimensions + d] = along
    }
  }
  return places
}

/** X·Xᵀ where there are few rows, else Xᵀ·X: they share their eigenvalues. */
function products(x: Float64Array, n: number, size: number, few: boolean): Float64Array {
  const side = few ? n : size
  const matrix = new Float64Array(side * side)
  if (few) {
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) {
        let sum = 0
        for (let c = 0; c < size; c++) sum += x[i * size + c]! * x[j * size + c]!
        matrix[i * n + j] = matrix[j * n + i] = sum
      }
    }
    return matrix
  }
  for (let r = 0; r < n; r++) {
    for (let i = 0; i < size; i++) {
      const left = x[r * size + i]!
      for (let j = i; j < size; j++) matrix[i * size + j]! += left * x[r * size + j]!
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[i * size + j] = matrix[j * size + i]!
  return matrix
}

/** The first k eigenvalues and vectors of a symmetric matrix without negative ones. */
function leading(
  matrix: Float64Array,
  side: number,
  k: number
): { values: number[]; vectors: ArrayLike<number>[] } {
  if (side <= EXACT) {
    const { values, vectors } = symmetricEigen(matrix, side)
    return { values: [...values.slice(0, k)], vectors: vectors.slice(0, k) }
  }
  // More directions than wanted: the first ones then settle faster.
  const width = Math.min(side, k + 8)
  const random = createRandom(1)
  let basis = orthonormal(
    Array.from({ length: width }, () => Float64Array.from({ length: side }, () => random.normal()))
  )
  let before: number[] = []
  for (let round = 0; ; round++) {
    const moved = basis.map((vector) => times(matrix, side, vector))
    const small = new Float64Array(width * width)
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++) small[i * width + j] = dot(basis[i]!, moved[j]!)
    const { values, vectors } = symmetricEigen(small, width)
    const turned = (of: readonly Float64Array[]): Float64Array[] =>
      vectors.map((weights) => {
        const sum = new Float64Array(side)
        for (let i = 0; i < width; i++) for (let s = 0; s < side; s++) sum[s]! += weights[i]! * of[i]![s]!
        return sum
      })
    const now = [...values.slice(0, k)]
    const settled = now.every((value, i) => Math.abs(value - (before[i] ?? 0)) <= ENOUGH * (now[0] ?? 0))
    if (settled || round >= ITERATIONS) return { values: now, vectors: turned(basis).slice(0, k) }
    before = now
    basis = orthonormal(turned(moved))
  }
}

function times(matrix: Float64Array, side: number, vector: Float64Array): Float64Array {
  const out = new Float64Array(side)
  for (let i = 0; i < side; i++) {
    let sum = 0
    for (let j = 0; j < side; j++) sum += matrix[i * side + j]! * vector[j]!
    out[i] = sum
  }
  return out
}

/** Gram and Schmidt, twice, so that rounding does not tilt them. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  for (let twice = 0; twice < 2; twice++) {
    for (const [i, vector] of vectors.entries()) {
      for (let j = 0; j < i; j++) {
        const along = dot(vector, vectors[j]!)
        for (let s = 0; s < vector.length; s++) vector[s]! -= along * vectors[j]![s]!
      }
      const length = Math.sqrt(dot(vector, vector))
      if (length > 0) for (let s = 0; s < vector.length; s++) vector[s]! /= length
    }
  }
  return vectors
}

/** The direction in the rows' space that belongs to an eigenvector over the rows. */
function combine(x: Float64Array, size: number, weights: ArrayLike<number>): Float64Array {
  const direction = new Float64Array(size)
  for (let r = 0; r < weights.length; r++)
    for (let c = 0; c < size; c++) direction[c]! += weights[r]! * x[r * size + c]!
  const length = Math.sqrt(dot(direction, direction))
  return direction.map((value) => value / length)
}

/** A direction or its opposite, so that the same vectors always give the same map. */
function upright(direction: Float64Array): Float64Array {
  let largest = 0
  for (const value of direction) if (Math.abs(value) > Math.abs(largest) + 1e-9) largest = value
  return largest < 0 ? direction.map((value) => -value) : direction
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
