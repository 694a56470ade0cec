/*
 * The camera as numbers, and where things of the scene are on the screen. The scene: x to the east (alpha),
 * y up (loss), z to the south (minus beta), the plane from −1 to 1. Screen places are CSS pixels from the upper
 * left. three.js draws with the same camera; path, labels and pointer use these functions.
 */

export interface CameraState {
  /** Radians the camera is turned round the vertical; 0 looks north. */
  readonly yaw: number
  /** Radians it looks down: 0 level, π/2 from straight above. */
  readonly pitch: number
  /** From the target, in scene units. */
  readonly distance: number
  readonly target: readonly [number, number, number]
}

export type Vec = readonly [number, number, number]

/** Screen heights per unit of slope: the view is 2·atan(1/FOCAL) high. */
export const FOCAL = 3
export const FOV_DEGREES = (2 * Math.atan(1 / FOCAL) * 180) / Math.PI

export interface View {
  readonly camera: CameraState
  readonly width: number
  readonly height: number
  readonly eye: Vec
  readonly right: Vec
  readonly up: Vec
  readonly forward: Vec
}

export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
/** a + b · s */
export const plus = (a: Vec, b: Vec, s: number): Vec => [a[0] + b[0] * s, a[1] + b[1] * s, a[2] + b[2] * s]

export function viewOf(camera: CameraState, width: number, height: number): View {
  const [sy, cy] = [Math.sin(camera.yaw), Math.cos(camera.yaw)]
  const [sp, cp] = [Math.sin(camera.pitch), Math.cos(camera.pitch)]
  const forward: Vec = [sy * cp, -sp, -cy * cp]
  return {
    camera,
    width,
    height,
    eye: plus(camera.target, forward, -camera.distance),
    right: [cy, 0, sy],
    up: [sy * sp, cp, -cy * sp],
    forward
  }
}

/** A place on the screen, and how far it is from the camera along its view (≤ 0: behind it). */
export interface Seen {
  readonly x: number
  readonly y: number
  readonly depth: number
}

export function project(view: View, point: Vec): Seen {
  const d = plus(point, view.eye, -1)
  const depth = dot(d, view.forward)
  const scale = (FOCAL * view.height) / 2 / Math.max(depth, 1e-6)
  return {
    x: view.width / 2 + dot(d, view.right) * scale,
    y: view.height / 2 - dot(d, view.up) * scale,
    depth
  }
}

/** The direction (not of length 1) in which a pixel looks. */
export function rayAt(view: View, x: number, y: number): Vec {
  const half = (FOCAL * view.height) / 2
  const across = plus(view.forward, view.right, (x - view.width / 2) / half)
  return plus(across, view.up, -(y - view.height / 2) / half)
}

/** Height of the ground at x, z; NaN where there is none. */
export type Ground = (x: number, z: number) => number

const STEPS = 240

/** Where a ray from `eye` leaves and enters the box over the square between two heights; null if it misses. */
function crossing(eye: Vec, ray: Vec, low: number, high: number): readonly [number, number] | null {
  let [near, far] = [0, Infinity]
  const slabs = [
    [eye[0], ray[0], -1, 1],
    [eye[1], ray[1], low, high],
    [eye[2], ray[2], -1, 1]
  ] as const
  for (const [from, along, min, max] of slabs) {
    if (Math.abs(along) < 1e-9) {
      if (from < min || from > max) return null
      continue
    }
    const [a, b] = [(min - from) / along, (max - from) / along]
    near = Math.max(near, Math.min(a, b))
    far = Math.min(far, Math.max(a, b))
  }
  return near < far ? [near, far] : null
}

/** Where a ray first meets the ground between two heights; null if it does not. */
export function meet(eye: Vec, ray: Vec, ground: Ground, low: number, high: number): Vec | null {
  const range = crossing(eye, ray, low - 1e-3, high + 1e-3)
  if (!range) return null
  const [near, far] = range
  const above = (t: number): number => {
    const p = plus(eye, ray, t)
    return p[1] - ground(p[0], p[2])
  }
  let before = near
  for (let i = 1; i <= STEPS; i++) {
    const t = near + ((far - near) * i) / STEPS
    if (above(t) > 0 || Number.isNaN(above(t))) {
      before = t
      continue
    }
    // Entering through a wall: it is not the top that is seen there.
    if (i === 1 && above(near) < 0) return null
    let after = t
    for (let k = 0; k < 12; k++) {
      const middle = (before + after) / 2
      if (above(middle) > 0) before = middle
      else after = middle
    }
    return plus(eye, ray, after)
  }
  return null
}

/** Whether the block stands between the camera and a point; `slack` is how deep a point may lie in the ground. */
export function hidden(view: View, point: Vec, ground: Ground, high: number, slack = 0.012): boolean {
  const ray = plus(point, view.eye, -1)
  const range = crossing(view.eye, ray, -1, high)
  if (!range) return false
  const length = Math.hypot(...ray)
  const end = Math.min(range[1], 1 - slack / length)
  const steps = 90
  for (let i = 0; i < steps; i++) {
    const t = range[0] + ((end - range[0]) * (i + 0.5)) / steps
    if (t >= end) break
    const p = plus(view.eye, ray, t)
    if (p[1] < ground(p[0], p[2]) - slack / 2) return true
  }
  return false
}
