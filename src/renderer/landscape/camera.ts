/*
 * Where the camera stands: presets that show the whole block, and moves that keep it in sensible limits.
 * Pure; how it moves over time is rig.ts.
 */

import { FOCAL, plus, project, viewOf, type CameraState, type Vec } from './projection'

export type Preset = 'side' | 'above' | 'along'

const LIMITS = { pitch: [0.06, 1.5607], distance: [1.1, 14], pan: 1.4 } as const
const TURNS: Readonly<Record<Preset, { yaw: number; pitch: number }>> = {
  side: { yaw: -0.42, pitch: 0.66 },
  above: { yaw: 0, pitch: LIMITS.pitch[1] },
  along: { yaw: 0, pitch: 0.4 }
}

/** Room for labels round the block, in CSS pixels. */
export interface Margins {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value))

/** The camera within its limits: never below the ground, never upside down, never lost. */
export function limited({ yaw, pitch, distance, target }: CameraState): CameraState {
  const [x, y, z] = target
  return {
    yaw,
    pitch: clamp(pitch, ...LIMITS.pitch),
    distance: clamp(distance, ...LIMITS.distance),
    target: [clamp(x, -LIMITS.pan, LIMITS.pan), clamp(y, -0.6, 1.4), clamp(z, -LIMITS.pan, LIMITS.pan)]
  }
}

/** Turned by radians. */
export const orbited = (camera: CameraState, yaw: number, pitch: number): CameraState =>
  limited({ ...camera, yaw: camera.yaw + yaw, pitch: camera.pitch + pitch })

/** Nearer (factor below 1) or farther. */
export const zoomed = (camera: CameraState, factor: number): CameraState =>
  limited({ ...camera, distance: camera.distance * factor })

/** Moved so that what is under the pointer follows it by dx, dy CSS pixels. */
export function panned(camera: CameraState, dx: number, dy: number, height: number): CameraState {
  const { right, up } = viewOf(camera, 1, 1)
  const scale = camera.distance / ((FOCAL * height) / 2)
  return limited({ ...camera, target: plus(plus(camera.target, right, -dx * scale), up, dy * scale) })
}

/** The turn of a preset; `along` looks from the path's start to its end. */
export function turnOf(
  preset: Preset,
  path: readonly { readonly x: number; readonly z: number }[]
): { readonly yaw: number; readonly pitch: number } {
  const { yaw, pitch } = TURNS[preset]
  const [start, end] = [path[0], path.at(-1)]
  if (preset !== 'along' || !start || !end) return { yaw, pitch }
  const [dx, dz] = [end.x - start.x, end.z - start.z]
  return Math.hypot(dx, dz) < 1e-6 ? { yaw, pitch } : { yaw: Math.atan2(dx, -dz), pitch }
}

/**
 * The camera turned so, from where all `points` just fit between the margins.
 * @param points Corners of the block.
 */
export function fitted(
  turn: { readonly yaw: number; readonly pitch: number },
  points: readonly Vec[],
  width: number,
  height: number,
  margins: Margins
): CameraState {
  let camera: CameraState = { ...turn, distance: 4.6, target: [0, 0.3, 0] }
  const innerWidth = Math.max(80, width - margins.left - margins.right)
  const innerHeight = Math.max(80, height - margins.top - margins.bottom)
  const [centreX, centreY] = [margins.left + innerWidth / 2, margins.top + innerHeight / 2]
  for (let round = 0; round < 12; round++) {
    const view = viewOf(camera, width, height)
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity]
    for (const point of points) {
      const { x, y } = project(view, point)
      x0 = Math.min(x0, x)
      x1 = Math.max(x1, x)
      y0 = Math.min(y0, y)
      y1 = Math.max(y1, y)
    }
    const scale = camera.distance / ((FOCAL * height) / 2)
    const shift = plus(
      plus(camera.target, view.right, ((x0 + x1) / 2 - centreX) * scale),
      view.up,
      (centreY - (y0 + y1) / 2) * scale
    )
    const ratio = Math.max((x1 - x0) / innerWidth, (y1 - y0) / innerHeight)
    camera = { ...camera, target: shift, distance: clamp(camera.distance * ratio, 1.5, 30) }
  }
  return camera
}

/** A point between two cameras, turning the short way round; `t` from 0 to 1. */
export function blended(a: CameraState, b: CameraState, t: number): CameraState {
  const turn = Math.PI * 2
  const yaw = ((((b.yaw - a.yaw) % turn) + turn * 1.5) % turn) - Math.PI
  const mix = (from: number, to: number): number => from + (to - from) * t
  return {
    yaw: a.yaw + yaw * t,
    pitch: mix(a.pitch, b.pitch),
    distance: mix(a.distance, b.distance),
    target: [mix(a.target[0], b.target[0]), mix(a.target[1], b.target[1]), mix(a.target[2], b.target[2])]
  }
}

/** CSS `cubic-bezier(.2, 0, .1, 1)`, the tokens' --ease. */
export function ease(t: number): number {
  const bezier = (p1: number, p2: number, s: number): number =>
    3 * p1 * s * (1 - s) ** 2 + 3 * p2 * s * s * (1 - s) + s ** 3
  let [low, high] = [0, 1]
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2
    if (bezier(0.2, 0.1, middle) < t) low = middle
    else high = middle
  }
  return bezier(0, 1, (low + high) / 2)
}
