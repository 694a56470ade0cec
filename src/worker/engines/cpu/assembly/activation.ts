/*
 * The non-linearity between the two linear layers, with its derivative for the backward pass.
 *   GELU, tanh form (Hendrycks & Gimpel 2016):  ½x(1 + tanh u) = x·σ(2u),  u = √(2/π)(x + 0.044715 x³)
 *   derivative                                  σ + x·σ·(1 − σ)·2u′
 *   ReLU                                        max(x, 0) and 1 where x > 0
 */

import { exp4, splat } from './math'

/** 2·√(2/π) */
const TWICE: f32 = 1.5957691216057308

/** y = gelu(h), h ← gelu′(h); n rows of `width` floats, both with room for a multiple of 4. */
export function gelu(h: usize, y: usize, row: usize, n: i32, width: i32): void {
  const one = splat(1)
  for (let r = 0; r < n; r++) {
    for (let at: usize = 0, end = <usize>width << 2; at < end; at += 16) {
      const x = v128.load(h + at)
      const square = f32x4.mul(f32x4.mul(x, x), splat(0.044715))
      const u = f32x4.mul(f32x4.mul(x, splat(TWICE)), f32x4.add(one, square))
      const s = f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(u))))
      const value = f32x4.mul(x, s)
      const slope = f32x4.mul(splat(TWICE), f32x4.add(one, f32x4.mul(square, splat(3))))
      const rest = f32x4.mul(f32x4.mul(value, f32x4.sub(one, s)), slope)
      v128.store(y + at, value)
      v128.store(h + at, f32x4.add(s, rest))
    }
    h += row
    y += row
  }
}

/** y = relu(h), h ← relu′(h). */
export function relu(h: usize, y: usize, row: usize, n: i32, width: i32): void {
  const zero = splat(0), one = splat(1)
  for (let r = 0; r < n; r++) {
    for (let at: usize = 0, end = <usize>width << 2; at < end; at += 16) {
      const x = v128.load(h + at)
      v128.store(y + at, f32x4.max(x, zero))
      v128.store(h + at, v128.and(f32x4.gt(x, zero), one))
    }
    h += row
    y += row
  }
}

/** g ← g · dy. */
export function multiply(g: usize, dy: usize, row: usize, n: i32, width: i32): void {
  for (let r = 0; r < n; r++) {
    for (let at: usize = 0, end = <usize>width << 2; at < end; at += 16) {
      v128.store(g + at, f32x4.mul(v128.load(g + at), v128.load(dy + at)))
    }
    g += row
    dy += row
  }
}
