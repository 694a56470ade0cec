import { expect, test } from 'vitest'
import { partsOf } from './parts'

test('several texts apart by spaces and commas, none empty, none twice', () => {
  expect(partsOf('')).toEqual([])
  expect(partsOf('  an, n  an,,x ')).toEqual(['an', 'n', 'x'])
})
