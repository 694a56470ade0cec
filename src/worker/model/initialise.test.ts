import { describe, expect, test } from 'vitest'
import { parameterLayout } from '#core/gpt-shape'
import type { GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import { initialise } from './initialise'

const gpt2: GptShape = { family: 'gpt2', layers: 8, heads: 4, width: 64, block: 32, vocab: 100 }
const microgpt: GptShape = { family: 'microgpt', layers: 2, heads: 1, width: 2, block: 3, vocab: 2 }

describe('gpt2', () => {
  const layout = parameterLayout(gpt2)
  const random = createRandom(1)
  const parameters = initialise(gpt2, () => random.normal())

  test.each(layout.tensors.map((tensor) => [tensor.name, tensor] as const))('%s', (name, tensor) => {
    const values = [...parameters.subarray(tensor.offset, tensor.offset + tensor.size)]
    if (name.endsWith('bias')) return expect(new Set(values)).toEqual(new Set([0]))
    if (name.includes('ln_')) return expect(new Set(values)).toEqual(new Set([1]))
    const expected = name.endsWith('c_proj.weight') ? 0.02 / 4 : 0.02 // 1 / √(2 · 8)
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length)
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length))
  })
})

describe('microgpt', () => {
  test('draws in the order of the Python original and turns its rows into columns', () => {
    const layout = parameterLayout(microgpt)
    let drawn = 0
    // 1, 2, 3 … instead of random numbers: the arena then shows which draw went where.
    const parameters = initialise(microgpt, () => ++drawn).map((x) => Math.round(x / 0.08))
    const tensor = (name: string): number[] => {
      const { offset, size } = layout.get(name)
      return [...parameters.subarray(offset, offset + size)]
    }
    expect(drawn).toBe(layout.total)
    expect(tensor('wte.weight')).toEqual([1, 2, 3, 4])
    expect(tensor('wpe.weight')).toEqual([5, 6, 7, 8, 9, 10])
    expect(tensor('lm_head.weight')).toEqual([11, 12, 13, 14])
    // wq = [[15, 16], [17, 18]], wk = [[19, 20], [21, 22]], wv = [[23, 24], [25, 26]]
    expect(tensor('h.0.attn.c_attn.weight')).toEqual([15, 17, 19, 21, 23, 25, 16, 18, 20, 22, 24, 26])
    expect(tensor('h.0.attn.c_proj.weight')).toEqual([27, 29, 28, 30])
    expect(tensor('h.0.mlp.c_fc.weight')).toEqual([
      31, 33, 35, 37, 39, 41, 43, 45, 32, 34, 36, 38, 40, 42, 44, 46
    ])
    // fc2 = [[47 … 54], [55 … 62]]
    expect(tensor('h.0.mlp.c_proj.weight').slice(0, 4)).toEqual([47, 55, 48, 56])
    expect(tensor('h.1.attn.c_attn.weight')[0]).toBe(63)
  })
})
