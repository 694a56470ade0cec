import { describe, expect, test } from 'vitest'
import { Pace, SUBMISSION_MS } from './pace'

describe('pace', () => {
  test('comes to hold as much as was done in the time allowed', () => {
    const pace = new Pace(1)
    for (let step = 0; step < 20; step++) pace.learn(50_000, step * 100, step * 100 + 100)
    expect(pace.budget).toBeCloseTo(500 * SUBMISSION_MS, -1)
  })

  test('counts from the end of the work before, and not the time the card stood idle', () => {
    const [queued, idle] = [new Pace(10), new Pace(10)]
    queued.learn(1000, 0, 100)
    queued.learn(1000, 5, 200)
    idle.learn(1000, 0, 100)
    idle.learn(1000, 60_000, 60_100)
    expect([queued.budget, idle.budget]).toEqual([10 * SUBMISSION_MS, 10 * SUBMISSION_MS])
  })

  test('does not take steps that are reported together for fast ones', () => {
    const pace = new Pace(10)
    pace.learn(1000, 0, 100)
    pace.learn(1000, 1, 100)
    expect(pace.budget).toBe(10 * SUBMISSION_MS)
  })
})
