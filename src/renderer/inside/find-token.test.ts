/* Which tokens are offered for what is typed. */

import { expect, test } from 'vitest'
import { findTokens, OFFERED } from './find-token'

const TOKENS = ['a', 'cat', ' The', ' the', ' cat', ' there', 'other', '\n']

test('the token itself, then beginnings, then what holds it, each by id', () => {
  expect(findTokens(TOKENS, 'the')).toEqual([2, 3, 5, 6])
  expect(findTokens(TOKENS, 'CAT')).toEqual([1, 4])
  expect(findTokens(TOKENS, '\u2423c')).toEqual([4])
  expect(findTokens(TOKENS, 'zebra')).toEqual([])
})

test('nothing typed offers the first, and never more than a list can hold', () => {
  expect(findTokens(TOKENS, '')).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  const many = Array.from({ length: 200 }, (_, i) => `x${i}`)
  expect(findTokens(many, '')).toHaveLength(OFFERED)
  expect(findTokens(many, 'x')).toHaveLength(OFFERED)
})
