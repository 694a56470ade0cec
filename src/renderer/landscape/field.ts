/*
 * The ground between the grid points, for drawing: heights on a finer grid (Catmull–Rom between computed
 * cells, which it passes through exactly) and their slopes. While the grid is filled coarse to fine, a coarse
 * square stands where its four corners are computed; where they are not, there is nothing.
 */

import { coarseSquares } from './coarse-squares'

/** Sides of the fine grid aim at this many squares. */
const FINE = 200

export interface Field {
  /** Points along a side; row 0 is the smallest beta, column 0 the smallest alpha. */
  readonly m: number
  /** m × m losses, NaN where there is no ground. */
  readonly loss: Float32Array
  /** Slopes of the loss along u and v, which run from 0 to 1 over the square; 0 where there is no ground. */
  readonly du: Float32Array
  readonly dv: Float32Array
  /** Every cell of the grid is computed. */
  readonly complete: boolean
}

/** @param losses n × n, row-major, NaN where not computed. */
export function fieldOf(losses: Float64Array, n: number): Field {
  const complete = !losses.some(Number.isNaN)
  const cells = complete ? losses : coarseSquares(losses, n)
  const factor = Math.max(1, Math.round(FINE / (n - 1)))
  const m = (n - 1) * factor + 1
  const loss = refine(cells, n, factor)
  const { du, dv } = slopes(loss, m)
  return { m, loss, du, dv, complete }
}

/** Catmull–Rom through q (t = 0) and r (t = 1); a missing outer neighbour is taken on the straight line. */
function between(p: number, q: number, r: number, s: number, t: number): number {
  const before = Number.isNaN(p) ? 2 * q - r : p
  const after = Number.isNaN(s) ? 2 * r - q : s
  return (
    0.5 *
    (2 * q +
      (r - before) * t +
      (2 * before - 5 * q + 4 * r - after) * t * t +
      (3 * q - before - 3 * r + after) * t * t * t)
  )
}

/** Separable: rows first, then columns. */
function refine(cells: Float64Array, n: number, factor: number): Float32Array {
  const m = (n - 1) * factor + 1
  const rows = new Float64Array(n * m)
  const fine = new Float32Array(m * m)
  const line = (read: (i: number) => number, write: (i: number, value: number) => void): void => {
    for (let i = 0; i < n; i++) {
      const q = read(i)
      write(i * factor, q)
      if (i + 1 === n || factor === 1) continue
      const p = i > 0 ? read(i - 1) : NaN
      const r = read(i + 1)
      const s = i + 2 < n ? read(i + 2) : NaN
      for (let k = 1; k < factor; k++) write(i * factor + k, between(p, q, r, s, k / factor))
    }
  }
  for (let j = 0; j < n; j++) {
    line(
      (i) => cells[j * n + i]!,
      (i, value) => (rows[j * m + i] = value)
    )
  }
  for (let i = 0; i < m; i++) {
    line(
      (j) => rows[j * m + i]!,
      (j, value) => (fine[j * m + i] = value)
    )
  }
  return fine
}

function slopes(loss: Float32Array, m: number): { du: Float32Array; dv: Float32Array } {
  const du = new Float32Array(m * m)
  const dv = new Float32Array(m * m)
  const scale = m - 1
  const along = (at: number, back: number, on: number): number => {
    const here = loss[at]!
    const before = back < 0 ? NaN : loss[back]!
    const after = on < 0 ? NaN : loss[on]!
    const slope = Number.isNaN(before)
      ? after - here
      : Number.isNaN(after)
        ? here - before
        : (after - before) / 2
    return Number.isNaN(slope) ? 0 : slope * scale
  }
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < m; i++) {
      const at = j * m + i
      du[at] = along(at, i > 0 ? at - 1 : -1, i + 1 < m ? at + 1 : -1)
      dv[at] = along(at, j > 0 ? at - m : -1, j + 1 < m ? at + m : -1)
    }
  }
  return { du, dv }
}

/** The loss at a place of the square (u and v from 0 to 1), linear within a fine square; NaN off the ground. */
export function lossAt({ m, loss }: Field, u: number, v: number): number {
  if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1)) return NaN
  const [x, y] = [u * (m - 1), v * (m - 1)]
  const i = Math.min(m - 2, Math.floor(x))
  const j = Math.min(m - 2, Math.floor(y))
  const [fx, fy] = [x - i, y - j]
  const at = j * m + i
  const low = loss[at]! * (1 - fx) + loss[at + 1]! * fx
  const high = loss[at + m]! * (1 - fx) + loss[at + m + 1]! * fx
  return low * (1 - fy) + high * fy
}
