import { expect, test } from 'vitest'
import { itemRows, packRows, windowRows } from './packing'
import { letters } from './testing.fixtures'

const tokenizer = letters('abcdef')

test('itemRows: start, item, end; an item that fills the block loses its end', () => {
  const rows = itemRows(['ab', 'abcd', 'abcdef', ''], tokenizer, 4)
  expect([...rows.lengths]).toEqual([3, 4, 4, 1])
  const row = (i: number): number[] => [
    ...rows.ids.subarray(rows.starts[i], rows.starts[i]! + rows.lengths[i]! + 1)
  ]
  expect([0, 1, 2, 3].map(row)).toEqual([
    [6, 0, 1, 6],
    [6, 0, 1, 2, 3],
    [6, 0, 1, 2, 3],
    [6, 6]
  ])
})

test('windowRows: every token but the first is predicted once', () => {
  for (const [length, lengths] of [
    [0, []],
    [1, []],
    [2, [1]],
    [5, [4]],
    [6, [4, 1]],
    [9, [4, 4]]
  ] as const) {
    const ids = Int32Array.from({ length }, (_, i) => i)
    const rows = windowRows(ids, 4)
    expect([...rows.lengths]).toEqual(lengths)
    const batch = packRows(rows, [...rows.starts.keys()])
    const predicted = [...batch.targets].filter((id) => id >= 0)
    expect(predicted).toEqual([...ids].slice(1))
  }
})

test('packRows pads inputs with 0 and targets with −1, to the longest of these rows', () => {
  const rows = itemRows(['abc', 'f', 'abcdef'], tokenizer, 6)
  const batch = packRows(rows, [1, 0])
  expect(batch).toEqual({
    rows: 2,
    length: 4,
    inputs: Int32Array.of(6, 5, 0, 0, 6, 0, 1, 2),
    targets: Int32Array.of(5, 6, -1, -1, 0, 1, 2, 6),
    lengths: Int32Array.of(2, 4)
  })
})
