import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areasAbove, contourLines, levelsBetween, type GridPoint } from './contours'

const grid = (n: number, height: (x: number, y: number) => number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => height(i % n, Math.floor(i / n)))

/** The height at a place on an edge between two grid points. */
function onEdge(losses: Float64Array, n: number, [x, y]: GridPoint): number {
  const [i, j] = [Math.floor(x + 1e-9), Math.floor(y + 1e-9)]
  const [fx, fy] = [x - i, y - j]
  const next = fx > 1e-9 ? j * n + i + 1 : fy > 1e-9 ? (j + 1) * n + i : j * n + i
  const t = Math.max(fx, fy)
  return losses[j * n + i]! * (1 - t) + losses[next]! * t
}

const closed = (line: readonly GridPoint[]): boolean => {
  const [a, b] = [line[0]!, line.at(-1)!]
  return a[0] === b[0] && a[1] === b[1]
}

describe('contour lines', () => {
  it('are a circle round a cone', () => {
    const lines = contourLines(
      grid(41, (x, y) => Math.hypot(x - 20, y - 20)),
      41,
      8
    )
    expect(lines).toHaveLength(1)
    expect(closed(lines[0]!)).toBe(true)
    for (const [x, y] of lines[0]!) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(8, 1)
  })

  it('end at the rim, exactly on the square', () => {
    const [line, ...others] = contourLines(
      grid(21, (x) => x),
      21,
      6.25
    )
    expect(others).toEqual([])
    expect(line!.map(([x]) => x).every((x) => x === 6.25)).toBe(true)
    expect([line![0]![1], line!.at(-1)![1]].sort((a, b) => a - b)).toEqual([0, 20])
  })

  it('end at a hole and go on behind it, without a line round it', () => {
    const losses = grid(21, (x) => x)
    for (let j = 8; j <= 12; j++) for (let i = 4; i <= 9; i++) losses[j * 21 + i] = NaN
    const lines = contourLines(losses, 21, 6.25)
    const ends = lines.map((line) => [line[0]![1], line.at(-1)![1]].sort((a, b) => a - b))
    expect(ends.sort((a, b) => a[0]! - b[0]!)).toEqual([
      [0, 7],
      [13, 20]
    ])
    for (const line of lines) for (const [x] of line) expect(x).toBe(6.25)
  })

  it('lie on their level everywhere, on any ground with any holes', () => {
    const cell = fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: 0, max: 5, noNaN: true }) },
      fc.constant(NaN)
    )
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 49, maxLength: 49 }),
        fc.double({ min: 0.1, max: 4.9, noNaN: true }),
        (cells, level) => {
          const losses = Float64Array.from(cells)
          for (const line of contourLines(losses, 7, level)) {
            expect(line.length).toBeGreaterThan(1)
            for (const point of line) {
              for (const part of point) expect(part >= 0 && part <= 6).toBe(true)
              expect(onEdge(losses, 7, point)).toBeCloseTo(level, 6)
            }
          }
        }
      ),
      { numRuns: 300 }
    )
  })
})

describe('areas above a level', () => {
  it('cover the whole square of finished ground', () => {
    const [ring, ...others] = areasAbove(
      grid(5, () => 1),
      5,
      0.5
    )
    expect(others).toEqual([])
    const [xs, ys] = [ring!.map(([x]) => x), ring!.map(([, y]) => y)]
    expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]).toEqual([0, 4, 0, 4])
  })
})

describe('levels', () => {
  it('are round multiples inside the range', () => {
    expect(levelsBetween(2.05, 2.4, 0.1)).toEqual([2.1, 2.2, 2.3, 2.4])
    expect(levelsBetween(2.1, 2.1, 0.1)).toEqual([])
  })
})
