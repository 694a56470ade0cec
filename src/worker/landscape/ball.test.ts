import { describe, expect, test } from 'vitest'
import { parameterLayout } from '#core/gpt-shape'
import { applyUpdate } from '../training/optimizer'
import { inside, Roller, type Place } from './ball'

const slope = ([x, y]: Place) => ({ loss: x * x + 2 * y * y, alpha: 2 * x, beta: 4 * y })
const options = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, origin: [0.5, -0.5] as Place }

function path(
  optimizer: 'sgd' | 'momentum' | 'adam' | 'adamw',
  learning_rate: number,
  steps: number
): Place[] {
  const roller = new Roller({ ...options, settings: { optimizer, learning_rate, steps } })
  const places: Place[] = [[1, 1]]
  for (let i = 0; i < steps; i++) places.push(roller.roll(places.at(-1)!, slope(places.at(-1)!)))
  return places
}

describe('a ball', () => {
  test('with sgd and with momentum, by hand', () => {
    expect(path('sgd', 0.1, 2)[2]).toEqual([expect.closeTo(0.8 * 0.8, 12), expect.closeTo(0.6 * 0.6, 12)])
    const [, second, third] = path('momentum', 0.1, 2)
    expect(second).toEqual([0.8, 0.6])
    expect(third![0]).toBeCloseTo(0.8 - 0.1 * (0.9 * 2 + 1.6), 12)
    expect(third![1]).toBeCloseTo(0.6 - 0.1 * (0.9 * 4 + 2.4), 12)
  })

  test('with adam follows the definition every engine is held to', () => {
    const layout = parameterLayout({ family: 'microgpt', layers: 1, heads: 1, width: 1, block: 1, vocab: 2 })
    const state = {
      parameters: Float32Array.of(1, 1, ...new Float32Array(layout.total - 2)),
      m: new Float32Array(layout.total),
      v: new Float32Array(layout.total)
    }
    const places = path('adam', 0.05, 30)
    for (let step = 1; step <= 30; step++) {
      const at = slope([state.parameters[0]!, state.parameters[1]!])
      const gradient = new Float32Array(layout.total)
      gradient.set([at.alpha, at.beta])
      const settings = {
        kind: 'adam',
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-8,
        weightDecay: 0,
        clip: 0
      } as const
      applyUpdate(state, gradient, layout, settings, { step, learningRate: 0.05 })
      expect(places[step]![0]).toBeCloseTo(state.parameters[0]!, 4)
      expect(places[step]![1]).toBeCloseTo(state.parameters[1]!, 4)
    }
  })

  test("with adamw is also pulled to where the plane's weights are smallest", () => {
    const [, adam] = path('adam', 0.1, 1)
    const [, adamw] = path('adamw', 0.1, 1)
    expect(adamw![0] - adam![0]).toBeCloseTo(-0.1 * 0.1 * 0.5, 12)
    expect(adamw![1] - adam![1]).toBeCloseTo(-0.1 * 0.1 * 1.5, 12)
  })

  test('is inside up to the rim', () => {
    const axes = { alphas: Float64Array.of(-1, 0, 1), betas: Float64Array.of(-2, 0, 2) }
    expect([inside([1, -2], axes), inside([1.01, 0], axes), inside([0, 2.01], axes)]).toEqual([
      true,
      false,
      false
    ])
    expect(inside([NaN, 0], axes)).toBe(false)
  })
})
