/*
 * The products and the attention of the forward pass in plain loops (inspect.ts): sums in double precision, stored as
 * float32. Products walk through the weights in the order in which they lie in memory, which is all the tuning there is.
 */

import type { GptShape } from '#core/gpt-shape'

/**
 * x·W + b for a [from, to] matrix: row after row of W is added to the sums, four at a time and in their order, for two
 * rows of x together.
 */
export function project(
  x: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  to: number
): Float32Array {
  const from = weight.length / to
  const rows = x.length / from
  const out = new Float32Array(rows * to)
  const begin = (): Float64Array => (bias ? Float64Array.from(bias) : new Float64Array(to))
  for (let row = 0; row < rows; row += 2) {
    const [a, b] = [begin(), begin()]
    const [atA, atB] = [row * from, Math.min(row + 1, rows - 1) * from]
    let i = 0
    for (; i + 4 <= from; i += 4) {
      const [a0, a1, a2, a3] = [x[atA + i]!, x[atA + i + 1]!, x[atA + i + 2]!, x[atA + i + 3]!]
      const [b0, b1, b2, b3] = [x[atB + i]!, x[atB + i + 1]!, x[atB + i + 2]!, x[atB + i + 3]!]
      const w = i * to
      for (let o = 0; o < to; o++) {
        const w0 = weight[w + o]!
        const w1 = weight[w + to + o]!
        const w2 = weight[w + 2 * to + o]!
        const w3 = weight[w + 3 * to + o]!
        a[o] = a[o]! + a0 * w0 + a1 * w1 + a2 * w2 + a3 * w3
        b[o] = b[o]! + b0 * w0 + b1 * w1 + b2 * w2 + b3 * w3
      }
    }
    for (; i < from; i++) {
      for (let o = 0; o < to; o++) {
        a[o]! += x[atA + i]! * weight[i * to + o]!
        b[o]! += x[atB + i]! * weight[i * to + o]!
      }
    }
    out.set(a, row * to)
    if (row + 1 < rows) out.set(b, (row + 1) * to)
  }
  return out
}

/** GELU in its tanh form (Hendrycks & Gimpel 2016). */
export function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
}

/** Columns first … first + count − 1 of a matrix with rows of `stride`, as a matrix of their own. */
export function columns(x: Float32Array, stride: number, first: number, count: number): Float32Array {
  const out = new Float32Array((x.length / stride) * count)
  for (let row = 0; row * stride < x.length; row++) {
    out.set(x.subarray(row * stride + first, row * stride + first + count), row * count)
  }
  return out
}

/**
 * Causal attention of all heads: the query's T tokens are the last of the S whose keys and values are given. Scores and
 * weights H × T × S, output T × C; silent heads give zeros.
 */
export function attend(
  query: Float32Array,
  key: Float32Array,
  value: Float32Array,
  { heads: H, width: C }: GptShape,
  silent: ReadonlySet<number>
): { scores: Float32Array; weights: Float32Array; out: Float32Array } {
  const D = C / H
  const [T, S] = [query.length / C, key.length / C]
  const scores = new Float32Array(H * T * S).fill(-Infinity)
  const weights = new Float32Array(H * T * S)
  const out = new Float32Array(T * C)
  for (let h = 0; h < H; h++) {
    for (let i = 0; i < T; i++) {
      const row = (h * T + i) * S
      const last = S - T + i
      let highest = -Infinity
      for (let j = 0; j <= last; j++) {
        let dot = 0
        for (let d = 0; d < D; d++) dot += query[i * C + h * D + d]! * key[j * C + h * D + d]!
        scores[row + j] = dot / Math.sqrt(D)
        highest = Math.max(highest, scores[row + j]!)
      }
      let total = 0
      for (let j = 0; j <= last; j++) total += Math.exp(scores[row + j]! - highest)
      for (let j = 0; j <= last; j++) weights[row + j] = Math.exp(scores[row + j]! - highest) / total
      if (silent.has(h)) continue
      for (let d = 0; d < D; d++) {
        let sum = 0
        for (let j = 0; j <= last; j++) sum += weights[row + j]! * value[j * C + h * D + d]!
        out[i * C + h * D + d] = sum
      }
    }
  }
  return { scores, weights, out }
}
