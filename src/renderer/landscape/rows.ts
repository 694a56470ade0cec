/* The numbers of a surface and its path as rows of a table, thinned so that they can be read. */

import type { LandscapeSurface, PathPoint } from '#core/landscape'

/** Columns (and rows) of the grid that are shown at most. */
const SIDE = 11
const WAY = 200

export interface GridRows {
  readonly alphas: readonly number[]
  readonly rows: readonly { readonly beta: number; readonly losses: readonly number[] }[]
  /** Every how many-th cell is shown. */
  readonly every: number
}

/** About 11 × 11 cells of the grid, both ends among them, largest beta first as on the map. */
export function gridRows({ alphas, betas, losses }: LandscapeSurface): GridRows {
  const n = alphas.length
  let every = Math.max(1, Math.ceil((n - 1) / (SIDE - 1)))
  // Whole strides, so that both ends and the centre are shown.
  while ((n - 1) % (2 * every) !== 0 && every < (n - 1) / 2) every++
  const shown = Array.from({ length: Math.floor((n - 1) / every) + 1 }, (_, i) => i * every)
  return {
    every,
    alphas: shown.map((i) => alphas[i]!),
    rows: shown.map((j) => ({ beta: betas[j]!, losses: shown.map((i) => losses[j * n + i]!) })).reverse()
  }
}

/** Up to 200 points of the path, newest first, both ends among them. */
export function pathRows(path: readonly PathPoint[]): PathPoint[] {
  const every = Math.ceil(path.length / WAY)
  return path.filter((_, i) => i % every === 0 || i === path.length - 1).reverse()
}
