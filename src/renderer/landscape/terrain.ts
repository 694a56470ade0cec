/*
 * A surface ready to be drawn: its ground as heights in the scene, and where places of the plane are in it.
 * One Terrain is shared by the block, the marks on it, the labels and the pointer.
 */

import type { LandscapePlane, LandscapeSurface, PathPoint } from '#core/landscape'
import { fieldOf, lossAt, type Field } from './field'
import type { Ground, Vec } from './projection'
import { groundHeight, heightOf, PLINTH, RELIEF, scaleOf, type Scale } from './scale'
import type { PlanePoint } from './surface'

export interface Terrain {
  readonly plane: LandscapePlane
  readonly field: Field
  readonly scale: Scale
  /** m × m heights in the scene, NaN where there is no ground. */
  readonly heights: Float32Array
  readonly ground: Ground
}

/** Null while fewer than two different heights are known. */
export function terrainOf(surface: LandscapeSurface, log: boolean): Terrain | null {
  const scale = scaleOf(surface.losses, log)
  if (!scale) return null
  const field = fieldOf(surface.losses, surface.alphas.length)
  const { m } = field
  const heights = field.loss.map((loss) => groundHeight(scale, loss))
  const ground: Ground = (x, z) => {
    const [i, j] = [((x + 1) / 2) * (m - 1), ((1 - z) / 2) * (m - 1)]
    if (!(i >= -0.01 && i <= m - 0.99 && j >= -0.01 && j <= m - 0.99)) return NaN
    const i0 = Math.min(m - 2, Math.max(0, Math.floor(i)))
    const j0 = Math.min(m - 2, Math.max(0, Math.floor(j)))
    const at = j0 * m + i0
    const [fx, fy] = [i - i0, j - j0]
    const low = heights[at]! * (1 - fx) + heights[at + 1]! * fx
    const high = heights[at + m]! * (1 - fx) + heights[at + m + 1]! * fx
    return low * (1 - fy) + high * fy
  }
  return { plane: surface, field, scale, heights, ground }
}

/** Where a place of the plane is on the square: u and v, 0 to 1 inside it. */
export function placeOf(
  { alphas, betas }: LandscapePlane,
  { alpha, beta }: PlanePoint
): readonly [number, number] {
  const [a0, b0] = [alphas[0]!, betas[0]!]
  return [(alpha - a0) / (alphas.at(-1)! - a0), (beta - b0) / (betas.at(-1)! - b0)]
}

/** The place of the plane at u, v. */
export function pointAt({ alphas, betas }: LandscapePlane, u: number, v: number): PlanePoint {
  const [a0, b0] = [alphas[0]!, betas[0]!]
  return { alpha: a0 + (alphas.at(-1)! - a0) * u, beta: b0 + (betas.at(-1)! - b0) * v }
}

/** A place of the plane in the scene, at a loss. */
export function inScene({ plane, scale }: Terrain, point: PlanePoint, loss: number): Vec {
  const [u, v] = placeOf(plane, point)
  return [u * 2 - 1, Math.min(heightOf(scale, loss), RELIEF * 1.25), 1 - v * 2]
}

/** The ground at a place of the plane, in the scene; null where there is none. */
export function onGround(terrain: Terrain, point: PlanePoint): Vec | null {
  const [u, v] = placeOf(terrain.plane, point)
  const [x, z] = [u * 2 - 1, 1 - v * 2]
  const y = terrain.ground(x, z)
  return Number.isNaN(y) ? null : [x, y, z]
}

/** The loss of the ground at a place of the plane; NaN where there is none. */
export function groundLoss({ plane, field }: Terrain, point: PlanePoint): number {
  const [u, v] = placeOf(plane, point)
  return lossAt(field, u, v)
}

/** The place of the plane under a point of the scene. */
export const underScene = ({ plane }: Terrain, [x, , z]: Vec): PlanePoint =>
  pointAt(plane, (x + 1) / 2, (1 - z) / 2)

/** The eight corners of the block, in the scene. */
export function cornersOf(terrain: Terrain): Vec[] {
  return [-1, 1].flatMap((x) =>
    [-1, 1].flatMap((z): Vec[] => {
      const y = terrain.ground(x, z)
      return [
        [x, -PLINTH, z],
        [x, Number.isNaN(y) ? RELIEF * 0.6 : y, z]
      ]
    })
  )
}

/** What has to be on screen: foot and top of the block's corners, and the path. */
export function outlineOf(terrain: Terrain): Vec[] {
  return [...cornersOf(terrain), ...terrain.plane.path.map((point) => inScene(terrain, point, point.loss))]
}

/**
 * The path at a time between its points.
 * @param at Index into the path, with a fraction; beyond the ends the ends.
 */
export function pathAt(path: readonly PathPoint[], at: number): PathPoint | null {
  const last = path.length - 1
  const i = Math.min(last, Math.max(0, Math.floor(at)))
  const [a, b] = [path[i], path[Math.min(last, i + 1)]]
  if (!a || !b) return null
  const t = Math.min(1, Math.max(0, at - i))
  const mix = (key: keyof PathPoint): number => a[key] + (b[key] - a[key]) * t
  return {
    step: Math.round(mix('step')),
    alpha: mix('alpha'),
    beta: mix('beta'),
    loss: mix('loss'),
    residual: mix('residual')
  }
}

/** Index into the path, with a fraction, at which it stood at a step. */
export function indexAtStep(path: readonly PathPoint[], step: number): number {
  let i = 0
  while (i + 1 < path.length && path[i + 1]!.step <= step) i++
  const [a, b] = [path[i], path[i + 1]]
  if (!a || !b || step <= a.step) return i
  return i + (step - a.step) / (b.step - a.step)
}
