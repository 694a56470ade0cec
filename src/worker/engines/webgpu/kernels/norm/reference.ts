/* Both norms and their gradients in float64: what shader.ts must compute. */

import { NORM_EPSILON, type NormSpec } from './shader'

type Numbers = ArrayLike<number>

export interface NormResult {
  readonly out: Float64Array
  readonly mean: Float64Array
  readonly inverse: Float64Array
}

export function normReference(
  x: Numbers,
  gain: Numbers,
  bias: Numbers,
  rows: number,
  spec: NormSpec
): NormResult {
  const C = spec.width
  const result = {
    out: new Float64Array(rows * C),
    mean: new Float64Array(rows),
    inverse: new Float64Array(rows)
  }
  for (let r = 0; r < rows; r++) {
    const row = Array.from({ length: C }, (_, c) => x[r * C + c]!)
    const mean = spec.kind === 'layer' ? row.reduce((sum, value) => sum + value, 0) / C : 0
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / C
    const inverse = 1 / Math.sqrt(variance + NORM_EPSILON)
    result.mean[r] = mean
    result.inverse[r] = inverse
    row.forEach((value, c) => {
      const normal = (value - mean) * inverse
      result.out[r * C + c] = spec.kind === 'layer' ? normal * gain[c]! + bias[c]! : normal
    })
  }
  return result
}

/** Gradients of Σ dy·out by x, gain and bias. */
export function normBackwardReference(dy: Numbers, x: Numbers, gain: Numbers, rows: number, spec: NormSpec) {
  const C = spec.width
  const layer = spec.kind === 'layer'
  const { mean, inverse } = normReference(x, gain, new Float64Array(C), rows, spec)
  const dx = new Float64Array(rows * C)
  const dGain = new Float64Array(C)
  const dBias = new Float64Array(C)
  for (let r = 0; r < rows; r++) {
    const normal = Array.from({ length: C }, (_, c) => (x[r * C + c]! - mean[r]!) * inverse[r]!)
    const g = Array.from({ length: C }, (_, c) => dy[r * C + c]! * (layer ? gain[c]! : 1))
    const meanG = layer ? g.reduce((sum, value) => sum + value, 0) / C : 0
    const meanGX = g.reduce((sum, value, c) => sum + value * normal[c]!, 0) / C
    for (let c = 0; c < C; c++) {
      dx[r * C + c] = (g[c]! - meanG - normal[c]! * meanGX) * inverse[r]!
      dGain[c]! += dy[r * C + c]! * normal[c]!
      dBias[c]! += dy[r * C + c]!
    }
  }
  return { dx, dGain, dBias }
}
