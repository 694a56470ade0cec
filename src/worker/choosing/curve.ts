/*
 * The models of the speed curve: GPT-2's form from 6,000 to 11 million parameters, four times as many from
 * one to the next, all with the same batch, so that only the size differs.
 */

import { parameterCount, type GptShape } from '#core/gpt-shape'
import { fullWork, type Work } from './work'

/** B and T of every point: enough tokens to fill a graphics card a little, few enough for one core. */
export const CURVE_ROWS = 8
export const CURVE_LENGTH = 64
const VOCAB = 65

/** Layers, heads and width of each. */
const MODELS = [
  [1, 2, 16],
  [2, 2, 32],
  [3, 4, 64],
  [4, 4, 112],
  [5, 6, 192],
  [6, 6, 384]
] as const

const CURVE_SHAPES: readonly GptShape[] = MODELS.map(([layers, heads, width]) => ({
  ...{ family: 'gpt2', layers, heads, width, block: CURVE_LENGTH, vocab: VOCAB }
}))

export const CURVE_SIZES: readonly number[] = CURVE_SHAPES.map(parameterCount)

/** The steps to be timed for each size, ascending. */
export function curveWork(): Work[] {
  return CURVE_SHAPES.map((shape) => fullWork(shape, CURVE_ROWS))
}
