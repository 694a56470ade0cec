import { describe, expect, it } from 'vitest'
import { fieldOf } from './field'
import { topOf, wallsOf } from './geometry'
import { groundOf } from './testing.fixtures'

const n = 201
const field = fieldOf(groundOf(n, (a, b) => 2 + a + 3 * b).losses, n)

describe('topOf', () => {
  it('puts alpha to the east and beta to the north, with the loss and its slopes', () => {
    const { position, loss } = topOf(field)
    const at = (i: number, j: number): number => (j * n + i) * 3
    expect([...position.slice(at(n - 1, 0), at(n - 1, 0) + 3)]).toEqual([1, 1, 1])
    expect([...position.slice(at(0, n - 1), at(0, n - 1) + 3)]).toEqual([-1, 1, -1])
    expect(loss[at(n - 1, 0)]).toBeCloseTo(0, 5)
    // Per unit of x and of z; z runs to the south.
    expect(loss[at(100, 100) + 1]).toBeCloseTo(1, 3)
    expect(loss[at(100, 100) + 2]).toBeCloseTo(-3, 3)
  })

  it('covers the square with triangles that all look up', () => {
    const { position, index, count } = topOf(field)
    expect(count).toBe((n - 1) ** 2 * 6)
    let area = 0
    let least = Infinity
    for (let k = 0; k < count; k += 3) {
      const [ax, az, bx, bz, cx, cz] = [0, 1, 2].flatMap((c) => {
        const at = index[k + c]! * 3
        return [position[at]!, position[at + 2]!]
      }) as [number, number, number, number, number, number]
      const turn = (bz - az) * (cx - ax) - (bx - ax) * (cz - az)
      least = Math.min(least, turn)
      area += turn / 2
    }
    expect(least).toBeGreaterThan(0)
    expect(area).toBeCloseTo(4, 3)
  })

  it('leaves a hole where nothing is computed, and writes over its buffers', () => {
    const surface = groundOf(n, (a, b) => 2 + a + b)
    const buffers = topOf(field)
    for (let j = 0; j < 120; j++) for (let i = 0; i < 120; i++) surface.losses[j * n + i] = NaN
    const holed = topOf(fieldOf(surface.losses, n), buffers)
    expect(holed.index).toBe(buffers.index)
    expect(holed.count).toBeLessThan((n - 1) ** 2 * 6)
    expect(holed.loss.some(Number.isNaN)).toBe(false)
  })
})

describe('wallsOf', () => {
  it('stands round the whole block', () => {
    const { position, count } = wallsOf(field)
    expect(count).toBe((n - 1) * 4 * 6)
    for (let at = 0; at < position.length; at += 3)
      expect(Math.max(Math.abs(position[at]!), Math.abs(position[at + 2]!))).toBe(1)
  })
})
