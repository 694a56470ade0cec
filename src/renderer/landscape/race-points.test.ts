import { describe, expect, it } from 'vitest'
import { decimate } from './race-points'

describe('points of a race curve', () => {
  it('are all of a short one', () => expect(decimate([3, 2, 1], 400)).toEqual([0, 1, 2]))

  it('are evenly spread over a long one, with both ends', () => {
    const kept = decimate(new Array<number>(10_001).fill(1), 101)
    expect(kept).toHaveLength(101)
    expect([kept[0], kept[1], kept.at(-1)]).toEqual([0, 100, 10_000])
  })
})
