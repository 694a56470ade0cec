/*
 * Two random directions with filter normalisation (Li, Xu, Taylor, Studer & Goldstein 2018, "Visualizing
 * the Loss Landscape of Neural Nets", section 4): every output unit of a matrix gets a normal random vector
 * of the length of its own weights; biases and gains get zero. Without it, a picture would show the scale
 * of the weights and not the sharpness of the minimum.
 *
 * Ours beyond the paper: inside each unit the second vector is made orthogonal to the first before both are
 * given their length, so that the plane's axes are orthogonal and lengths on it simply add up.
 */

import type { ParameterLayout, TensorSpec } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import { STREAMS } from '../streams'

/** One output unit: `size` floats from `start`, `stride` apart. */
export interface Unit {
  readonly start: number
  readonly stride: number
  readonly size: number
}

/**
 * The output units of a tensor: rows of embeddings and heads [V, C], columns of linear layers [in, out];
 * none for vectors. Tied embeddings are one tensor and so come once.
 */
export function* unitsOf({ name, shape, offset }: TensorSpec): Generator<Unit> {
  if (shape.length !== 2) return
  const [rows, columns] = shape as readonly [number, number]
  const byRow = name === 'wte.weight' || name === 'wpe.weight' || name === 'lm_head.weight'
  if (byRow) for (let r = 0; r < rows; r++) yield { start: offset + r * columns, stride: 1, size: columns }
  else for (let c = 0; c < columns; c++) yield { start: offset + c, stride: columns, size: rows }
}

/** Two directions in arena order; the same seed gives the same ones. */
export function randomDirections(
  centre: Float32Array,
  layout: ParameterLayout,
  seed: number
): { delta: Float32Array; eta: Float32Array } {
  const delta = new Float32Array(layout.total)
  const eta = new Float32Array(layout.total)
  const random = createRandom(seed, STREAMS.directions)
  for (const tensor of layout.tensors) {
    for (const unit of unitsOf(tensor)) {
      const first = Float64Array.from({ length: unit.size }, () => random.normal())
      const second = Float64Array.from({ length: unit.size }, () => random.normal())
      // A unit of one weight has no second direction; there the two coincide.
      if (unit.size > 1) {
        const along = product(first, second) / product(first, first)
        for (let i = 0; i < unit.size; i++) second[i]! -= along * first[i]!
      }
      let squares = 0
      for (let i = 0, at = unit.start; i < unit.size; i++, at += unit.stride) squares += centre[at]! ** 2
      const length = Math.sqrt(squares)
      place(delta, unit, first, length / Math.sqrt(product(first, first)))
      place(eta, unit, second, length / Math.sqrt(product(second, second)))
    }
  }
  return { delta, eta }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function place(into: Float32Array, { start, stride, size }: Unit, values: Float64Array, by: number): void {
  for (let i = 0, at = start; i < size; i++, at += stride) into[at] = values[i]! * by
}
