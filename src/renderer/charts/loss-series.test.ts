/* A series grows by reports, takes steps back, leaves holes, and smooths the same either way. */
import { expect, test } from 'vitest'
import { appendBoth, LossSeries } from './loss-series'

const losses = Array.from({ length: 5000 }, (_, i) => 3.3 - Math.log1p(i) * 0.1 + Math.cos(i * 7) * 0.2)

test('in one report or in many: the same numbers', () => {
  const whole = new LossSeries(5000)
  whole.append(1, losses)
  const parts = new LossSeries(5000)
  for (let at = 0; at < losses.length; at += 37) parts.append(at + 1, losses.slice(at, at + 37))
  for (let step = 1; step <= 5000; step++) {
    expect(parts.train(step)).toBe(losses[step - 1])
    expect(parts.smooth(step)).toBe(whole.smooth(step))
  }
  expect(parts.last).toBe(5000)
})

test('going on from an earlier checkpoint replaces what followed', () => {
  const series = new LossSeries(100)
  series.append(
    1,
    [4, 3, 2, 1],
    [
      { step: 2, loss: 3.1 },
      { step: 4, loss: 1.5 }
    ]
  )
  const { version, rewinds } = series
  series.append(3, [9], [{ step: 3, loss: 2.5 }])
  const direct = new LossSeries(100)
  direct.append(1, [4, 3, 9])
  expect(series.last).toBe(3)
  expect(series.smooth(3)).toBe(direct.smooth(3))
  expect(series.val).toEqual([
    { step: 2, loss: 3.1 },
    { step: 3, loss: 2.5 }
  ])
  expect(series.version).toBeGreaterThan(version)
  expect(series.rewinds).toBe(rewinds + 1)
})

test('a run opened at a later step has a hole, not zeros', () => {
  const series = new LossSeries(100)
  series.append(11, [2, 2])
  expect(series.train(10)).toBeNaN()
  expect(series.smooth(5)).toBeNaN()
  expect(series.smooth(12)).toBe(2)
  expect(series.train(13)).toBeNaN()
})

test('the held-out value in force at a step', () => {
  const series = new LossSeries(100)
  expect(series.valAt(50)).toBeNull()
  series.append(
    1,
    [3],
    [
      { step: 10, loss: 3 },
      { step: 20, loss: 2 }
    ]
  )
  expect(series.valAt(9)).toBeNull()
  expect(series.valAt(10)?.loss).toBe(3)
  expect(series.valAt(99)?.loss).toBe(2)
})

test('losses per token stand beside the same per character', () => {
  const [characters, tokens] = [new LossSeries(10), new LossSeries(10)]
  // Tokens of two characters: half the loss for each.
  appendBoth(characters, tokens, 1, {
    train: Float64Array.of(4, 2),
    bits: Float64Array.of(2 / Math.LN2, 1 / Math.LN2),
    val: [
      { step: 1, loss: 3, bits: 1.5 / Math.LN2 },
      { step: 2, loss: 2 }
    ]
  })
  expect([tokens.train(1), tokens.train(2)]).toEqual([4, 2])
  expect(characters.train(1)).toBeCloseTo(2, 12)
  expect(characters.train(2)).toBeCloseTo(1, 12)
  expect(characters.val[0]?.loss).toBeCloseTo(1.5, 12)
  // Written by a version that told no bits: each token was one character.
  expect(characters.val[1]?.loss).toBeCloseTo(2, 12)
  expect(tokens.val.map(({ loss }) => loss)).toEqual([3, 2])
})
