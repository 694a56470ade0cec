import { describe, expect, it } from 'vitest'
import { gapAt, leastNeeded } from './spacing'

describe('leastNeeded', () => {
  it('thins a path to one that is geometric early and even later', () => {
    const steps = Array.from({ length: 4001 }, (_, i) => i)
    while (steps.length > 24) steps.splice(leastNeeded(steps), 1)
    expect([steps[0], steps.at(-1)]).toEqual([0, 4000])
    // No gap is more than a few times what its place asks for, and none is wasted.
    for (let i = 1; i < steps.length; i++) {
      expect((steps[i]! - steps[i - 1]!) / gapAt(steps[i - 1]!, 4000)).toBeLessThan(2.5)
    }
    expect(steps.filter((step) => step <= 400).length).toBeGreaterThan(8)
    expect(steps.filter((step) => step > 400).length).toBeGreaterThan(8)
  })

  it('spares the ends and whatever is not free', () => {
    expect(leastNeeded([])).toBe(-1)
    expect(leastNeeded([5, 9])).toBe(-1)
    expect(leastNeeded([0, 100, 101, 102, 300], (i) => i !== 2)).not.toBe(2)
    expect(leastNeeded([0, 1, 2], () => false)).toBe(-1)
  })
})
