import { describe, expect, it } from 'vitest'
import type { PathPoint } from '#core/landscape'
import { groundSentence } from '../catalogue/landscape'
import { countHollows, elongation, factsOf, steepPart } from './summary'
import { groundOf } from './testing.fixtures'

const way = (losses: readonly (readonly [number, number])[]): PathPoint[] =>
  losses.map(([step, loss]) => ({ step, alpha: 0, beta: 0, loss, residual: 0 }))
const descent = way([
  [0, 3.36],
  [20, 3.1],
  [100, 2.3],
  [400, 2.2],
  [1040, 2.1],
  [1840, 2.05]
])

describe('the shape of the ground', () => {
  const shape = (loss: (a: number, b: number) => number) => factsOf(groundOf(41, loss))!.shape

  it('is a bowl, a valley, a slope, level, or uneven', () => {
    expect(shape((a, b) => a * a + b * b)).toBe('bowl')
    expect(shape((a, b) => 0.1 * a * a + 2 * (b - a / 4) ** 2)).toBe('valley')
    expect(shape((a, b) => a + 0.2 * b)).toBe('slope')
    expect(shape((a) => 2 + 0.001 * a)).toBe('level')
    expect(shape((a, b) => (a * a - 0.4) ** 2 + b * b)).toBe('hollows')
  })

  it('counts hollows by how deep they are', () => {
    const { losses } = groundOf(41, (a, b) => (a * a - 0.25) ** 2 + b * b)
    // The two floors are 0.0625 below the pass between them.
    expect(countHollows(losses, 41, 0.05)).toBe(2)
    expect(countHollows(losses, 41, 0.07)).toBe(1)
  })

  it('measures how much longer than wide low ground is, whichever way it lies', () => {
    const long = (angle: number): number => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)]
      const { losses } = groundOf(81, (a, b) => (a * c + b * s) ** 2 + 9 * (b * c - a * s) ** 2)
      return elongation(losses, 81, 0.3)
    }
    for (const angle of [0, 0.7, Math.PI / 2]) expect(long(angle)).toBeCloseTo(3, 0)
  })

  it('says nothing before there is anything', () => {
    expect(factsOf(groundOf(21, () => NaN))).toBeNull()
    expect(groundSentence(null)).toBe('The first heights are being computed.')
  })
})

describe('the path', () => {
  it('has a steep part where most of the descent took little time', () => {
    expect(steepPart(descent)).toBe(100)
    expect(
      steepPart(
        way([
          [0, 3],
          [10, 2.9],
          [20, 2.5],
          [30, 2]
        ])
      )
    ).toBeNull()
    expect(
      steepPart(
        way([
          [0, 2],
          [10, 2.01],
          [20, 2],
          [30, 2.02]
        ])
      )
    ).toBeNull()
  })
})

describe('the sentence', () => {
  it('tells shape, ends, steep part and share', () => {
    const surface = groundOf(41, (a, b) => 2.03 + 0.1 * a * a + 2.2 * b * b, descent)
    expect(groundSentence(factsOf(surface))).toBe(
      'A long valley, from 4.33 at the rim to 2.03 at its floor. The steep part took 100 steps; the rest of the way runs almost level. 96\u00a0% of the movement lies in this plane.'
    )
  })

  it('says how much is computed while it is not all', () => {
    const surface = groundOf(21, (a, b) => 2 + a * a + b * b)
    surface.losses.fill(NaN, 100)
    expect(groundSentence(factsOf(surface))).toContain('22\u00a0% of the points are computed.')
  })
})
