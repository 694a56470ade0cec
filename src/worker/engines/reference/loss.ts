/*
 * The loss: −log of the probability that the model gives the token that really comes next, in nats.
 * A batch's loss is its mean over predicted tokens; positions with target −1 do not count.
 */

import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../engine'
import { maskedTargets, oneHot } from './tokens'

/** Nats of each position [B·T]; 0 where nothing is predicted. */
export function positionNats(logits: tf.Tensor2D, batch: Batch): tf.Tensor1D {
  const targets = oneHot(maskedTargets(batch), logits.shape[1])
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), targets), -1))
}

/** Mean nats per predicted token, a scalar that can be differentiated. 0 if nothing is predicted. */
export function batchLoss(logits: tf.Tensor2D, batch: Batch): tf.Scalar {
  const { predicted } = countPredicted(batch)
  const targets = oneHot(maskedTargets(batch), logits.shape[1])
  return tf.mul(tf.sum(tf.mul(tf.logSoftmax(logits), targets)), -1 / Math.max(1, predicted))
}

/** Predicted tokens of each row and of all. */
export function countPredicted(batch: Batch): { perRow: Int32Array; predicted: number } {
  const perRow = new Int32Array(batch.rows)
  let predicted = 0
  maskedTargets(batch).forEach((target, i) => {
    if (target < 0) return
    perRow[Math.floor(i / batch.length)]!++
    predicted++
  })
  return { perRow, predicted }
}
