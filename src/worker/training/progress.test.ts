import { describe, expect, test } from 'vitest'
import { Progress } from './progress'
import type { StepNumbers } from './progress'

describe('Progress', () => {
  test('hands out every loss once, with the number of its first step', () => {
    const progress = new Progress(10, Infinity, 0)
    progress.add(Float64Array.of(3, 2), Float64Array.of(4, 3))
    progress.addVal(12, 2.5, 3.5)
    expect(progress.report(1000, 40, 30)).toEqual({
      first: 11,
      train: Float64Array.of(3, 2),
      bits: Float64Array.of(4, 3),
      val: [{ step: 12, loss: 2.5, bits: 3.5, best: true }],
      seconds: 1,
      stepsPerSecond: 2,
      tokensPerSecond: 40,
      secondsLeft: 9
    })
    expect(progress.report(1100, 40, 30)).toBeNull()
    progress.add(Float64Array.of(1))
    expect(progress.report(1250, 50, 30)).toMatchObject({
      ...{ first: 13, train: Float64Array.of(1), val: [], seconds: 0.25 }
    })
  })

  test('a loss that is not finite is named by its step; those before it are still reported', () => {
    for (const bad of [NaN, Infinity]) {
      const progress = new Progress(4, Infinity, 0)
      try {
        progress.add(Float64Array.of(3, 2, bad, 1))
        expect.unreachable()
      } catch (error) {
        expect(error).toMatchObject({ error: { code: 'loss-not-finite', detail: { step: 7 } } })
      }
      expect(progress.report(1, 0, 100)).toMatchObject({ first: 5, train: Float64Array.of(3, 2) })
      expect(() => progress.addVal(7, bad)).toThrow('loss-not-finite')
    }
  })

  test('knows the best held-out loss, the one it began with included', () => {
    const progress = new Progress(0, 2, 0)
    expect([2.1, 2, 1.9, 1.95, 1.8].map((loss, i) => progress.addVal(i, loss))).toEqual([
      false,
      false,
      true,
      false,
      true
    ])
  })

  test('is due by the clock', () => {
    const progress = new Progress(0, Infinity, 100)
    expect(progress.due(349)).toBe(false)
    expect(progress.due(350)).toBe(true)
    progress.report(350, 0, 10)
    expect(progress.due(599)).toBe(false)
  })

  test('measures speed over the last five seconds', () => {
    const progress = new Progress(0, Infinity, 0)
    let last: StepNumbers | null = null
    for (let second = 1; second <= 20; second++) {
      progress.add(new Float64Array(second <= 10 ? 100 : 10))
      last = progress.report(second * 1000, 0, 2000)
    }
    expect(last?.stepsPerSecond).toBe(10)
    expect(last?.secondsLeft).toBe(90)
  })

  test('knows nothing of another engine’s speed', () => {
    const progress = new Progress(0, Infinity, 0)
    progress.add(new Float64Array(100))
    progress.report(1000, 400, 1000)
    progress.restartClock(1500, 400)
    progress.add(new Float64Array(10))
    expect(progress.report(2500, 440, 1000)).toMatchObject({ stepsPerSecond: 10, tokensPerSecond: 40 })
  })
})
