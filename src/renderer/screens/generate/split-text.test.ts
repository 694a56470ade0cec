import { expect, test } from 'vitest'
import { splitAt } from './split-text'

test('splits by code points, not by halves of characters', () => {
  expect(splitAt('a🏔bc', { start: 1, length: 2 })).toEqual(['a', '🏔b', 'c'])
  expect(splitAt('abc', { start: 0, length: 3 })).toEqual(['', 'abc', ''])
  expect(splitAt('abc', { start: 1, length: 0 })).toEqual(['abc', '', ''])
  expect(splitAt('abc', null)).toEqual(['abc', '', ''])
})
