/*
 * The surface as a closed block: its ground, four walls and a flat base, the shape that the window shows. STL
 * and glTF are written from it. Shared corners are one vertex, so that every edge lies in exactly two triangles.
 * A solid has no holes: an unfinished surface is refused, never filled up with ground that nobody computed.
 */

import { Failure } from '../errors'
import type { LandscapeSurface } from '../landscape'
import { heightOf, RELIEF, scaleOf, type Scale } from '../landscape-scale'

export interface SolidOptions {
  /** Side of the square, in millimetres; 100 unless given. */
  readonly side?: number
  /** Height of the highest point above the lowest, in millimetres; as in the window's view unless given. */
  readonly relief?: number
  /** Thickness under the lowest point, in millimetres; 4 unless given. */
  readonly base?: number
  /** Heights by the logarithm of the loss. */
  readonly log?: boolean
}

export interface Solid {
  /** Points along a side. */
  readonly n: number
  readonly scale: Scale
  /**
   * x (alpha), y (beta), z (up) in millimetres; the base lies on z = 0 with its middle at the origin. First the
   * n × n points of the ground, row-major, then the foot of the walls anticlockwise, then the base's middle.
   */
  readonly positions: Float32Array
  /** Triangles, anticlockwise seen from outside; the first `groundIndices` entries are the ground. */
  readonly indices: Uint32Array
  readonly groundIndices: number
}

/**
 * The block of a finished surface. The ground is cut off where the view cuts it (`Scale.cap`); a loss of
 * +Infinity lies there too.
 * @throws Failure `landscape-unfinished` while a height is not known, or if all are the same.
 */
export function solidOf(surface: LandscapeSurface, options: SolidOptions = {}): Solid {
  const { losses, alphas } = surface
  const n = alphas.length
  const { side = 100, base = 4, log = false } = options
  const relief = options.relief ?? (side * RELIEF) / 2
  const scale = scaleOf(losses, log)
  const unknown = losses.reduce((sum, loss) => sum + (Number.isNaN(loss) ? 1 : 0), 0)
  if (!scale || unknown > 0) {
    throw new Failure('landscape-unfinished', { done: losses.length - unknown, of: losses.length })
  }

  const rim = rimOf(n)
  const positions = new Float32Array((n * n + rim.length + 1) * 3)
  const along = (i: number): number => (i / (n - 1) - 0.5) * side
  for (let cell = 0; cell < n * n; cell++) {
    const height = (heightOf(scale, Math.min(losses[cell]!, scale.cap)) / RELIEF) * relief
    positions.set([along(cell % n), along(Math.floor(cell / n)), base + Math.max(0, height)], cell * 3)
  }
  rim.forEach((cell, k) => {
    positions.set([along(cell % n), along(Math.floor(cell / n)), 0], (n * n + k) * 3)
  })

  const groundIndices = (n - 1) * (n - 1) * 6
  const indices = new Uint32Array(groundIndices + rim.length * 9)
  let at = 0
  const triangle = (a: number, b: number, c: number): void => {
    indices[at++] = a
    indices[at++] = b
    indices[at++] = c
  }
  for (let j = 0; j + 1 < n; j++) {
    for (let i = 0; i + 1 < n; i++) {
      const corner = j * n + i
      triangle(corner, corner + 1, corner + n + 1)
      triangle(corner, corner + n + 1, corner + n)
    }
  }
  const middle = n * n + rim.length
  rim.forEach((top, k) => {
    const next = (k + 1) % rim.length
    const [foot, nextFoot] = [n * n + k, n * n + next]
    triangle(foot, nextFoot, rim[next]!)
    triangle(foot, rim[next]!, top)
    triangle(nextFoot, foot, middle)
  })
  return { n, scale, positions, indices, groundIndices }
}

/** The cells along the rim, anticlockwise from the south-west corner. */
function rimOf(n: number): number[] {
  const last = n - 1
  const side = (cell: (k: number) => number): number[] => Array.from({ length: last }, (_, k) => cell(k))
  return [
    ...side((k) => k),
    ...side((k) => k * n + last),
    ...side((k) => last * n + last - k),
    ...side((k) => (last - k) * n)
  ]
}

/** The unit normal of a triangle; zero for one without area. */
export function normalOf(positions: Float32Array, a: number, b: number, c: number): [number, number, number] {
  const edge = (from: number, to: number, k: number): number =>
    positions[to * 3 + k]! - positions[from * 3 + k]!
  const [ux, uy, uz] = [edge(a, b, 0), edge(a, b, 1), edge(a, b, 2)]
  const [vx, vy, vz] = [edge(a, c, 0), edge(a, c, 1), edge(a, c, 2)]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  const length = Math.hypot(x, y, z)
  return length > 0 ? [x / length, y / length, z / length] : [0, 0, 0]
}
