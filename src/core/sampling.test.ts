import { describe, expect, test } from 'vitest'
import { createRandom } from './random/random'
import { PythonRandom } from './random/python'
import { chooseToken, logSoftmax, tokenWeights } from './sampling'

const all = { temperature: 1, top_k: 0, top_p: 1 }
const log = (...probabilities: number[]): number[] => probabilities.map(Math.log)

/** Which tokens can be drawn at all. */
const kept = (logits: number[], settings: Partial<typeof all>): number[] =>
  [...tokenWeights(logits, { ...all, ...settings }).entries()].filter(([, w]) => w > 0).map(([id]) => id)

describe('chooseToken', () => {
  test('temperature 0 takes the likeliest, the lowest id among equals, and draws nothing', () => {
    const never = (): number => {
      throw new Error('drew a number')
    }
    expect(chooseToken([1, 5, 5, 2], { ...all, temperature: 0 }, never)).toBe(1)
    expect(chooseToken([-Infinity, -900, -1000], { ...all, temperature: 0 }, never)).toBe(1)
  })

  test('one uniform number picks by cumulative weight in the order of the ids', () => {
    const logits = log(0.25, 0.5, 0.25)
    const pick = (u: number): number => chooseToken(logits, all, () => u)
    expect([0, 0.24, 0.26, 0.74, 0.76, 1 - 2 ** -53].map(pick)).toEqual([0, 0, 1, 1, 2, 2])
  })

  test('never picks a token without weight, not even at the very end', () => {
    const logits = [...log(0.5, 0.5), -Infinity]
    expect(chooseToken(logits, all, () => 1 - 2 ** -53)).toBe(1)
    expect(chooseToken([-Infinity, ...log(0.5, 0.5)], all, () => 0)).toBe(1)
  })

  test('draws in proportion to the softmax at this temperature', () => {
    const random = createRandom(1)
    const counts = [0, 0, 0]
    // At temperature 0.5 probabilities are squared: 1 : 4 : 16.
    for (let i = 0; i < 21_000; i++) {
      counts[chooseToken(log(1, 2, 4), { ...all, temperature: 0.5 }, () => random.uniform())]!++
    }
    for (const [i, expected] of [1000, 4000, 16_000].entries()) {
      expect(Math.abs(counts[i]! - expected)).toBeLessThan(5 * Math.sqrt(expected))
    }
  })

  test("agrees with CPython's choices on the same stream", () => {
    const [ours, theirs] = [new PythonRandom(3), new PythonRandom(3)]
    const logits = [0.3, -1.2, 2, 0, 1.5, -0.7]
    for (let i = 0; i < 2000; i++) {
      const probabilities = logSoftmax(logits.map((x) => x / 0.5)).map(Math.exp)
      expect(chooseToken(logits, { ...all, temperature: 0.5 }, () => ours.random())).toBe(
        theirs.choices(probabilities)
      )
    }
  })

  test('refuses logits that are not numbers', () => {
    expect(() => chooseToken([1, NaN, 2], all, () => 0.5)).toThrow('model-not-finite')
    expect(() => chooseToken([NaN, NaN], { ...all, temperature: 0 }, () => 0.5)).toThrow('model-not-finite')
    expect(() => chooseToken([-Infinity, -Infinity], all, () => 0.5)).toThrow('model-not-finite')
  })
})

describe('tokenWeights', () => {
  test('top-k keeps the k likeliest, lower ids first among equals', () => {
    const logits = [1, 3, 2, 3, 2]
    expect(kept(logits, { top_k: 1 })).toEqual([1])
    expect(kept(logits, { top_k: 2 })).toEqual([1, 3])
    expect(kept(logits, { top_k: 3 })).toEqual([1, 2, 3])
    expect(kept(logits, { top_k: 99 })).toEqual([0, 1, 2, 3, 4])
  })

  test('top-p keeps the likeliest until the share is reached, always at least one', () => {
    const logits = log(0.125, 0.5, 0.125, 0.25)
    expect(kept(logits, { top_p: 0 })).toEqual([1])
    expect(kept(logits, { top_p: 0.5 })).toEqual([1])
    expect(kept(logits, { top_p: 0.51 })).toEqual([1, 3])
    expect(kept(logits, { top_p: 0.8 })).toEqual([0, 1, 3])
    expect(kept(logits, { top_p: 1 })).toEqual([0, 1, 2, 3])
  })

  test('top-p counts shares of what temperature and top-k have left', () => {
    const logits = log(0.4, 0.2, 0.2, 0.2)
    // Of the two that top-k leaves, the first holds two thirds.
    expect(kept(logits, { top_k: 2, top_p: 0.65 })).toEqual([0])
    expect(kept(logits, { top_p: 0.65 })).toEqual([0, 1, 2])
    // At temperature 0.5 the first holds 16 of 28 parts instead of 4 of 10.
    expect(kept(logits, { temperature: 0.5, top_p: 0.5 })).toEqual([0])
  })
})

test('logSoftmax is stable, sums to one and fills the array it is given', () => {
  const out = new Float64Array(3)
  expect(logSoftmax([1000, 1001, 999], out)).toBe(out)
  expect(out.reduce((sum, x) => sum + Math.exp(x), 0)).toBeCloseTo(1, 14)
  expect(out[1]! - out[0]!).toBeCloseTo(1, 12)
  expect([...logSoftmax([0, 0])]).toEqual([-Math.LN2, -Math.LN2])
  expect(logSoftmax([0, -Infinity])[1]).toBe(-Infinity)
})

test('min-p keeps what is at least that share as likely as the likeliest', () => {
  const logits = log(0.5, 0.3, 0.15, 0.05)
  const keptBy = (min_p: number): number[] =>
    [...tokenWeights(logits, { ...all, min_p }).entries()].filter(([, w]) => w > 0).map(([id]) => id)
  expect(keptBy(0)).toEqual([0, 1, 2, 3])
  expect(keptBy(0.2)).toEqual([0, 1, 2])
  expect(keptBy(0.59)).toEqual([0, 1])
  expect(keptBy(1)).toEqual([0])
})
