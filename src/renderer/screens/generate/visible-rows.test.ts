/* Drawn rows and the spaces beside them always add up to the whole list, and cover the window. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleRows } from './visible-rows'

test('a short list is drawn whole', () => {
  expect(visibleRows(5, 33, 0, 600)).toEqual({ from: 0, to: 5, before: 0, after: 0 })
})

test('in the middle of a long one', () => {
  expect(visibleRows(10_000, 33, 3300, 660)).toEqual({
    from: 88,
    to: 132,
    before: 88 * 33,
    after: (10_000 - 132) * 33
  })
})

test('adds up and covers the window wherever it is scrolled', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(200_000), fc.nat(2000), (count, scrolled, window) => {
      const { from, to, before, after } = visibleRows(count, 33, scrolled, window)
      expect(before + (to - from) * 33 + after).toBe(count * 33)
      const first = Math.min(count, Math.floor(scrolled / 33))
      const last = Math.min(count, Math.ceil((scrolled + window) / 33))
      expect(from).toBeLessThanOrEqual(first)
      expect(to).toBeGreaterThanOrEqual(last)
    })
  )
})
