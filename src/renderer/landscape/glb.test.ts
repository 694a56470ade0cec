/* The exported glTF, read again by three.js, which knows nothing of how it was written. */

import type { BufferAttribute, Mesh, MeshStandardMaterial } from 'three'
import { Line, type Object3D } from 'three'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { colourAt, scaleOf } from '#core/landscape-scale'
import { surfaceToGlb } from '#core/landscape-export/glb'
import { valley } from '../../core/landscape-export/surface.fixtures'

describe('a surface as glTF', () => {
  const surface = valley(21)
  let objects: Object3D[]

  beforeAll(async () => {
    const { scene } = await new GLTFLoader().parseAsync(surfaceToGlb(surface).buffer, '')
    expect(scene.name).toBe('quiet-ridge')
    objects = []
    scene.traverse((object) => objects.push(object))
  })
  const named = (name: string): Object3D => objects.find((object) => object.name === name)!

  it('has a ground of n × n points, in metres, y up, north to the back', () => {
    const ground = named('ground') as Mesh
    const { geometry } = ground
    expect(geometry.getAttribute('position').count).toBe(441)
    expect(geometry.index?.count).toBe(20 * 20 * 6)
    geometry.computeBoundingBox()
    const { min, max } = geometry.boundingBox!
    expect([min.x, max.x, min.z, max.z].map((x) => Math.round(x * 1e6))).toEqual([-5e4, 5e4, -5e4, 5e4])
    expect(min.y).toBeCloseTo(0.004, 6)
    expect(max.y).toBeCloseTo(0.0515, 6)
    // Cell (column 3, row 17): a little north of the middle is towards −z.
    const position = geometry.getAttribute('position')
    expect(position.getZ(17 * 21 + 3)).toBeCloseTo(-(17 / 20 - 0.5) * 0.1, 6)
    const normal = geometry.getAttribute('normal')
    for (let i = 0; i < 441; i++) expect(normal.getY(i)).toBeGreaterThan(0)
  })

  it('is coloured by the elevation scale, in linear light', () => {
    const { geometry, material } = named('ground') as Mesh<Mesh['geometry'], MeshStandardMaterial>
    expect(material.vertexColors).toBe(true)
    const colour = geometry.getAttribute('color') as BufferAttribute
    const scale = scaleOf(surface.losses, false)!
    const lowest = surface.losses.findIndex((loss) => colourAt(scale, loss) === 0)
    // e0, #0f2f50: 0x50 = 80 in sRGB is 0.0802 in linear light.
    expect(colour.getZ(lowest)).toBeCloseTo(((80 / 255 + 0.055) / 1.055) ** 2.4, 4)
  })

  it('has walls and the path at its true loss', () => {
    expect((named('walls') as Mesh).geometry.getAttribute('position').count).toBe(80 * 9)
    const path = named('path') as Line
    expect(path).toBeInstanceOf(Line)
    const position = path.geometry.getAttribute('position')
    expect(position.count).toBe(9)
    const { min, cap } = scaleOf(surface.losses, false)!
    const height = 0.004 + ((surface.path[2]!.loss - min) / (cap - min)) * 0.0475
    expect(position.getY(2)).toBeCloseTo(height, 6)
  })

  it('leaves the path out where there is none', async () => {
    const bare = surfaceToGlb(valley(21, { path: [] }))
    const { scene } = await new GLTFLoader().parseAsync(bare.buffer, '')
    expect(scene.getObjectByName('path')).toBeUndefined()
  })
})
