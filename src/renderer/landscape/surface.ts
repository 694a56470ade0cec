/*
 * How a surface changes as the worker speaks: laid, filled cell by cell, its path grown. Heights are written
 * in place (they never pass through reactive state); everything else is a new object.
 */

import type { LandscapePlane, LandscapeSurface, PathPoint } from '#core/landscape'

/** A place on the plane. */
export interface PlanePoint {
  readonly alpha: number
  readonly beta: number
}

/**
 * A plane with room for its heights.
 * @param losses n × n heights of an interrupted filling (copied), NaN where unknown; none if left out or if
 *   they do not fit.
 */
export function surfaceOf(plane: LandscapePlane, title: string, losses?: Float64Array): LandscapeSurface {
  const cells = plane.alphas.length * plane.betas.length
  const heights = losses?.length === cells ? losses.slice() : new Float64Array(cells).fill(NaN)
  return { ...plane, losses: heights, title }
}

/** Writes computed heights into the surface, in place; indices beyond the grid are passed over. */
export function takeCells(surface: LandscapeSurface, indices: Uint32Array, losses: Float64Array): void {
  for (let i = 0; i < indices.length; i++) {
    const cell = indices[i]!
    if (cell < surface.losses.length) surface.losses[cell] = losses[i]!
  }
}

/** The surface with a longer path; points at or before its last step replace what stood there. */
export function growPath(surface: LandscapeSurface, points: readonly PathPoint[]): LandscapeSurface {
  const first = points[0]
  if (!first) return surface
  return { ...surface, path: [...surface.path.filter(({ step }) => step < first.step), ...points] }
}

/** Cells whose height is known. */
export function knownCells({ losses }: LandscapeSurface): number {
  let known = 0
  for (const loss of losses) if (!Number.isNaN(loss)) known++
  return known
}

/** Whether a place lies on the square that was surveyed. */
export function within({ alphas, betas }: LandscapePlane, { alpha, beta }: PlanePoint): boolean {
  return alpha >= alphas[0]! && alpha <= alphas.at(-1)! && beta >= betas[0]! && beta <= betas.at(-1)!
}
