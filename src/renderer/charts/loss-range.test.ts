/* Round axes that hold what they must, for names, running text and a run gone wrong. */
import { expect, test } from 'vitest'
import { logStepTicks, lossRange, roundStep, stepTicks, ticksOf } from './loss-range'

const names = [3.3, 2.82, 2.45, 2.22, 2.1]

test('round steps', () => {
  expect([0.012, 0.2, 0.21, 3, 500].map(roundStep)).toEqual([0.02, 0.2, 0.5, 5, 500])
})

test('before the first step: the counting models alone', () => {
  const range = lossRange(names, null, 8)
  expect(range).toEqual({ min: 2, max: 3.4, tick: 0.2 })
  expect(ticksOf(range)).toEqual([2, 2.2, 2.4, 2.6, 2.8, 3, 3.2, 3.4])
})

test('the curve widens it downwards as far as it goes, upwards up to a bound', () => {
  expect(lossRange(names, { min: 1.7, max: 3.36 }, 8).min).toBeLessThan(1.7)
  expect(lossRange(names, { min: 2.2, max: 30 }, 8).max).toBeLessThan(5.5)
  expect(lossRange(names, { min: 2.2, max: 3.6 }, 8).max).toBe(3.6)
  expect(lossRange(names, { min: 2.2, max: 3.61 }, 8).max).toBe(3.8)
})

test('never below zero, never empty, sensible with nothing', () => {
  expect(lossRange([0.1, 0.01], { min: 0, max: 0.1 }, 5).min).toBe(0)
  const flat = lossRange([], { min: 2, max: 2 }, 5)
  expect(flat.max).toBeGreaterThan(flat.min)
  expect(lossRange([], null, 5)).toEqual({ min: 0, max: 4, tick: 1 })
})

test('step ticks end at the last step and keep their distance', () => {
  expect(stepTicks(4000, 720, 80)).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000])
  expect(stepTicks(1, 720, 80)).toEqual([0, 1])
  const odd = stepTicks(4321, 720, 80)
  expect(odd.at(-1)).toBe(4321)
  expect(odd.at(-2)).toBe(4000)
})

test('logarithmic step ticks', () => {
  expect(logStepTicks(4000, 720, 50)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000])
  expect(logStepTicks(1_000_000, 300, 50)).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000])
  expect(logStepTicks(1, 300, 50)).toEqual([1])
})
