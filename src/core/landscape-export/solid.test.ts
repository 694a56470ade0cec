import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../errors'
import { normalOf, solidOf } from './solid'
import { surfaceToStl } from './stl'
import { valley } from './surface.fixtures'

/** Triangles of a binary STL: the bits of each corner as a key, and its numbers. */
function readStl(bytes: Uint8Array): { keys: string[]; corners: number[][] }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(80, true)
  expect(bytes.byteLength).toBe(84 + count * 50)
  return Array.from({ length: count }, (_, t) => {
    const at = 84 + t * 50 + 12
    const corners = [0, 1, 2].map((c) => [0, 1, 2].map((k) => view.getFloat32(at + c * 12 + k * 4, true)))
    const keys = [0, 1, 2].map((c) =>
      [0, 1, 2].map((k) => view.getUint32(at + c * 12 + k * 4, true).toString(16)).join(' ')
    )
    return { keys, corners }
  })
}

/** Directed edges, each with how often it occurs. */
function edgesOf(triangles: readonly { keys: string[] }[]): Map<string, number> {
  const edges = new Map<string, number>()
  for (const { keys } of triangles) {
    for (let k = 0; k < 3; k++) {
      const edge = `${keys[k]} > ${keys[(k + 1) % 3]}`
      edges.set(edge, (edges.get(edge) ?? 0) + 1)
    }
  }
  return edges
}

/** Closed and consistently oriented: each edge once in either direction. Names the edges that are not. */
function expectClosed(triangles: readonly { keys: string[] }[]): void {
  const edges = edgesOf(triangles)
  const wrong = [...edges].filter(([edge, times]) => {
    const [from, to] = edge.split(' > ') as [string, string]
    return from === to || times !== 1 || edges.get(`${to} > ${from}`) !== 1
  })
  expect(wrong).toEqual([])
}

/** Volume by the divergence theorem; positive where triangles look outwards. */
const volumeOf = (triangles: readonly { corners: number[][] }[]): number =>
  triangles.reduce((sum, { corners }) => {
    const [a, b, c] = corners as [number[], number[], number[]]
    const cross = [
      b[1]! * c[2]! - b[2]! * c[1]!,
      b[2]! * c[0]! - b[0]! * c[2]!,
      b[0]! * c[1]! - b[1]! * c[0]!
    ]
    return sum + (a[0]! * cross[0]! + a[1]! * cross[1]! + a[2]! * cross[2]!) / 6
  }, 0)

describe('a surface as STL', () => {
  it('is closed and looks outwards', () => {
    const triangles = readStl(surfaceToStl(valley(21)))
    expect(triangles).toHaveLength(2 * 20 * 20 + 3 * 4 * 20)
    expectClosed(triangles)
    expect(volumeOf(triangles)).toBeGreaterThan(100 * 100 * 4)
  })

  it('is closed on any ground', () => {
    const heights = fc.array(fc.oneof(fc.double({ min: -3, max: 60, noNaN: true }), fc.constant(Infinity)), {
      minLength: 81,
      maxLength: 81
    })
    fc.assert(
      fc.property(heights, fc.boolean(), (losses, log) => {
        const surface = valley(9, { losses: Float64Array.from(losses) })
        const finite = new Set(losses.filter(Number.isFinite))
        fc.pre(finite.size > 1 && Math.max(...finite) - Math.min(...finite) > 1e-6)
        const triangles = readStl(surfaceToStl(surface, { log }))
        expectClosed(triangles)
        expect(volumeOf(triangles)).toBeGreaterThan(0)
        expect(triangles.every(({ corners }) => corners.flat().every(Number.isFinite))).toBe(true)
      }),
      { numRuns: 100 }
    )
  })

  it('has the size that was asked for', () => {
    const corners = readStl(surfaceToStl(valley(21), { side: 60, relief: 20, base: 3 })).flatMap(
      (t) => t.corners
    )
    const range = (k: number): number[] => [
      Math.min(...corners.map((c) => c[k]!)),
      Math.max(...corners.map((c) => c[k]!))
    ]
    expect(range(0)).toEqual([-30, 30])
    expect(range(1)).toEqual([-30, 30])
    expect(range(2)).toEqual([0, 23])
    const lowest = Math.min(...corners.map((c) => c[2]!).filter((z) => z > 0))
    expect(lowest).toBe(3)
  })

  it('is not taken for a text STL', () => {
    expect(new TextDecoder().decode(surfaceToStl(valley(21)).subarray(0, 5))).not.toBe('solid')
  })

  it('is refused while a height is missing, with how many there are', () => {
    const surface = valley(21)
    surface.losses[7] = NaN
    const refused = (): unknown => {
      try {
        return surfaceToStl(surface)
      } catch (thrown) {
        return thrown instanceof Failure ? thrown.error : thrown
      }
    }
    expect(refused()).toEqual({ code: 'landscape-unfinished', detail: { done: 440, of: 441 } })
  })
})

describe('the block', () => {
  it('is cut off where a few cells tower above all others, as the view is', () => {
    const surface = valley(21)
    surface.losses[0] = 1e6
    const { positions, scale } = solidOf(surface)
    expect(scale.cap).toBeLessThan(10)
    expect(positions[2]).toBeCloseTo(4 + 47.5, 4)
  })

  it('rises where the loss rises, north at the larger beta', () => {
    const surface = valley(21)
    const { positions, scale } = solidOf(surface)
    const cell = 15 * 21 + 4
    expect(positions[cell * 3]).toBeCloseTo((4 / 20 - 0.5) * 100, 4)
    expect(positions[cell * 3 + 1]).toBeCloseTo((15 / 20 - 0.5) * 100, 4)
    const order = (values: (cell: number) => number): number[] =>
      Array.from({ length: 441 }, (_, i) => i).sort((a, b) => values(a) - values(b) || a - b)
    const low = order((i) => Math.min(surface.losses[i]!, scale.cap)).slice(0, 50)
    expect(order((i) => positions[i * 3 + 2]!).slice(0, 50)).toEqual(low)
  })

  it('has unit normals upwards on its ground', () => {
    const { positions, indices, groundIndices } = solidOf(valley(21))
    for (let t = 0; t < groundIndices; t += 3) {
      const normal = normalOf(positions, indices[t]!, indices[t + 1]!, indices[t + 2]!)
      expect(Math.hypot(...normal)).toBeCloseTo(1, 6)
      expect(normal[2]).toBeGreaterThan(0)
    }
  })
})
