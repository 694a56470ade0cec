import { expect, it } from 'vitest'
import type { AttentionReport, InsideModel, LensReport } from '#core/inside'
import { answerOf, bestHead, rowOf } from './looking-back'

const model = { tokens: ['a', 'b', 'c'], shape: { heads: 2, width: 8 } } as unknown as InsideModel
/** One layer, two heads, two tokens: the first head's last row is (0.9, 0.1), the second's (0.2, 0.8). */
const report = {
  ids: Int32Array.of(2, 0),
  layers: [
    {
      scores: Float32Array.of(0, -Infinity, 3, 1, 0, -Infinity, 1, 2),
      attention: Float32Array.of(1, 0, 0.9, 0.1, 1, 0, 0.2, 0.8)
    }
  ]
} as unknown as AttentionReport

it('reads what the last token sees', () => {
  const rows = rowOf(model, report, 0, 0)
  expect(rows.map(({ text }) => text)).toEqual(['c', 'a'])
  // √D = √(8 / 2) = 2.
  expect(rows.map(({ dot, score }) => [dot, score])).toEqual([
    [6, 3],
    [2, 1]
  ])
  expect(rows[0]?.share).toBeCloseTo(0.9, 6)
  expect(rowOf(model, report, 5, 0)).toEqual([])
})

it('finds the head that looks back hardest, itself not counted', () => {
  expect(bestHead(model, report)).toBe(0)
})

it('reads the answer from the last layer at the last position', () => {
  const best = Int32Array.of(0, 0, 0, 1)
  const lens = { rows: 2, ids: report.ids, best, probability: Float32Array.of(0, 0, 0, 0.75) }
  expect(answerOf(model, lens as unknown as LensReport)).toEqual({ text: 'b', share: 0.75 })
})
