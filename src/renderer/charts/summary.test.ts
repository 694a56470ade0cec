/* The sentence says what the numbers say: before, during, without a held-out part, in bits. */
import { expect, test } from 'vitest'
import { referencesOf } from './crossings'
import { LossSeries } from './loss-series'
import { summaryOf } from './summary'
import type { LossChartFormat, LossChartWords } from './words'

const references = referencesOf({
  uniform: 3.3,
  letters: 2.82,
  pairs: 2.45,
  triples: 2.22,
  fours: 2.1,
  onTraining: false
})
const format: LossChartFormat = { loss: (value, decimals) => value.toFixed(decimals), step: String }
const name = (text: string) => text
const words: LossChartWords = {
  models: { uniform: 'uniform', letters: 'letters', pairs: 'pairs', triples: 'triples', fours: 'fours' },
  training: 'training',
  heldOut: 'held-out',
  steps: 'steps',
  empty: '',
  step: name,
  beatAt: name,
  beaten: name,
  summary: () => ''
}

test('before the first step', () => {
  const summary = summaryOf(new LossSeries(10), references, 1, words, format)
  expect(summary).toMatchObject({ step: null, beaten: [], next: { model: 'uniform', loss: '3.30' } })
})

test('with a held-out part', () => {
  const series = new LossSeries(4000)
  series.append(1, new Float64Array(1840).fill(2.2), [
    { step: 1, loss: 3.36 },
    { step: 1840, loss: 2.164 }
  ])
  expect(summaryOf(series, references, 1, words, format)).toEqual({
    step: '1840',
    curve: 'heldOut',
    from: '3.36',
    to: '2.164',
    fell: true,
    beaten: ['uniform', 'letters', 'pairs', 'triples'],
    next: { model: 'fours', loss: '2.10' }
  })
})

test('without one the training loss speaks, and a rise is not called a fall', () => {
  const series = new LossSeries(100)
  series.append(1, [2, 3, 3, 3])
  expect(summaryOf(series, references, 1, words, format)).toMatchObject({
    curve: 'training',
    from: '2.00',
    fell: false
  })
})

test('in bits every loss is divided by ln 2', () => {
  const series = new LossSeries(100)
  series.append(1, [2.5], [{ step: 1, loss: Math.LN2 * 3 }])
  const summary = summaryOf(series, references, 1 / Math.LN2, words, format)
  expect(summary.to).toBe('3.000')
  expect(summary.next).toBeNull()
})
