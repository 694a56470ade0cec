/* The matrix products in float64, one sum at a time: what shader.ts must compute. */

import type { MatmulOrder } from './shader'

/** Row-major matrices with the given row strides; `n` is the dynamic number of positions. */
export function matmulReference(
  order: MatmulOrder,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  sizes: { n: number; inner: number; columns: number; strideA: number; strideB: number }
): Float64Array {
  const { n, inner, columns, strideA, strideB } = sizes
  const rows = order === 'tn' ? inner : n
  const depth = order === 'tn' ? n : inner
  const out = new Float64Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0
      for (let k = 0; k < depth; k++) {
        const x = order === 'tn' ? a[k * strideA + r]! : a[r * strideA + k]!
        const y = order === 'nt' ? b[c * strideB + k]! : b[k * strideB + c]!
        sum += x * y
      }
      out[r * columns + c] = sum
    }
  }
  return out
}

/** GELU, tanh form, and its derivative. */
export function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
}

export function geluSlope(x: number): number {
  const root = Math.sqrt(2 / Math.PI)
  const t = Math.tanh(root * (x + 0.044715 * x ** 3))
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x)
}
