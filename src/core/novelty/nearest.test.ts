import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NearestLine } from './nearest'

/** Levenshtein's recurrence, written down as it is. */
function distanceOf(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length
  const [x, ...as] = a
  const [y, ...bs] = b
  if (x === y) return distanceOf(as, bs)
  return 1 + Math.min(distanceOf(as, bs), distanceOf(as, b), distanceOf(a, bs))
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '😀'), maxLength: 5 })

describe('nearest line', () => {
  it('is as near as the nearest by the naive recurrence, and the first of those', () => {
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 12 }), (text, lines) => {
        const distances = [...new Set(lines)].sort().map((line) => ({
          line,
          distance: distanceOf([...line], [...text])
        }))
        const least = Math.min(...distances.map(({ distance }) => distance))
        expect(new NearestLine(lines).find(text)).toEqual(
          distances.find(({ distance }) => distance === least)
        )
      }),
      { numRuns: 2000 }
    )
  })

  it('finds nothing beyond the limit, and what lies on it', () => {
    const lines = new NearestLine(['anna', 'otto'])
    expect(lines.find('annika', 1)).toBeNull()
    expect(lines.find('annika', 2)).toEqual({ line: 'anna', distance: 2 })
    expect(lines.find('otto', 0)).toEqual({ line: 'otto', distance: 0 })
    expect(lines.find('ott', 0)).toBeNull()
  })

  it('has nothing to say about an empty list', () => {
    expect(new NearestLine([]).find('anna')).toBeNull()
  })

  it('measures the distance to an empty line and from an empty text', () => {
    expect(new NearestLine(['']).find('abc')).toEqual({ line: '', distance: 3 })
    expect(new NearestLine(['abc']).find('')).toEqual({ line: 'abc', distance: 3 })
  })
})
