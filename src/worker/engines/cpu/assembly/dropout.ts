/*
 * Dropout masks made where they are needed (../../dropout.ts is the definition): the mask of a site is a
 * function of (seed, step, site, index) alone; `index` counts the batch with its padding.
 */

import { plan } from './plan'
import { splat } from './math'

// @ts-ignore: decorator
@inline
function mix(x: v128): v128 {
  x = v128.xor(x, i32x4.shr_u(x, 16))
  x = i32x4.mul(x, i32x4.splat(0x7feb352d))
  x = v128.xor(x, i32x4.shr_u(x, 15))
  x = i32x4.mul(x, i32x4.splat(<i32>0x846ca68b))
  return v128.xor(x, i32x4.shr_u(x, 16))
}

/** Multiplier of four neighbouring elements: 0 or 1 / (1 − dropout). */
// @ts-ignore: decorator
@inline
function mask4(index: u32, first: v128, second: v128, threshold: v128, scale: v128): v128 {
  const indices = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3))
  const hash = mix(i32x4.add(mix(v128.xor(indices, first)), second))
  return v128.and(i32x4.ge_u(hash, threshold), scale)
}

/** out[0…n) = x · mask of `site` from `index` on; in place if out is x. Rows have room for a multiple of 4. */
export function dropRow(x: usize, out: usize, n: i32, site: i32, index: u32): void {
  const p = plan()
  const keys = p.dropKeysAt + (site << 3)
  const first = v128.load32_splat(keys), second = v128.load32_splat(keys, 4)
  const threshold = i32x4.splat(p.dropThreshold), scale = splat(p.dropScale)
  for (let i = 0; i < n; i += 4) {
    const mask = mask4(index + i, first, second, threshold, scale)
    v128.store(out + (i << 2), f32x4.mul(v128.load(x + (i << 2)), mask))
  }
}

/** out = base + x · mask, the same way. */
export function dropRowAdd(x: usize, base: usize, out: usize, n: i32, site: i32, index: u32): void {
  const p = plan()
  const keys = p.dropKeysAt + (site << 3)
  const first = v128.load32_splat(keys), second = v128.load32_splat(keys, 4)
  const threshold = i32x4.splat(p.dropThreshold), scale = splat(p.dropScale)
  for (let i = 0; i < n; i += 4) {
    const mask = mask4(index + i, first, second, threshold, scale)
    const dropped = f32x4.mul(v128.load(x + (i << 2)), mask)
    v128.store(out + (i << 2), f32x4.add(v128.load(base + (i << 2)), dropped))
  }
}
