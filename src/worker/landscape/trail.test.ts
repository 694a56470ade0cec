import { describe, expect, test } from 'vitest'
import { Trail } from './trail'

const walk = (steps: number, total = 10): Trail => {
  const trail = new Trail(total)
  for (let step = 0; step <= steps; step++) if (trail.due(step, steps)) trail.add(step, Float32Array.of(step))
  return trail
}
const stepsOf = (trail: Trail): number[] => trail.points.map(({ step }) => step)

describe('Trail', () => {
  test.each([1, 10, 300, 4000, 50_000])('of %i steps: both ends, dense early, never too many', (steps) => {
    const kept = stepsOf(walk(steps))
    expect([kept[0], kept.at(-1)]).toEqual([0, steps])
    expect(kept.length).toBeLessThanOrEqual(96)
    expect(kept.length).toBeGreaterThan(Math.min(steps, 60))
    const half = kept.filter((step) => step < steps / 4).length
    expect(half).toBeGreaterThanOrEqual(Math.min(kept.length, kept.length * 0.3) - 1)
  })

  test('takes less of large models, and a few at least', () => {
    expect(stepsOf(walk(4000, 800_000)).length).toBeLessThanOrEqual(41)
    const few = stepsOf(walk(500, 50_000_000))
    expect(few).toHaveLength(4)
    expect([few[0], few.at(-1)]).toEqual([0, 500])
  })

  test('goes on beyond a planned end, goes back, and tells of every point once', () => {
    const trail = walk(100)
    const heard: number[] = []
    const stop = trail.listen(({ step }) => heard.push(step))
    for (let step = 101; step <= 200; step++) if (trail.due(step, 200)) trail.add(step, Float32Array.of(step))
    expect(heard.at(-1)).toBe(200)
    expect(stepsOf(trail)).toEqual([...stepsOf(trail)].sort((a, b) => a - b))
    trail.goBackTo(150)
    expect(stepsOf(trail).at(-1)).toBeLessThanOrEqual(150)
    trail.add(150, Float32Array.of(0))
    trail.add(150, Float32Array.of(1))
    expect(trail.points.filter(({ step }) => step === 150)).toHaveLength(1)
    stop()
    trail.add(161, Float32Array.of(1))
    expect(heard).toEqual([...new Set(heard)])
    expect(heard).not.toContain(161)
  })
})
