import { describe, expect, it } from 'vitest'
import type { LandscapePlane, PathPoint } from '#core/landscape'
import { DEFAULT_LANDSCAPE } from '#core/landscape'
import { growPath, knownCells, surfaceOf, takeCells, within } from './surface'

const point = (step: number, loss = 3): PathPoint => ({ step, alpha: -step, beta: 0, loss, residual: 0 })
const plane: LandscapePlane = {
  settings: DEFAULT_LANDSCAPE,
  alphas: Float64Array.of(-1, 0, 1),
  betas: Float64Array.of(-2, 0, 2),
  lengths: [1, 1],
  explained: null,
  centre: { step: 9, loss: 2 },
  batch: { kind: 'list', items: 64, tokens: 400, part: 'held_out' },
  learningRate: null,
  path: [point(0), point(5)]
}

describe('a surface', () => {
  it('begins with every height unknown', () => {
    const surface = surfaceOf(plane, 'a')
    expect(surface.losses).toHaveLength(9)
    expect(knownCells(surface)).toBe(0)
  })

  it('goes on with earlier heights, copied, and only where they fit', () => {
    const before = new Float64Array(9).fill(NaN)
    before[4] = 2
    const surface = surfaceOf(plane, 'a', before)
    before[4] = 7
    expect(surface.losses[4]).toBe(2)
    expect(knownCells(surfaceOf(plane, 'a', new Float64Array(25)))).toBe(0)
  })

  it('takes cells in place and passes over indices it does not have', () => {
    const surface = surfaceOf(plane, 'a')
    takeCells(surface, Uint32Array.of(0, 8, 9), Float64Array.of(4, 3, 1))
    expect([...surface.losses]).toEqual([4, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 3])
    expect(knownCells(surface)).toBe(2)
  })

  it('grows its path at the end and replaces steps that came again', () => {
    const surface = surfaceOf(plane, 'a')
    expect(growPath(surface, []).path).toBe(surface.path)
    const grown = growPath(surface, [point(5, 2.5), point(8)])
    expect(grown.path.map(({ step, loss }) => [step, loss])).toEqual([
      [0, 3],
      [5, 2.5],
      [8, 3]
    ])
    expect(grown.losses).toBe(surface.losses)
  })

  it('knows its own square', () => {
    expect(within(plane, { alpha: 1, beta: -2 })).toBe(true)
    expect(within(plane, { alpha: 1.001, beta: 0 })).toBe(false)
  })
})
