/*
 * What each kernel of assembly/ computes, written out slowly in double precision over plain row-major
 * arrays without padding. Nothing in the app imports this: it is what the tests hold the kernels to, and the
 * first thing to read beside them.
 * Over 150 lines: every kernel with its gradient below it.
 */

export type Numbers = ArrayLike<number>

const EPSILON = 1e-5

/** A[n × k] · W[k × m] + bias + init. */
export function product(
  a: Numbers,
  w: Numbers,
  n: number,
  k: number,
  m: number,
  bias?: Numbers,
  init?: Numbers
): Float64Array {
  const out = new Float64Array(n * m)
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < m; c++) {
      let sum = (bias?.[c] ?? 0) + (init?.[r * m + c] ?? 0)
      for (let i = 0; i < k; i++) sum += a[r * k + i]! * w[i * m + c]!
      out[r * m + c] = sum
    }
  }
  return out
}

/** M[rows × columns] turned. */
export function transpose(m: Numbers, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = m[r * columns + c]!
  }
  return out
}

/** Column sums of M[n × m]. */
export function columnSums(x: Numbers, n: number, m: number): Float64Array {
  return product(new Float64Array(n).fill(1), x, 1, n, m)
}

/** The tanh form of GELU. */
export function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
}

/** Its derivative. */
export function geluSlope(x: number): number {
  const k = Math.sqrt(2 / Math.PI)
  const t = Math.tanh(k * (x + 0.044715 * x ** 3))
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * k * (1 + 3 * 0.044715 * x * x)
}

/** LayerNorm of each row of x[n × m]. */
export function layerNorm(x: Numbers, n: number, m: number, gain: Numbers, bias: Numbers): Float64Array {
  const out = new Float64Array(n * m)
  for (let r = 0; r < n; r++) {
    const { normal } = normalRow(x, r, m)
    for (let c = 0; c < m; c++) out[r * m + c] = normal[c]! * gain[c]! + bias[c]!
  }
  return out
}

/** Its gradients. */
export function layerNormBack(
  dy: Numbers,
  x: Numbers,
  n: number,
  m: number,
  gain: Numbers
): { dx: Float64Array; dGain: Float64Array; dBias: Float64Array } {
  const [dx, dGain, dBias] = [new Float64Array(n * m), new Float64Array(m), new Float64Array(m)]
  for (let r = 0; r < n; r++) {
    const { normal, inverse } = normalRow(x, r, m)
    let [meanH, meanProduct] = [0, 0]
    for (let c = 0; c < m; c++) {
      const h = dy[r * m + c]! * gain[c]!
      meanH += h / m
      meanProduct += (h * normal[c]!) / m
      dGain[c]! += dy[r * m + c]! * normal[c]!
      dBias[c]! += dy[r * m + c]!
    }
    for (let c = 0; c < m; c++) {
      dx[r * m + c] = inverse * (dy[r * m + c]! * gain[c]! - meanH - normal[c]! * meanProduct)
    }
  }
  return { dx, dGain, dBias }
}

function normalRow(x: Numbers, row: number, m: number): { normal: Float64Array; inverse: number } {
  const values = Float64Array.from({ length: m }, (_, c) => x[row * m + c]!)
  const mean = values.reduce((sum, value) => sum + value, 0) / m
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / m
  const inverse = 1 / Math.sqrt(variance + EPSILON)
  return { normal: values.map((value) => (value - mean) * inverse), inverse }
}

/** RMSNorm of each row, without a gain. */
export function rmsNorm(x: Numbers, n: number, m: number): Float64Array {
  const out = new Float64Array(n * m)
  for (let r = 0; r < n; r++) {
    const inverse = inverseRms(x, r, m)
    for (let c = 0; c < m; c++) out[r * m + c] = x[r * m + c]! * inverse
  }
  return out
}

/** Its gradient. */
export function rmsNormBack(dy: Numbers, x: Numbers, n: number, m: number): Float64Array {
  const dx = new Float64Array(n * m)
  for (let r = 0; r < n; r++) {
    const inverse = inverseRms(x, r, m)
    let mean = 0
    for (let c = 0; c < m; c++) mean += (dy[r * m + c]! * x[r * m + c]!) / m
    for (let c = 0; c < m; c++) dx[r * m + c] = dy[r * m + c]! * inverse - x[r * m + c]! * mean * inverse ** 3
  }
  return dx
}

function inverseRms(x: Numbers, row: number, m: number): number {
  let squares = 0
  for (let c = 0; c < m; c++) squares += x[row * m + c]! ** 2
  return 1 / Math.sqrt(squares / m + EPSILON)
}

/** Nats of one prediction, and `scale` times its gradient with respect to the logits. */
export function crossEntropy(z: Numbers, target: number, scale: number): { nats: number; dz: Float64Array } {
  const values = Float64Array.from(z)
  const top = Math.max(...values)
  const total = values.reduce((sum, value) => sum + Math.exp(value - top), 0)
  const dz = values.map((value, v) => scale * (Math.exp(value - top) / total - (v === target ? 1 : 0)))
  return { nats: Math.log(total) - (values[target]! - top), dz }
}

/** Causal attention of one head: q, k, v are [t × d]; `mask` [t × t] multiplies the weights (dropout). */
export function attend(
  { q, k, v }: Record<'q' | 'k' | 'v', Numbers>,
  t: number,
  d: number,
  mask?: Numbers
): { weights: Float64Array; out: Float64Array } {
  const [weights, out] = [new Float64Array(t * t), new Float64Array(t * d)]
  for (let i = 0; i < t; i++) {
    let total = 0
    for (let j = 0; j <= i; j++) total += weights[i * t + j] = Math.exp(dot(q, i, k, j, d) / Math.sqrt(d))
    for (let j = 0; j <= i; j++) {
      weights[i * t + j]! /= total
      const share = weights[i * t + j]! * (mask?.[i * t + j] ?? 1)
      for (let c = 0; c < d; c++) out[i * d + c]! += share * v[j * d + c]!
    }
  }
  return { weights, out }
}

/** Its gradients. */
export function attendBack(
  { q, k, v }: Record<'q' | 'k' | 'v', Numbers>,
  dOut: Numbers,
  t: number,
  d: number,
  mask?: Numbers
): Record<'dq' | 'dk' | 'dv', Float64Array> {
  const { weights } = attend({ q, k, v }, t, d, mask)
  const [dq, dk, dv] = [new Float64Array(t * d), new Float64Array(t * d), new Float64Array(t * d)]
  for (let i = 0; i < t; i++) {
    const slopes = Array.from({ length: i + 1 }, (_, j) => dot(dOut, i, v, j, d) * (mask?.[i * t + j] ?? 1))
    const mean = slopes.reduce((sum, slope, j) => sum + slope * weights[i * t + j]!, 0)
    for (let j = 0; j <= i; j++) {
      const weight = weights[i * t + j]!
      const slope = (weight * (slopes[j]! - mean)) / Math.sqrt(d)
      for (let c = 0; c < d; c++) {
        dq[i * d + c]! += slope * k[j * d + c]!
        dk[j * d + c]! += slope * q[i * d + c]!
        dv[j * d + c]! += weight * (mask?.[i * t + j] ?? 1) * dOut[i * d + c]!
      }
    }
  }
  return { dq, dk, dv }
}

function dot(a: Numbers, i: number, b: Numbers, j: number, d: number): number {
  let sum = 0
  for (let c = 0; c < d; c++) sum += a[i * d + c]! * b[j * d + c]!
  return sum
}
