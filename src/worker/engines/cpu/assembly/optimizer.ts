/*
 * Global-norm clipping and AdamW/Adam (../../../training/optimizer.ts is the definition) over the whole
 * arena in blocks of parameters with the same decay.
 */

import { Block, plan } from './plan'
import { splat } from './math'

/** Sum of squares of one block, in double precision, in a fixed order. */
export function blockNorm(index: i32): void {
  const p = plan()
  const block = changetype<Block>(p.blocksAt + index * offsetof<Block>())
  const g = p.gradientAt + block.offset
  let low = f64x2.splat(0), high = low
  let i = 0
  for (; i + 4 <= block.count; i += 4) {
    const v = v128.load(g + (i << 2))
    const a = f64x2.promote_low_f32x4(v)
    const b = f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
    low = f64x2.add(low, f64x2.mul(a, a))
    high = f64x2.add(high, f64x2.mul(b, b))
  }
  const both = f64x2.add(low, high)
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)
  for (; i < block.count; i++) {
    const x = <f64>load<f32>(g + (i << 2))
    sum += x * x
  }
  store<f64>(p.normsAt + (index << 3), sum)
}

/** The factor that brings the gradient down to the clipping norm; all blockNorms are done. */
export function clipFactor(): f32 {
  const p = plan()
  if (p.clip <= 0) return 1
  let sum: f64 = 0
  for (let i = 0; i < p.blocks; i++) sum += load<f64>(p.normsAt + (i << 3))
  const norm = sqrt<f64>(sum)
  return norm > p.clip ? <f32>(p.clip / norm) : 1
}

/** Updates moments and parameters of one block. */
export function blockUpdate(index: i32, clip: f32): void {
  const p = plan()
  const block = changetype<Block>(p.blocksAt + index * offsetof<Block>())
  const theta = p.ownAt + block.offset
  const g = p.gradientAt + block.offset
  const m = p.mAt + block.offset
  const v = p.vAt + block.offset
  const keep: f32 = block.decay ? p.keep : 1
  const rate = p.rate * p.unbias1
  const keeps = splat(keep), rates = splat(rate), clips = splat(clip)
  const beta1 = splat(p.beta1), beta2 = splat(p.beta2), rest1 = splat(p.rest1), rest2 = splat(p.rest2)
  const unbias2 = splat(p.unbias2), epsilon = splat(p.epsilon)
  let i = 0
  for (; i + 4 <= block.count; i += 4) {
    const at = i << 2
    const gradient = f32x4.mul(v128.load(g + at), clips)
    const mean = f32x4.add(f32x4.mul(beta1, v128.load(m + at)), f32x4.mul(rest1, gradient))
    const square = f32x4.add(f32x4.mul(beta2, v128.load(v + at)), f32x4.mul(f32x4.mul(rest2, gradient), gradient))
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(square, unbias2)), epsilon)
    const step = f32x4.div(f32x4.mul(rates, mean), root)
    v128.store(m + at, mean)
    v128.store(v + at, square)
    v128.store(theta + at, f32x4.sub(f32x4.mul(keeps, v128.load(theta + at)), step))
  }
  for (; i < block.count; i++) {
    const at = i << 2
    const gradient = load<f32>(g + at) * clip
    const mean = p.beta1 * load<f32>(m + at) + p.rest1 * gradient
    const square = p.beta2 * load<f32>(v + at) + p.rest2 * gradient * gradient
    store<f32>(m + at, mean)
    store<f32>(v + at, square)
    store<f32>(theta + at, keep * load<f32>(theta + at) - (rate * mean) / (sqrt<f32>(square * p.unbias2) + p.epsilon))
  }
}
