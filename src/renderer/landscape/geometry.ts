/*
 * The block as buffers for the graphics card: its top and its four walls, indexed only where there is ground.
 * The shaders turn losses into heights, so that height and scale change without new buffers.
 */

import type { Field } from './field'

export interface Buffers {
  /** x, side, z per vertex. Side: 1 the ground, 0 the foot of a wall. */
  readonly position: Float32Array
  /** Loss, its slope along x, its slope along z. */
  readonly loss: Float32Array
  /** Triangles; the first `count` entries hold. */
  readonly index: Uint32Array
  readonly count: number
}

/** The top of the block. @param into Buffers of the same field size to be written over. */
export function topOf({ m, loss, du, dv }: Field, into?: Buffers): Buffers {
  const buffers = into ?? allocate(m * m, (m - 1) * (m - 1) * 6)
  const { position, loss: out, index } = buffers
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < m; i++) {
      const at = j * m + i
      position[at * 3] = (i / (m - 1)) * 2 - 1
      position[at * 3 + 1] = 1
      position[at * 3 + 2] = 1 - (j / (m - 1)) * 2
      out[at * 3] = Number.isNaN(loss[at]!) ? 0 : loss[at]!
      // u and v run over 1 where x and z run over 2, z the other way.
      out[at * 3 + 1] = du[at]! / 2
      out[at * 3 + 2] = -dv[at]! / 2
    }
  }
  let count = 0
  for (let j = 0; j + 1 < m; j++) {
    for (let i = 0; i + 1 < m; i++) {
      const at = j * m + i
      if (Number.isNaN(loss[at]! + loss[at + 1]! + loss[at + m]! + loss[at + m + 1]!)) continue
      index[count++] = at
      index[count++] = at + 1
      index[count++] = at + m + 1
      index[count++] = at
      index[count++] = at + m + 1
      index[count++] = at + m
    }
  }
  return { position, loss: out, index, count }
}

/** The four walls, each a strip from its foot to the ground's edge: south, east, north, west. */
export function wallsOf({ m, loss }: Field, into?: Buffers): Buffers {
  const buffers = into ?? allocate(m * 8, (m - 1) * 4 * 6)
  const { position, loss: out, index } = buffers
  const last = m - 1
  const sides = [
    (k: number) => [k, 0] as const,
    (k: number) => [last, k] as const,
    (k: number) => [k, last] as const,
    (k: number) => [0, k] as const
  ]
  let count = 0
  sides.forEach((side, s) => {
    for (let k = 0; k < m; k++) {
      const [i, j] = side(k)
      const height = loss[j * m + i]!
      for (const top of [0, 1]) {
        const at = (s * m + k) * 2 + top
        position[at * 3] = (i / last) * 2 - 1
        position[at * 3 + 1] = top
        position[at * 3 + 2] = 1 - (j / last) * 2
        out[at * 3] = Number.isNaN(height) ? 0 : height
        // Which way the wall looks: east and west walls lie a little in the shade.
        out[at * 3 + 1] = s % 2
        out[at * 3 + 2] = 0
      }
      if (k === last) continue
      const [i1, j1] = side(k + 1)
      if (Number.isNaN(height + loss[j1 * m + i1]!)) continue
      const at = (s * m + k) * 2
      for (const corner of [at, at + 1, at + 3, at, at + 3, at + 2]) index[count++] = corner
    }
  })
  return { position, loss: out, index, count }
}

function allocate(vertices: number, indices: number): Buffers {
  return {
    position: new Float32Array(vertices * 3),
    loss: new Float32Array(vertices * 3),
    index: new Uint32Array(indices),
    count: 0
  }
}
