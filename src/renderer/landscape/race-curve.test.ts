import { describe, expect, it } from 'vitest'
import { RaceCurve } from './race-curve'

describe('a racer’s curve', () => {
  it('begins at its first loss and follows the mean', () => {
    const curve = new RaceCurve('Adam', 4)
    expect(curve.last).toBeNaN()
    curve.take([{ seconds: 0.1, loss: 3 }])
    expect(curve.last).toBeCloseTo(3, 12)
    curve.take(Array.from({ length: 200 }, (_, i) => ({ seconds: i, loss: i % 2 === 0 ? 1 : 2 })))
    expect(curve.last).toBeCloseTo(1.5, 1)
    expect(curve.steps).toBe(201)
  })

  it('ends where the loss is no longer a number', () => {
    const curve = new RaceCurve('SGD', 1)
    curve.take([
      { seconds: 0, loss: 3 },
      { seconds: 1, loss: Infinity },
      { seconds: 2, loss: 1 }
    ])
    expect(curve.steps).toBe(1)
  })
})
