/*
 * The surface as binary glTF 2.0: the block of solid.ts with the elevation scale as colour per vertex, its walls,
 * and the path as a line at its true loss. Metres, y up, alpha to the east (+x), beta to the north (−z).
 * https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
 */

import type { LandscapeSurface } from '../landscape'
import { colourAt, heightOf, RELIEF, type Scale } from '../landscape-scale'
import { elevationAt, INKS, rgbOf } from './elevation'
import { packed, Parts } from './glb-file'
import { normalOf, solidOf, type Solid, type SolidOptions } from './solid'

const LINE_STRIP = 3

/** sRGB, 0 to 255, as the linear light that glTF wants, 0 to 1 (IEC 61966-2-1). */
function linear(value: number): number {
  const s = value / 255
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
}

const linearHex = (hex: string): number[] => [...rgbOf(hex).map(linear), 1]

/** Millimetres with z up as metres with y up. */
const upright = (x: number, y: number, z: number): [number, number, number] => [x / 1000, z / 1000, -y / 1000]

/** Ground: one vertex a grid point, its normal the mean of its triangles'. */
function groundOf({ n, positions, indices, groundIndices, scale }: Solid, losses: Float64Array) {
  const position = new Float32Array(n * n * 3)
  const colour = new Float32Array(n * n * 3)
  const sum = new Float64Array(n * n * 3)
  for (let t = 0; t < groundIndices; t += 3) {
    const corners = [indices[t]!, indices[t + 1]!, indices[t + 2]!] as const
    const normal = normalOf(positions, ...corners)
    for (const corner of corners) for (const k of [0, 1, 2] as const) sum[corner * 3 + k]! += normal[k]
  }
  const normal = new Float32Array(n * n * 3)
  for (let i = 0; i < n * n; i++) {
    position.set(upright(positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!), i * 3)
    const [x, y, z] = [sum[i * 3]!, sum[i * 3 + 1]!, sum[i * 3 + 2]!]
    const length = Math.hypot(x, y, z)
    normal.set([x / length, z / length, -y / length], i * 3)
    colour.set(elevationAt(colourAt(scale, losses[i]!)).map(linear), i * 3)
  }
  return { position, normal, colour, index: indices.slice(0, groundIndices) }
}

/** Walls and base: three vertices a triangle, so that edges stay sharp. */
function wallsOf({ positions, indices, groundIndices }: Solid) {
  const corners = indices.subarray(groundIndices)
  const position = new Float32Array(corners.length * 3)
  const normal = new Float32Array(corners.length * 3)
  for (let t = 0; t < corners.length; t += 3) {
    const [nx, ny, nz] = normalOf(positions, corners[t]!, corners[t + 1]!, corners[t + 2]!)
    for (let k = 0; k < 3; k++) {
      const at = corners[t + k]! * 3
      position.set(upright(positions[at]!, positions[at + 1]!, positions[at + 2]!), (t + k) * 3)
      normal.set([nx, nz, -ny], (t + k) * 3)
    }
  }
  return { position, normal }
}

function pathOf(surface: LandscapeSurface, scale: Scale, options: SolidOptions): Float32Array {
  const { alphas, betas, path } = surface
  const { side = 100, base = 4 } = options
  const relief = options.relief ?? (side * RELIEF) / 2
  const place = (value: number, axis: Float64Array): number =>
    ((value - axis[0]!) / (axis.at(-1)! - axis[0]!) - 0.5) * side
  return Float32Array.from(
    path.flatMap(({ alpha, beta, loss }) =>
      upright(place(alpha, alphas), place(beta, betas), base + (heightOf(scale, loss) / RELIEF) * relief)
    )
  )
}

/**
 * The file.
 * @throws Failure `landscape-unfinished` as solidOf does.
 */
export function surfaceToGlb(surface: LandscapeSurface, options: SolidOptions = {}): Uint8Array<ArrayBuffer> {
  const solid = solidOf(surface, options)
  const parts = new Parts()
  const ground = groundOf(solid, surface.losses)
  const walls = wallsOf(solid)
  const path = pathOf(surface, solid.scale, options)
  const meshes: object[] = [
    {
      name: 'ground',
      primitives: [
        {
          attributes: {
            POSITION: parts.add(ground.position, 'VEC3', true),
            NORMAL: parts.add(ground.normal, 'VEC3'),
            COLOR_0: parts.add(ground.colour, 'VEC3')
          },
          indices: parts.add(ground.index, 'SCALAR'),
          material: 0
        }
      ]
    },
    {
      name: 'walls',
      primitives: [
        {
          attributes: {
            POSITION: parts.add(walls.position, 'VEC3', true),
            NORMAL: parts.add(walls.normal, 'VEC3')
          },
          material: 1
        }
      ]
    }
  ]
  if (path.length > 3) {
    const attributes = { POSITION: parts.add(path, 'VEC3', true) }
    meshes.push({ name: 'path', primitives: [{ attributes, mode: LINE_STRIP, material: 2 }] })
  }
  const matte = (name: string, colour: number[]): object => ({
    name,
    pbrMetallicRoughness: { baseColorFactor: colour, metallicFactor: 0, roughnessFactor: 1 }
  })
  const json = {
    asset: { version: '2.0', generator: 'Downhill' },
    extensionsUsed: ['KHR_materials_unlit'],
    scene: 0,
    scenes: [{ name: surface.title, nodes: meshes.map((_, i) => i) }],
    nodes: (meshes as { name: string }[]).map(({ name }, mesh) => ({ name, mesh })),
    meshes,
    materials: [
      matte('ground', [1, 1, 1, 1]),
      matte('walls', linearHex(INKS.wall)),
      { ...matte('path', linearHex(INKS['trail-line'])), extensions: { KHR_materials_unlit: {} } }
    ],
    accessors: parts.accessors,
    bufferViews: parts.views,
    buffers: [{ byteLength: parts.length }]
  }
  return packed(json, parts)
}
