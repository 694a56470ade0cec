/* Standing and crossings by hand, with the figures of the names. */
import { expect, test } from 'vitest'
import type { CountingLosses } from '#core/corpus-types'
import { crossingsOf, perToken, referencesOf, sayableStep, standingOf } from './crossings'

const names: CountingLosses = {
  uniform: 3.3,
  letters: 2.82,
  pairs: 2.45,
  triples: 2.22,
  fours: 2.1,
  onTraining: false
}
const references = referencesOf(names)

test('standing: beaten ones and the next', () => {
  expect(standingOf(references, 4)).toEqual({ beaten: [], next: references[0] })
  expect(standingOf(references, 2.164).beaten.map((r) => r.model)).toEqual([
    'uniform',
    'letters',
    'pairs',
    'triples'
  ])
  expect(standingOf(references, 2.164).next?.model).toBe('fours')
  expect(standingOf(references, 1.9).next).toBeNull()
})

test('an equal loss has not beaten it', () => {
  expect(standingOf(references, 2.1).next?.model).toBe('fours')
})

test('where memory hurts, the order is by loss', () => {
  const tiny = referencesOf({ ...names, fours: 2.6 })
  expect(tiny.map((r) => r.model)).toEqual(['uniform', 'letters', 'fours', 'pairs', 'triples'])
})

test('crossings lie on the straight line between two evaluations', () => {
  const points = [
    { step: 1, loss: 3.2 },
    { step: 100, loss: 2.6 },
    { step: 200, loss: 2.3 },
    { step: 300, loss: 2.35 },
    { step: 400, loss: 2.2 }
  ]
  const crossings = crossingsOf(points, references)
  expect(crossings.map((c) => c.model)).toEqual(['letters', 'pairs', 'triples'])
  expect(crossings[1]?.step).toBeCloseTo(150, 9)
  expect(crossings[2]?.step).toBeCloseTo(300 + (100 * 0.13) / 0.15, 9)
})

test('one evaluation is no crossing', () => {
  expect(crossingsOf([{ step: 100, loss: 2 }], references)).toEqual([])
  expect(crossingsOf([], references)).toEqual([])
})

test('a step is said no more exactly than it is known', () => {
  const at = (step: number, between: number) => sayableStep({ step, from: 0, to: between })
  expect(at(838.2, 100)).toBe(840)
  expect(at(838.2, 50)).toBe(840)
  expect(at(838.2, 5)).toBe(838)
  expect(at(12_345, 1000)).toBe(12_300)
  expect(at(0.4, 1)).toBe(1)
})

test('per token the counting models keep their distance to the held-out curve', () => {
  const scaled = perToken(references, [{ step: 5, loss: 2 }], [{ step: 5, loss: 5 }])
  expect(scaled).toEqual(references.map(({ model, loss }) => ({ model, loss: loss * 2.5 })))
  expect(perToken(references, [], [])).toEqual([])
  expect(perToken(references, [{ step: 5, loss: 2 }], [{ step: 4, loss: 5 }])).toEqual([])
})
