/* Columns: distinct, in order, from the first to the newest, denser at the beginning. */
import { expect, test } from 'vitest'
import { sampleColumns } from './sample-columns'

const sets = (...steps: number[]) => steps.map((step) => ({ step }))
const steps = (list: readonly { step: number }[]) => list.map(({ step }) => step)

test('few sets all stand', () => {
  expect(steps(sampleColumns(sets(1, 2), 5))).toEqual([1, 2])
  expect(sampleColumns([], 5)).toEqual([])
})

test('many: first, newest and an even growth between', () => {
  const all = sets(20, ...Array.from({ length: 18 }, (_, i) => 100 * (i + 1)), 1840)
  expect(steps(sampleColumns(all, 5))).toEqual([20, 100, 200, 600, 1840])
})

test('always as many distinct ones as asked, in order', () => {
  for (let n = 5; n < 60; n++) {
    const all = sets(...Array.from({ length: n }, (_, i) => 1000 + i))
    const chosen = steps(sampleColumns(all, 5))
    expect(chosen).toHaveLength(5)
    expect([chosen[0], chosen[4]]).toEqual([1000, 999 + n])
    expect(new Set(chosen).size).toBe(5)
    expect([...chosen].sort((a, b) => a - b)).toEqual(chosen)
  }
})
