import { describe, expect, it } from 'vitest'
import { coarseSquares } from './coarse-squares'
import { fieldOf, lossAt } from './field'
import { groundOf } from './testing.fixtures'

const slope = (a: number, b: number): number => 3 + a - 2 * b

describe('fieldOf', () => {
  it.each([21, 41, 61, 101, 201])('passes through every cell of a %i × %i grid', (n) => {
    const { losses } = groundOf(n, (a, b) => 2 + Math.sin(5 * a) * Math.cos(4 * b))
    const { m, loss, complete } = fieldOf(losses, n)
    const factor = (m - 1) / (n - 1)
    expect(complete).toBe(true)
    expect(Number.isInteger(factor)).toBe(true)
    let largest = 0
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++)
        largest = Math.max(largest, Math.abs(loss[j * factor * m + i * factor]! - losses[j * n + i]!))
    expect(largest).toBeLessThan(1e-6)
  })

  it('keeps a plane a plane, with its slopes, up to the border', () => {
    const field = fieldOf(groundOf(21, slope).losses, 21)
    for (const [u, v] of [
      [0, 0],
      [0.123, 0.9],
      [1, 1],
      [0.5, 0.037]
    ] as const)
      expect(lossAt(field, u, v)).toBeCloseTo(slope(u * 2 - 1, v * 2 - 1), 5)
    // The square is 2 long where u runs over 1.
    expect(field.du.every((du) => Math.abs(du - 2) < 0.005)).toBe(true)
    expect(field.dv.every((dv) => Math.abs(dv + 4) < 0.005)).toBe(true)
  })

  it('has no ground beyond its square', () => {
    const field = fieldOf(groundOf(21, slope).losses, 21)
    expect(lossAt(field, 1.01, 0.5)).toBeNaN()
    expect(lossAt(field, NaN, 0.5)).toBeNaN()
  })
})

describe('a grid that is being filled', () => {
  it('shows the coarse squares whose corners are known, and nothing elsewhere', () => {
    const n = 41
    const known = new Float64Array(n * n).fill(NaN)
    const { losses } = groundOf(n, slope)
    // The lower left of the 5 × 5 squares of the first level: rows and columns 0 and 10.
    for (const [i, j] of [
      [0, 0],
      [10, 0],
      [0, 10],
      [10, 10]
    ] as const)
      known[j * n + i] = losses[j * n + i]!
    const filled = coarseSquares(known, n)
    expect(filled[5 * n + 5]).toBeCloseTo(losses[5 * n + 5]!, 10)
    expect(filled[11 * n + 5]).toBeNaN()
    const field = fieldOf(known, n)
    expect(field.complete).toBe(false)
    expect(lossAt(field, 0.1, 0.1)).toBeCloseTo(slope(-0.8, -0.8), 4)
    expect(lossAt(field, 0.5, 0.5)).toBeNaN()
  })

  it('never changes a computed cell', () => {
    const n = 21
    const { losses } = groundOf(n, (a, b) => a * a + b)
    for (let i = 0; i < losses.length; i += 3) losses[i] = NaN
    const filled = coarseSquares(losses, n)
    losses.forEach((loss, i) => {
      if (!Number.isNaN(loss)) expect(filled[i]).toBe(loss)
    })
  })
})
