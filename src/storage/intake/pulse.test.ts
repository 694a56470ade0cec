import { expect, it } from 'vitest'
import { stillFor, STILL_MS } from './pulse'

it('one step over more bytes may take longer, up to two minutes, whatever a damaged file says', () => {
  expect(stillFor(0)).toBe(STILL_MS)
  expect(stillFor(5e6)).toBe(STILL_MS + 5000)
  for (const bytes of [-1, NaN, -Infinity]) expect(stillFor(bytes)).toBe(STILL_MS)
  for (const bytes of [2 ** 53, Infinity]) expect(stillFor(bytes)).toBe(120_000)
})
