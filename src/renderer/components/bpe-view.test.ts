import { expect, test } from 'vitest'
import { bpeSteps } from '#core/tokenizer/bpe-steps'
import { bpeMoment } from './bpe-view'

test('abracadabra: single letters, then ab, then abr, then abra', () => {
  const trace = bpeSteps('abracadabra')
  const moments = [0, 1, 2, 3].map((step) => bpeMoment(trace, step))
  expect(moments.map(({ texts }) => texts.join(' '))).toEqual([
    'a b r a c a d a b r a',
    'ab r a c a d ab r a',
    'abr a c a d abr a',
    'abra c a d abra'
  ])
  expect(moments.map(({ vocabulary }) => vocabulary.join(' '))).toEqual([
    'a b c d r',
    'a b c d r ab',
    'a b c d r ab abr',
    'a b c d r ab abr abra'
  ])
  expect(trace.steps).toHaveLength(3)
  expect([...moments[0]!.next]).toEqual([0, 1, 7, 8])
  expect(moments[0]!.pairs[moments[0]!.chosen!]).toMatchObject({ text: 'ab', count: 2 })
  expect(moments[3]).toMatchObject({ chosen: null, next: new Set() })
})

test('a token belongs to one pair alone, and pieces are told apart', () => {
  const { next, begins, texts } = bpeMoment(bpeSteps('aaa aaa'), 0)
  expect(texts.join('')).toBe('aaa aaa')
  expect([...next]).toEqual([0, 1, 4, 5])
  expect([...begins]).toEqual([3])
})
