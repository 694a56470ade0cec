/*
 * The ground while its grid is filled coarse to fine: what stands between computed cells before their neighbours are.
 */

import { gridLevels } from '#core/landscape'

/**
 * Fills the missing cells inside every square of a level of the grid whose corners are computed, from its
 * corners alone, finest squares first.
 */
export function coarseSquares(losses: Float64Array, n: number): Float64Array {
  const filled = losses.slice()
  for (const lines of gridLevels(n).slice(0, -1).reverse()) {
    for (let j = 0; j + 1 < lines.length; j++) {
      for (let i = 0; i + 1 < lines.length; i++)
        fillSquare(losses, filled, n, lines[i]!, lines[i + 1]!, lines[j]!, lines[j + 1]!)
    }
  }
  return filled
}

function fillSquare(
  known: Float64Array,
  filled: Float64Array,
  n: number,
  i0: number,
  i1: number,
  j0: number,
  j1: number
): void {
  const [a, b] = [known[j0 * n + i0]!, known[j0 * n + i1]!]
  const [c, d] = [known[j1 * n + i0]!, known[j1 * n + i1]!]
  if (Number.isNaN(a + b + c + d)) return
  for (let j = j0; j <= j1; j++) {
    const v = (j - j0) / (j1 - j0)
    for (let i = i0; i <= i1; i++) {
      const cell = j * n + i
      if (!Number.isNaN(filled[cell]!)) continue
      const u = (i - i0) / (i1 - i0)
      filled[cell] = (a + (b - a) * u) * (1 - v) + (c + (d - c) * u) * v
    }
  }
}
