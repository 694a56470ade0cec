/*
 * The surface as a binary STL for 3D printing: the closed block of solid.ts in millimetres. An STL names no
 * unit; slicers take millimetres.
 */

import type { LandscapeSurface } from '../landscape'
import { normalOf, solidOf, type SolidOptions } from './solid'

const HEADER = 80
const TRIANGLE = 50

/**
 * The file. Corners that triangles share have the same bits in each of them.
 * @throws Failure `landscape-unfinished` as solidOf does.
 */
export function surfaceToStl(surface: LandscapeSurface, options?: SolidOptions): Uint8Array<ArrayBuffer> {
  const { positions, indices } = solidOf(surface, options)
  const triangles = indices.length / 3
  const bytes = new Uint8Array(HEADER + 4 + triangles * TRIANGLE)
  const view = new DataView(bytes.buffer)
  // Must not begin with "solid": readers would take it for the text form.
  bytes.set(new TextEncoder().encode('Downhill loss landscape, millimetres').subarray(0, HEADER))
  view.setUint32(HEADER, triangles, true)
  let at = HEADER + 4
  for (let t = 0; t < triangles; t++) {
    const [a, b, c] = [indices[t * 3]!, indices[t * 3 + 1]!, indices[t * 3 + 2]!]
    const numbers = [...normalOf(positions, a, b, c)]
    for (const corner of [a, b, c]) {
      numbers.push(positions[corner * 3]!, positions[corner * 3 + 1]!, positions[corner * 3 + 2]!)
    }
    numbers.forEach((value, k) => view.setFloat32(at + k * 4, value, true))
    at += TRIANGLE
  }
  return bytes
}
