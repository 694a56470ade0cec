import { describe, expect, it } from 'vitest'
import { valley } from '../../core/landscape-export/surface.fixtures'
import { fateOf, suitingRate, type BallPoint } from './fate'

const surface = valley(21)
const low = Math.min(...surface.losses)
const still = (loss: number, n = 41): BallPoint[] =>
  Array.from({ length: n }, (_, i) => ({ alpha: 1 + 0.5 ** i, beta: 0, loss: loss + 0.5 ** i }))

describe('the fate of a ball', () => {
  it('is the lowest ground, or how far above it', () => {
    expect(fateOf(surface, still(low + 0.001), 40)).toMatchObject({ kind: 'lowest', steps: 40 })
    const stopped = fateOf(surface, still(low + 0.2), 40)
    expect(stopped.kind).toBe('stopped')
    expect(stopped.above).toBeCloseTo(0.2, 6)
  })

  it('is never below zero above the lowest: the grid may miss the very bottom', () => {
    expect(fateOf(surface, still(low - 0.01), 40)).toMatchObject({ kind: 'lowest', above: 0 })
  })

  it('tells a ball that still moves from one that lies still', () => {
    const rolling = Array.from({ length: 41 }, (_, i) => ({ alpha: -4 + i / 10, beta: 0, loss: 3 }))
    expect(fateOf(surface, rolling, 40).kind).toBe('rolling')
  })

  it('tells who left the square, was stopped, or lost its loss', () => {
    expect(fateOf(surface, still(3, 12), 40).kind).toBe('left')
    expect(fateOf(surface, still(3, 12), 40, true).kind).toBe('cancelled')
    expect(fateOf(surface, [{ alpha: 0, beta: 0, loss: NaN }], 40).kind).toBe('lost')
    expect(fateOf(surface, [], 40).kind).toBe('lost')
  })
})

describe('a suiting learning rate', () => {
  it('moves about a hundredth of the side a step', () => {
    expect(suitingRate(surface, 'adam')).toBe(0.1)
    // Side 16, heights up to about 2 above the floor: slopes of about a quarter.
    const sgd = suitingRate(surface, 'sgd')
    expect(sgd * 0.25).toBeGreaterThan(0.16 / 5)
    expect(sgd * 0.25).toBeLessThan(0.16 * 5)
    expect(suitingRate(surface, 'momentum')).toBeLessThan(sgd)
  })
})
