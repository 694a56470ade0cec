import { describe, expect, it } from 'vitest'
import { bins } from './histogram-bins'

describe('bins', () => {
  it('gives one bar per number where they fit, without the empty ends', () => {
    expect(bins([0, 0, 3, 0, 5, 0], 10)).toEqual([
      { from: 2, to: 2, count: 3 },
      { from: 3, to: 3, count: 0 },
      { from: 4, to: 4, count: 5 }
    ])
  })
  it('groups evenly where they do not, losing none', () => {
    const counts = Array.from({ length: 101 }, (_, i) => i)
    const bars = bins(counts, 20)
    expect(bars.length).toBeLessThanOrEqual(20)
    expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(5050)
    expect(bars.at(-1)!.to).toBe(100)
  })
  it('has nothing to show for nothing', () => expect(bins([0, 0], 5)).toEqual([]))
})
