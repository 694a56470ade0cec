/*
 * Batches as tensors. Token ids enter as one-hot rows and a matrix product, not through `gather`, whose
 * gradient on WebGPU adds floats in no fixed order. A padded position is a row of zeros: whatever stands
 * in the padding cannot reach the model.
 *
 * Dimensions: B rows, T positions, V vocabulary.
 */

import { tensor2d, type Tensor2D } from '@tensorflow/tfjs-core'
import type { Batch } from '../engine'

/** Tokens for the model: `oneHot` is [B·T, V]. */
export interface Tokens {
  readonly rows: number
  readonly length: number
  readonly oneHot: Tensor2D
}

/** The inputs of a batch. */
export function inputTokens(batch: Batch, vocab: number): Tokens {
  const { rows, length, inputs, lengths } = batch
  const real = inputs.map((id, i) => (i % length < lengths[Math.floor(i / length)]! ? id : -1))
  return { rows, length, oneHot: oneHot(real, vocab) }
}

/** One row, all of it real. */
export function sequenceTokens(ids: Int32Array, vocab: number): Tokens {
  return { rows: 1, length: ids.length, oneHot: oneHot(ids, vocab) }
}

/** [N, V]: row i has a 1 at `ids[i]`, or nothing where that is negative. */
export function oneHot(ids: Int32Array, vocab: number): Tensor2D {
  const values = new Float32Array(ids.length * vocab)
  ids.forEach((id, row) => {
    if (id >= vocab) throw new RangeError(`token ${id} is outside a vocabulary of ${vocab}`)
    if (id >= 0) values[row * vocab + id] = 1
  })
  return tensor2d(values, [ids.length, vocab])
}

/** Targets with the padding masked, whatever stands there: −1 where nothing is predicted. */
export function maskedTargets(batch: Batch): Int32Array {
  const { length, targets, lengths } = batch
  return targets.map((id, i) => (i % length < lengths[Math.floor(i / length)]! ? id : -1))
}

/** @throws RangeError if the arrays of a batch do not fit together or the model. */
export function checkBatch(batch: Batch, block: number): void {
  const { rows, length, inputs, targets, lengths } = batch
  const size = rows * length
  if (rows < 1 || length < 1 || length > block || inputs.length !== size || targets.length !== size) {
    throw new RangeError(`a batch of ${rows} × ${length} does not fit its arrays or a block of ${block}`)
  }
  if (lengths.length !== rows || !lengths.every((n) => n >= 1 && n <= length)) {
    throw new RangeError(`lengths of a batch must be 1 to ${length}`)
  }
}
