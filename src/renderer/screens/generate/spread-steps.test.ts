import { expect, test } from 'vitest'
import { spread } from './spread-steps'

test('spreads steps evenly and keeps the ends', () => {
  expect(spread([1, 2, 3], 5)).toEqual([1, 2, 3])
  expect(spread([1, 2, 4, 8, 16, 32, 64], 3)).toEqual([1, 8, 64])
  expect(spread([0, 5], 2)).toEqual([0, 5])
})
