/*
 * Softmax cross-entropy fused with its gradient, in place: logits become d(mean loss)/d(logits).
 * nats = ln Σ e^(z − max) − (z_target − max); gradient = (softmax(z) − onehot(target)) / predicted.
 */

import { exp4, max4, splat, sum4 } from './math'

/**
 * One row of V logits with room for a multiple of 4. target −1: no loss, no gradient.
 * @param scale 1 / predicted tokens of the batch
 * @returns nats
 */
export function crossEntropy(z: usize, vocab: i32, target: i32, scale: f32, backward: bool): f64 {
  const whole = (vocab + 3) & ~3
  if (target < 0) {
    if (backward) for (let i = 0; i < whole; i += 4) v128.store(z + (i << 2), splat(0))
    return 0
  }
  for (let i = vocab; i < whole; i++) store<f32>(z + (i << 2), -Infinity)
  let highest = v128.load(z)
  for (let i = 4; i < whole; i += 4) {
    const v = v128.load(z + (i << 2))
    // Keeps a NaN that stands in `highest`; one in v fails the comparison and is caught by the sum below.
    highest = f32x4.pmax(highest, v)
  }
  const top = max4(highest)
  const tops = splat(top)
  const aim = load<f32>(z + (target << 2))
  let sum = splat(0)
  for (let i = 0; i < whole; i += 4) {
    const e = exp4(f32x4.sub(v128.load(z + (i << 2)), tops))
    v128.store(z + (i << 2), e)
    sum = f32x4.add(sum, e)
  }
  const total = sum4(sum)
  if (backward) {
    const factor = splat(scale / total)
    for (let i = 0; i < whole; i += 4) v128.store(z + (i << 2), f32x4.mul(v128.load(z + (i << 2)), factor))
    const at = z + (target << 2)
    store<f32>(at, load<f32>(at) - scale)
  }
  return Math.log(<f64>total) - (<f64>aim - <f64>top)
}
