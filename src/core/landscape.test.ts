import { describe, expect, it } from 'vitest'
import { GRID, gridLevels } from './landscape'

describe('gridLevels', () => {
  it.each([3, 5, GRID.min, 39, GRID.usual, 101, GRID.max])(
    'of %i points begin with a handful, grow, and end with all',
    (n) => {
      const levels = gridLevels(n)
      expect(levels[0]!.length).toBeLessThanOrEqual(5)
      for (const [k, level] of levels.entries()) {
        expect(level).toEqual([...new Set(level)].sort((a, b) => a - b))
        for (const index of [0, (n - 1) / 2, n - 1]) expect(level).toContain(index)
        if (k > 0) expect(level).toEqual(expect.arrayContaining([...levels[k - 1]!]))
        if (k > 0) expect(level.length).toBeGreaterThan(levels[k - 1]!.length)
      }
      expect(levels.at(-1)).toEqual(Array.from({ length: n }, (_, i) => i))
    }
  )
})
