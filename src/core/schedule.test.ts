import { expect, test } from 'vitest'
import { PRESETS } from './run-config'
import { learningRate } from './schedule'

const base = { learning_rate: 0.01, schedule: 'constant', warmup: 0, steps: 100 } as const

test('microgpt: 0.01 · (1 − step / 1000) with steps from 0', () => {
  for (let step = 0; step < 1000; step++) {
    expect(learningRate(PRESETS.microgpt, step + 1)).toBe(0.01 * (1 - step / 1000))
  }
})

test('constant is the full rate from the first step', () => {
  expect([1, 50, 100].map((step) => learningRate(base, step))).toEqual([0.01, 0.01, 0.01])
})

test('warm-up rises in equal parts and ends where the full rate begins', () => {
  const config = { ...base, warmup: 4 }
  const rates = [1, 2, 3, 4, 5, 6].map((step) => learningRate(config, step))
  expect(rates).toEqual([0.002, 0.004, 0.006, 0.008, 0.01, 0.01])
})

test('linear and cosine start full after the warm-up and never rise again', () => {
  for (const schedule of ['linear', 'cosine'] as const) {
    const config = { ...base, schedule, warmup: 10 }
    expect(learningRate(config, 11)).toBe(0.01)
    for (let step = 12; step <= 100; step++) {
      expect(learningRate(config, step)).toBeLessThan(learningRate(config, step - 1))
    }
  }
})

test('cosine stands half way down in the middle and ends just above a tenth', () => {
  const config = { ...base, schedule: 'cosine' } as const
  expect(learningRate(config, 51)).toBeCloseTo(0.0055, 12)
  expect(learningRate(config, 100)).toBeGreaterThan(0.001)
  expect(learningRate(config, 100)).toBeLessThan(0.00101)
})

test('steps past the last keep its rate; a warm-up as long as the run never divides by zero', () => {
  const config = { ...base, schedule: 'linear' } as const
  expect(learningRate(config, 500)).toBe(learningRate(config, 100))
  expect(learningRate({ ...config, warmup: 100 }, 101)).toBe(0.01)
})
