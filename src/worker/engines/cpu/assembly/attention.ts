/*
 * Causal attention of one head over one row of the batch: softmax(Q·Kᵀ/√D)·V for t tokens, and back.
 * The upper triangle is skipped tile by tile; weights stay (t × t, row stride T rounded up to 8) for the
 * backward pass. Q, K, V stand in the qkv matrix and are replaced there by their gradients.
 *
 * With dropout the weights are multiplied by the mask on their way to V, and so is their gradient.
 * Over 150 lines: the way back takes the rows, tiles and masks of the way forward in turn.
 */

import { copyTile, packRows } from './matmul'
import { columnTile, rowTile, tileHeight } from './tile'
import { dropRow } from './dropout'
import { below, exp4, max4, splat, sum4 } from './math'
import { plan } from './plan'

/**
 * @param qkv the head's queries: first token's; keys and values stand C and 2C floats further
 * @param weights t rows; @param out the head's columns of the output, t rows of stride rowC
 * @param site dropout site, index of the head's first weight in it; site −1: no dropout
 */
export function attend(qkv: usize, weights: usize, out: usize, t: i32, scratch: usize, site: i32, index: u32): void {
  const p = plan()
  const depth = p.width / p.heads
  const row = <usize>p.row3C
  const rowT = <usize>p.rowT
  const rowC = <usize>p.rowC
  const zeros = p.zerosAt
  const keys = scratch + p.sKeys
  const spare = scratch + p.sTile
  const values = qkv + (p.width << 3)
  const scale: f32 = 1 / sqrt<f32>(<f32>depth)
  packRows(qkv + (p.width << 2), row, t, depth, keys)
  let i = 0
  while (i < t) {
    const height = tileHeight(t - i)
    const end = i + height
    const q = qkv + i * row
    const w = weights + i * rowT
    for (let j = 0; j < end; j += 8) {
      rowTile(height, q, row, keys + <usize>(j * depth << 2), 32, w + (j << 2), rowT, depth, zeros, 0, zeros)
    }
    const fill = (end + 7) & ~7
    for (let r = 0; r < height; r++) softmax(w + r * rowT, i + r + 1, fill, scale)
    let source = w
    if (site >= 0) {
      source = scratch + p.sScores
      for (let r = 0; r < height; r++) {
        dropRow(w + r * rowT, source + r * rowT, end, site, index + <u32>((i + r) * p.length))
      }
    }
    for (let d = 0; d < depth; d += 8) {
      const at = out + i * rowC + (d << 2)
      if (depth - d >= 8) rowTile(height, source, rowT, values + (d << 2), row, at, rowC, end, zeros, 0, zeros)
      else {
        rowTile(height, source, rowT, values + (d << 2), row, spare, 32, end, zeros, 0, zeros)
        copyTile(spare, at, rowC, height, depth - d, false)
      }
    }
    i += height
  }
}

/** Gradient of `attend`: dOut (stride rowC) in, qkv's three parts of the head overwritten. */
export function attendBack(qkv: usize, weights: usize, dOut: usize, t: i32, scratch: usize, site: i32, index: u32): void {
  const p = plan()
  const depth = p.width / p.heads
  const row = <usize>p.row3C
  const rowT = <usize>p.rowT
  const rowC = <usize>p.rowC
  const zeros = p.zerosAt
  const turned = scratch + p.sValues
  const scores = scratch + p.sScores
  const spare = scratch + p.sTile
  const queries = scratch + p.sQueries
  const rowQ = <usize>((depth + 7) & ~7) << 2
  const keysAt = qkv + (p.width << 2)
  const valuesAt = qkv + (p.width << 3)
  const scale: f32 = 1 / sqrt<f32>(<f32>depth)
  packRows(valuesAt, row, t, depth, turned)

  // dV = (weights · mask)ᵀ · dOut; the masked weights stand in `scores` for a moment.
  let dropped = weights
  if (site >= 0) {
    dropped = scores
    for (let r = 0; r < t; r++) {
      const fill = min((r + 12) & ~7, <i32>(rowT >> 2))
      dropRow(weights + r * rowT, scores + r * rowT, fill, site, index + <u32>(r * p.length))
    }
  }
  let j = 0
  while (j < t) {
    const height = tileHeight(t - j)
    const w = dropped + j * rowT + (j << 2)
    for (let d = 0; d < depth; d += 8) {
      const g = dOut + j * rowC + (d << 2)
      const at = valuesAt + j * row + (d << 2)
      if (depth - d >= 8) columnTile(height, w, rowT, g, rowC, at, row, t - j, zeros, 0, zeros)
      else {
        columnTile(height, w, rowT, g, rowC, spare, 32, t - j, zeros, 0, zeros)
        copyTile(spare, at, row, height, depth - d, false)
      }
    }
    j += height
  }

  // dS = weights ∘ (dW − Σ weights·dW) / √D with dW = dOut · Vᵀ (masked), then dQ = dS · K.
  let i = 0
  while (i < t) {
    const height = tileHeight(t - i)
    const end = i + height
    const s = scores + i * rowT
    for (let j = 0; j < end; j += 8) {
      rowTile(height, dOut + i * rowC, rowC, turned + <usize>(j * depth << 2), 32, s + (j << 2), rowT, depth, zeros, 0, zeros)
    }
    const fill = (end + 7) & ~7
    for (let r = 0; r < height; r++) {
      const here = s + r * rowT
      if (site >= 0) dropRow(here, here, i + r + 1, site, index + <u32>((i + r) * p.length))
      softmaxBack(here, weights + (i + r) * rowT, i + r + 1, fill, scale)
    }
    for (let d = 0; d < depth; d += 8) {
      rowTile(height, s, rowT, keysAt + (d << 2), row, queries + i * rowQ + (d << 2), rowQ, end, zeros, 0, zeros)
    }
    i += height
  }

  // dK = dSᵀ · Q, in the place of K, which is not needed any more; then dQ takes the place of Q.
  j = 0
  while (j < t) {
    const height = tileHeight(t - j)
    const s = scores + j * rowT + (j << 2)
    for (let d = 0; d < depth; d += 8) {
      const at = keysAt + j * row + (d << 2)
      const q = qkv + j * row + (d << 2)
      if (depth - d >= 8) columnTile(height, s, rowT, q, row, at, row, t - j, zeros, 0, zeros)
      else {
        columnTile(height, s, rowT, q, row, spare, 32, t - j, zeros, 0, zeros)
        copyTile(spare, at, row, height, depth - d, false)
      }
    }
    j += height
  }
  for (let r = 0; r < t; r++) {
    const from = queries + r * rowQ
    const to = qkv + r * row
    let d = 0
    for (; d + 4 <= depth; d += 4) v128.store(to + (d << 2), v128.load(from + (d << 2)))
    for (; d < depth; d++) store<f32>(to + (d << 2), load<f32>(from + (d << 2)))
  }
}

/** w[0…n) ← softmax(scale · w), zeros from n to `fill`. n ≥ 1; fill is a multiple of 4. */
function softmax(w: usize, n: i32, fill: i32, scale: f32): void {
  const scales = splat(scale)
  const whole = n & ~3
  let highest = splat(-Infinity)
  for (let j = 0; j < whole; j += 4) highest = f32x4.pmax(highest, v128.load(w + (j << 2)))
  let top = max4(highest)
  for (let j = whole; j < n; j++) {
    const x = load<f32>(w + (j << 2))
    if (x > top || x != x) top = x
  }
  const tops = splat(top)
  let sums = splat(0)
  for (let j = 0; j < n; j += 4) {
    let e = exp4(f32x4.mul(f32x4.sub(v128.load(w + (j << 2)), tops), scales))
    if (j == whole) e = v128.and(e, below(j, n))
    v128.store(w + (j << 2), e)
    sums = f32x4.add(sums, e)
  }
  const share = splat(1 / sum4(sums))
  for (let j = 0; j < n; j += 4) v128.store(w + (j << 2), f32x4.mul(v128.load(w + (j << 2)), share))
  for (let j = (n + 3) & ~3; j < fill; j += 4) v128.store(w + (j << 2), splat(0))
}

/** g[0…n) ← scale · w ∘ (g − Σ w·g), zeros from n to `fill`; w holds zeros from n on. */
function softmaxBack(g: usize, w: usize, n: i32, fill: i32, scale: f32): void {
  let sums = splat(0)
  const whole = n & ~3
  for (let j = 0; j < n; j += 4) {
    const product = f32x4.mul(v128.load(g + (j << 2)), v128.load(w + (j << 2)))
    sums = f32x4.add(sums, j == whole ? v128.and(product, below(j, n)) : product)
  }
  const mean = splat(sum4(sums))
  const scales = splat(scale)
  for (let j = 0; j < n; j += 4) {
    const weight = f32x4.mul(v128.load(w + (j << 2)), scales)
    let back = f32x4.mul(weight, f32x4.sub(v128.load(g + (j << 2)), mean))
    if (j == whole) back = v128.and(back, below(j, n))
    v128.store(g + (j << 2), back)
  }
  for (let j = (n + 3) & ~3; j < fill; j += 4) v128.store(g + (j << 2), splat(0))
}
