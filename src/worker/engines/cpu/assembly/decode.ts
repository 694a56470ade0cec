/*
 * One more token for many rows at once, with a cache of keys and values. A row's arithmetic is the same
 * whatever stands beside it, so its logits do not depend on the other rows.
 *
 * Cache of a slot: per layer T keys, then T values, each of rowC bytes. `slots` maps rows to slots.
 */

import { plan } from './plan'
import { product } from './matmul'
import { gelu, relu } from './activation'
import { layerNorm, rmsNorm } from './norm'
import { exp4, splat, sum4 } from './math'

/** Written by ../decode.ts in this order. */
// @ts-ignore: decorator
@unmanaged
export class Session {
  rows: i32
  position: i32
  /** Rows of one task. */
  chunk: i32
  tokensAt: usize
  slotsAt: usize
  cacheAt: usize
  slotBytes: i32
  /** rows × rowV. */
  logitsAt: usize
  /** Per thread: chunk rows of each of the buffers below. */
  scratchAt: usize
  scratchStep: i32
  dX: i32
  dNorm: i32
  dQkv: i32
  dMid: i32
  dHidden: i32
  dScores: i32
  dStats: i32
}

/** Rows index·chunk … of the session. */
export function decodeChunk(at: usize, index: i32, thread: i32): void {
  const p = plan()
  const s = changetype<Session>(at)
  const first = index * s.chunk
  const n = min(s.chunk, s.rows - first)
  const C = p.width
  const scratch = s.scratchAt + thread * s.scratchStep
  const x = scratch + s.dX
  const normed = scratch + s.dNorm
  const qkv = scratch + s.dQkv
  const mid = scratch + s.dMid
  const hidden = scratch + s.dHidden
  const stats = scratch + s.dStats
  const zeros = p.zerosAt
  const whole = (C + 7) & ~7

  for (let i = 0; i < n; i++) {
    const wte = p.thetaAt + p.wteOff + load<i32>(s.tokensAt + ((first + i) << 2)) * (C << 2)
    const wpe = p.thetaAt + p.wpeOff + s.position * (C << 2)
    const out = x + i * p.rowC
    for (let c = 0; c < whole; c++) {
      const sum = c < C ? load<f32>(wte + (c << 2)) + load<f32>(wpe + (c << 2)) : 0
      store<f32>(out + (c << 2), sum)
    }
  }
  if (!p.gpt2) rmsNorm(x, p.rowC, n, C, x, stats)
  for (let l = 0; l < p.layers; l++) {
    const pack = p.packAt + l * p.packStep
    const vectors = p.vectorsAt + l * p.vectorStep
    if (p.gpt2) layerNorm(x, p.rowC, n, C, normed, stats, vectors + p.vNorm1, vectors + p.vNorm1Bias)
    else rmsNorm(x, p.rowC, n, C, normed, stats)
    product(normed, p.rowC, n, C, pack + p.attnPanels, 3 * C, qkv, p.row3C, zeros, 0, vectors + p.vAttn)
    for (let i = 0; i < n; i++) {
      const slot = s.cacheAt + <usize>load<i32>(s.slotsAt + ((first + i) << 2)) * s.slotBytes
      lookBack(qkv + i * p.row3C, slot + l * 2 * p.block * p.rowC, s.position, normed + i * p.rowC, scratch + s.dScores)
    }
    product(normed, p.rowC, n, C, pack + p.projPanels, C, mid, p.rowC, x, p.rowC, vectors + p.vProj)
    if (p.gpt2) layerNorm(mid, p.rowC, n, C, normed, stats, vectors + p.vNorm2, vectors + p.vNorm2Bias)
    else rmsNorm(mid, p.rowC, n, C, normed, stats)
    // The derivative that the non-linearity leaves in its input goes unused: it is written beside.
    const active = hidden + s.chunk * p.row4C
    product(normed, p.rowC, n, C, pack + p.fcPanels, 4 * C, hidden, p.row4C, zeros, 0, vectors + p.vFc)
    if (p.gpt2) gelu(hidden, active, p.row4C, n, 4 * C)
    else relu(hidden, active, p.row4C, n, 4 * C)
    product(active, p.row4C, n, 4 * C, pack + p.downPanels, C, x, p.rowC, mid, p.rowC, vectors + p.vDown)
  }
  let final = x
  if (p.gpt2) {
    final = normed
    layerNorm(x, p.rowC, n, C, normed, stats, p.vectorsAt + p.vFinal, p.vectorsAt + p.vFinalBias)
  }
  product(final, p.rowC, n, C, p.headPanelsAt, p.vocab, s.logitsAt + first * p.rowV, p.rowV, zeros, 0, zeros)
}

/** Attention of one row's newest token over its cache, which gets the token's key and value first. */
function lookBack(qkv: usize, cache: usize, position: i32, out: usize, scores: usize): void {
  const p = plan()
  const bytes = p.width << 2
  const depth = p.width / p.heads
  const keys = cache
  const values = cache + p.block * p.rowC
  const row = <usize>p.rowC
  memory.copy(keys + position * row, qkv + bytes, bytes)
  memory.copy(values + position * row, qkv + 2 * bytes, bytes)
  const scale: f32 = 1 / sqrt<f32>(<f32>depth)
  const count = position + 1
  const vectors = depth & ~3
  for (let h = 0; h < p.heads; h++) {
    const from = <usize>(h * depth << 2)
    let top: f32 = -Infinity
    for (let j = 0; j < count; j++) {
      const q = qkv + from
      const k = keys + j * row + from
      let sums = splat(0)
      for (let d = 0; d < vectors; d += 4) {
        sums = f32x4.add(sums, f32x4.mul(v128.load(q + (d << 2)), v128.load(k + (d << 2))))
      }
      let score = sum4(sums)
      for (let d = vectors; d < depth; d++) score += load<f32>(q + (d << 2)) * load<f32>(k + (d << 2))
      score *= scale
      store<f32>(scores + (j << 2), score)
      if (score > top || score != score) top = score
    }
    for (let j = count; j & 3; j++) store<f32>(scores + (j << 2), -Infinity)
    const tops = splat(top)
    let sums = splat(0)
    for (let j = 0; j < count; j += 4) {
      const e = exp4(f32x4.sub(v128.load(scores + (j << 2)), tops))
      v128.store(scores + (j << 2), e)
      sums = f32x4.add(sums, e)
    }
    const share: f32 = 1 / sum4(sums)
    let d = 0
    for (; d < vectors; d += 4) {
      let mix = splat(0)
      let v = values + from + (d << 2)
      for (let j = 0; j < count; j++, v += row) {
        mix = f32x4.add(mix, f32x4.mul(v128.load32_splat(scores + (j << 2)), v128.load(v)))
      }
      v128.store(out + from + (d << 2), f32x4.mul(mix, splat(share)))
    }
    for (; d < depth; d++) {
      let mix: f32 = 0
      let v = values + from + (d << 2)
      for (let j = 0; j < count; j++, v += row) mix += load<f32>(scores + (j << 2)) * load<f32>(v)
      store<f32>(out + from + (d << 2), mix * share)
    }
  }
}
