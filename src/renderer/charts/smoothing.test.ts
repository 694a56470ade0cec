/* The moving average follows at first, is calm later and depends on nothing that comes after. */
import { expect, test } from 'vitest'
import { memoryFor, smoothed, smoothingWeight } from './smoothing'

function run(values: readonly number[], memory: number): number[] {
  const out: number[] = []
  values.forEach((value, i) => out.push(smoothed(out.at(-1) ?? NaN, value, i + 1, memory)))
  return out
}

test('begins at the first value and keeps a constant', () => {
  expect(run([2.5, 2.5, 2.5], 33)).toEqual([2.5, 2.5, 2.5])
})

test('by hand: the weights of the first steps are 1, 3/4, 3/5', () => {
  expect(run([4, 0, 5], 33)).toEqual([4, 1, 1 + 4 * 0.6])
})

test('settles at the memory: after one memory of zeros, 1/e of a step is left', () => {
  const memory = 50
  const values = [...Array<number>(2000).fill(1), ...Array<number>(memory).fill(0)]
  expect(run(values, memory).at(-1)).toBeCloseTo((1 - 1 / memory) ** memory, 12)
})

test('the memory grows with the run and the weight never falls below it', () => {
  expect(memoryFor(1000)).toBe(33)
  expect(memoryFor(1000, 1)).toBeCloseTo(1000 / 12, 9)
  expect(memoryFor(10_000, 8)).toBeCloseTo(10_000 / 120, 9)
  expect(memoryFor(4000, 8)).toBeCloseTo(66, 9)
  expect(memoryFor(1_000_000)).toBeCloseTo(8333.33, 1)
  expect(smoothingWeight(1_000_000, 33)).toBe(1 / 33)
})
