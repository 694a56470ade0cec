import { expect, test } from 'vitest'
import { hardestOf, heatOf } from './heat'

test('a bit a step, the last for all above', () => {
  expect([null, -0, 0, 0.99, 1, 5.99, 6, 40].map(heatOf)).toEqual([0, 0, 0, 0, 1, 5, 6, 6])
})

test('the token that cost most, none where none is predicted', () => {
  const tokens = [{ bits: null }, { bits: 1 }, { bits: 4 }, { bits: 3 }]
  expect(hardestOf(tokens)).toBe(tokens[2])
  expect(hardestOf([{ bits: null }])).toBeNull()
})
