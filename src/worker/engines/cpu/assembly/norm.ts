/*
 * LayerNorm with gain and bias (gpt2) and RMSNorm without (microgpt), ε = 1e-5, forward and backward.
 * Per row two floats are kept: mean and 1/σ, or 0 and 1/rms. Padding columns of x and of dy are zero.
 *   LayerNorm  x̂ = (x − μ)/σ,  y = g·x̂ + b;   dx = (h − mean(h) − x̂·mean(h·x̂))/σ  with h = g·dy
 *   RMSNorm    y = x/rms;                     dx = dy/rms − x·mean(dy·x)/rms³
 */

import { below, splat, sum4 } from './math'

const EPSILON: f32 = 1e-5

export function layerNorm(
  x: usize, row: usize, n: i32, width: i32, y: usize, stats: usize, gain: usize, bias: usize
): void {
  const scale: f32 = 1 / <f32>width
  for (let r = 0; r < n; r++) {
    let sum = splat(0)
    for (let i = 0; i < width; i += 4) sum = f32x4.add(sum, v128.load(x + (i << 2)))
    const mean = sum4(sum) * scale
    const means = splat(mean)
    let squares = splat(0)
    let i = 0
    for (; i + 4 <= width; i += 4) {
      const d = f32x4.sub(v128.load(x + (i << 2)), means)
      squares = f32x4.add(squares, f32x4.mul(d, d))
    }
    if (i < width) {
      const d = v128.and(f32x4.sub(v128.load(x + (i << 2)), means), below(i, width))
      squares = f32x4.add(squares, f32x4.mul(d, d))
    }
    const inverse: f32 = 1 / sqrt<f32>(sum4(squares) * scale + EPSILON)
    const inverses = splat(inverse)
    for (let i = 0; i < width; i += 4) {
      const at = i << 2
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), inverses)
      v128.store(y + at, f32x4.add(f32x4.mul(normal, v128.load(gain + at)), v128.load(bias + at)))
    }
    store<f32>(stats, mean)
    store<f32>(stats, inverse, 4)
    stats += 8
    x += row
    y += row
  }
}

/** dx = the norm's gradient + `carried` (the residual branch's); gains' and biases' gradients are added up over the rows. */
export function layerNormBack(
  dy: usize, x: usize, carried: usize, dx: usize, row: usize, n: i32, width: i32, stats: usize,
  gain: usize, dGain: usize, dBias: usize
): void {
  const scale: f32 = 1 / <f32>width
  for (let i = 0; i < width; i += 4) {
    v128.store(dGain + (i << 2), splat(0))
    v128.store(dBias + (i << 2), splat(0))
  }
  for (let r = 0; r < n; r++) {
    const means = splat(load<f32>(stats))
    const inverses = splat(load<f32>(stats, 4))
    let sum = splat(0), sumNormal = splat(0)
    for (let i = 0; i < width; i += 4) {
      const at = i << 2
      const d = v128.load(dy + at)
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), inverses)
      const h = f32x4.mul(d, v128.load(gain + at))
      const product = f32x4.mul(d, normal)
      sum = f32x4.add(sum, h)
      sumNormal = f32x4.add(sumNormal, f32x4.mul(h, normal))
      v128.store(dGain + at, f32x4.add(v128.load(dGain + at), product))
      v128.store(dBias + at, f32x4.add(v128.load(dBias + at), d))
    }
    const meanH = splat(sum4(sum) * scale)
    const meanProduct = splat(sum4(sumNormal) * scale)
    for (let i = 0; i < width; i += 4) {
      const at = i << 2
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), inverses)
      const h = f32x4.mul(v128.load(dy + at), v128.load(gain + at))
      const inner = f32x4.sub(f32x4.sub(h, meanH), f32x4.mul(normal, meanProduct))
      const back = f32x4.mul(inner, inverses)
      v128.store(dx + at, carried ? f32x4.add(back, v128.load(carried + at)) : back)
    }
    stats += 8
    dy += row
    x += row
    dx += row
    if (carried) carried += row
  }
}

export function rmsNorm(x: usize, row: usize, n: i32, width: i32, y: usize, stats: usize): void {
  const scale: f32 = 1 / <f32>width
  for (let r = 0; r < n; r++) {
    let squares = splat(0)
    for (let i = 0; i < width; i += 4) {
      const v = v128.load(x + (i << 2))
      squares = f32x4.add(squares, f32x4.mul(v, v))
    }
    const inverse: f32 = 1 / sqrt<f32>(sum4(squares) * scale + EPSILON)
    const inverses = splat(inverse)
    for (let i = 0; i < width; i += 4) v128.store(y + (i << 2), f32x4.mul(v128.load(x + (i << 2)), inverses))
    store<f32>(stats, 0)
    store<f32>(stats, inverse, 4)
    stats += 8
    x += row
    y += row
  }
}

export function rmsNormBack(
  dy: usize, x: usize, carried: usize, dx: usize, row: usize, n: i32, width: i32, stats: usize
): void {
  const scale: f32 = 1 / <f32>width
  for (let r = 0; r < n; r++) {
    const inverse = load<f32>(stats, 4)
    let sum = splat(0)
    for (let i = 0; i < width; i += 4) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(dy + (i << 2)), v128.load(x + (i << 2))))
    }
    const inverses = splat(inverse)
    const factor = splat(sum4(sum) * scale * inverse * inverse * inverse)
    for (let i = 0; i < width; i += 4) {
      const at = i << 2
      const back = f32x4.sub(f32x4.mul(v128.load(dy + at), inverses), f32x4.mul(v128.load(x + at), factor))
      v128.store(dx + at, carried ? f32x4.add(back, v128.load(carried + at)) : back)
    }
    stats += 8
    dy += row
    x += row
    dx += row
    if (carried) carried += row
  }
}
