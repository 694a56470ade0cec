/* The table shows what was measured, is never endless and never leaves the last step out. */
import { expect, test } from 'vitest'
import { referencesOf } from './crossings'
import { lossRows, modelRows, thinned } from './loss-rows'
import { LossSeries } from './loss-series'

test('one row per evaluation, and the present step', () => {
  const series = new LossSeries(100)
  series.append(1, new Float64Array(25).fill(2), [
    { step: 10, loss: 3 },
    { step: 20, loss: 2.5 }
  ])
  expect(lossRows(series)).toEqual([
    { step: 10, training: 2, heldOut: 3 },
    { step: 20, training: 2, heldOut: 2.5 },
    { step: 25, training: 2, heldOut: null }
  ])
})

test('without evaluations: even stretches', () => {
  const series = new LossSeries(1000)
  series.append(1, new Float64Array(990).fill(2))
  const steps = lossRows(series).map(({ step }) => step)
  expect(steps.slice(0, 3)).toEqual([20, 40, 60])
  expect(steps.at(-1)).toBe(990)
})

test('thinning keeps the ends', () => {
  const some = thinned(
    Array.from({ length: 1000 }, (_, i) => i),
    200
  )
  expect([some.length, some[0], some.at(-1)]).toEqual([200, 0, 999])
})

test('models: beaten, beaten unseen, ahead', () => {
  const counting = { uniform: 3, letters: 2.5, pairs: 2, triples: 1.5, fours: 1, onTraining: false }
  const series = new LossSeries(100)
  series.append(
    1,
    [3],
    [
      { step: 10, loss: 2.75 },
      { step: 20, loss: 2.25 }
    ]
  )
  expect(modelRows(series, referencesOf(counting)).map(({ crossed, beaten }) => [crossed, beaten])).toEqual([
    [null, true],
    [15, true],
    [null, false],
    [null, false],
    [null, false]
  ])
})
