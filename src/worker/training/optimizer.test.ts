import { describe, expect, test } from 'vitest'
import { parameterLayout } from '#core/gpt-shape'
import type { OptimizerSettings } from '../engines/engine'
import { applyUpdate, clipFactor, globalNorm } from './optimizer'

const layout = parameterLayout({ family: 'gpt2', layers: 1, heads: 1, width: 4, block: 2, vocab: 3 })
const adam: OptimizerSettings = {
  kind: 'adam',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 0
}

function fresh(value = 0): { parameters: Float32Array; m: Float32Array; v: Float32Array } {
  return {
    parameters: new Float32Array(layout.total).fill(value),
    m: new Float32Array(layout.total),
    v: new Float32Array(layout.total)
  }
}

describe('applyUpdate', () => {
  test('first step: bias correction makes every element move by the rate, whatever its gradient', () => {
    const state = fresh(1)
    const gradient = new Float32Array(layout.total).map((_, i) => (i % 2 ? -1e-3 : 5))
    applyUpdate(state, gradient, layout, adam, { step: 1, learningRate: 0.01 })
    for (let i = 0; i < layout.total; i++) expect(state.parameters[i]).toBeCloseTo(i % 2 ? 1.01 : 0.99, 5)
  })

  test('three steps by hand', () => {
    // Worked out in decimal arithmetic with 50 digits: g = 1, 2, −1; β = 0.9, 0.99; rate 0.1; θ from 0.
    const state = fresh()
    const expected = [-0.099999999, -0.196387486, -0.238396767]
    for (const [i, g] of [1, 2, -1].entries()) {
      const gradient = new Float32Array(layout.total).fill(g)
      applyUpdate(state, gradient, layout, adam, { step: i + 1, learningRate: 0.1 })
      expect(state.parameters[0]).toBeCloseTo(expected[i]!, 6)
    }
  })

  test('adamw decays matrices and embeddings, not biases and gains; adam decays nothing', () => {
    const still = new Float32Array(layout.total)
    const update = { step: 1, learningRate: 0.5 }
    const plain = fresh(2)
    applyUpdate(plain, still, layout, adam, update)
    expect(new Set(plain.parameters)).toEqual(new Set([2]))
    const decayed = fresh(2)
    applyUpdate(decayed, still, layout, { ...adam, kind: 'adamw' }, update)
    for (const { name, offset, shape } of layout.tensors) {
      expect([name, decayed.parameters[offset]]).toEqual([name, Math.fround(shape.length > 1 ? 1.9 : 2)])
    }
  })

  test('clips by the norm of all gradients together', () => {
    const gradient = new Float32Array(layout.total)
    gradient[0] = 3
    gradient[layout.total - 1] = 4
    expect(globalNorm(gradient)).toBe(5)
    const state = fresh()
    applyUpdate(state, gradient, layout, { ...adam, clip: 1 }, { step: 1, learningRate: 0.1 })
    expect(state.m[0]).toBeCloseTo(0.1 * 0.6, 7)
    expect(state.m[layout.total - 1]).toBeCloseTo(0.1 * 0.8, 7)
    expect(state.v[0]).toBeCloseTo(0.01 * 0.36, 8)
  })
})

test('clipFactor leaves short gradients and a clip of 0 alone', () => {
  expect(clipFactor(0.5, 1)).toBe(1)
  expect(clipFactor(1, 1)).toBe(1)
  expect(clipFactor(4, 1)).toBe(0.25)
  expect(clipFactor(4, 0)).toBe(1)
})
