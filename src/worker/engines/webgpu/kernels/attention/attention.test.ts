import { describe, expect, test } from 'vitest'
import { packHalves, rounded, unpackHalves } from '../../../../../testing/half'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import type { AttentionSpec } from './pieces'
import { attentionBackwardReference, attentionReference } from './reference'
import { attentionBackwardKey, attentionBackwardQuery, attentionForward, attentionGroups } from './shader'

const gpu = await nodeDevice()

/** [heads, head width, block, lengths of the rows] */
const CASES = [
  [1, 4, 7, [7, 1, 3]],
  [3, 5, 16, [16, 2]],
  [2, 32, 130, [130, 65]]
] as const

describe.skipIf(!gpu)(
  gpu ? 'attention on WebGPU' : 'attention on WebGPU (skipped: no adapter in Node)',
  () => {
    const { device, errors } = gpu!

    for (const [heads, headWidth, block, lengths] of CASES) {
      test(`${heads} heads of ${headWidth}, rows of ${lengths.join(', ')}: forward and backward`, async () => {
        const C = heads * headWidth
        const spec: AttentionSpec = { heads, headWidth, block, aligned: C % 4 === 0 }
        const starts = Int32Array.from([
          0,
          ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a: number, b) => a + b, 0))
        ])
        const N = starts[lengths.length]!
        const qkv = noise(N * 3 * C, 1)
        const dOut = noise(N * C, 2)
        const sizes = { heads, headWidth, starts }
        const scalars = { positions: N, rows: lengths.length }
        const groups = attentionGroups(spec, Math.max(...lengths), lengths.length)
        const forward = await runKernel(
          device,
          attentionForward(spec),
          [starts, qkv, N * C, N * heads],
          scalars,
          groups
        )
        const [, , out, lse] = forward as [Float32Array, Float32Array, Float32Array, Float32Array]
        expect(relativeDistance(out, attentionReference(qkv, sizes))).toBeLessThan(1e-5)
        const queries = await runKernel(
          device,
          attentionBackwardQuery(spec),
          [starts, qkv, out, dOut, lse, N * 3 * C, N * heads],
          scalars,
          groups
        )
        const keys = await runKernel(
          device,
          attentionBackwardKey(spec),
          [starts, qkv, dOut, lse, queries[6]!, queries[5]!],
          scalars,
          groups
        )
        expect(relativeDistance(keys[5]!, attentionBackwardReference(qkv, dOut, sizes))).toBeLessThan(1e-5)
      })
    }

    test.each([
      [1, 4, 7, [7, 1, 3]],
      [3, 8, 16, [16, 2]],
      [2, 32, 130, [130, 65]]
    ])('%i heads of %i, block %i, stored as 16-bit floats', async (heads, headWidth, block, lengths) => {
      const C = heads * headWidth
      const spec: AttentionSpec = { heads, headWidth, block, aligned: true, half: true }
      const starts = Int32Array.from([
        0,
        ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b))
      ])
      const N = starts[lengths.length]!
      const qkv = rounded(noise(N * 3 * C, 1))
      const dOut = noise(N * C, 2)
      const sizes = { heads, headWidth, starts }
      const scalars = { positions: N, rows: lengths.length }
      const groups = attentionGroups(spec, Math.max(...lengths), lengths.length)
      const packed = packHalves(qkv)
      const forward = await runKernel(
        device,
        attentionForward(spec),
        [starts, packed, (N * C) / 2, N * heads],
        scalars,
        groups
      )
      const expected = attentionReference(qkv, sizes)
      expect(relativeDistance(unpackHalves(forward[2]!, N * C), expected)).toBeLessThan(1e-3)
      const out = packHalves(Float32Array.from(expected))
      const lse = forward[3]!
      const queries = await runKernel(
        device,
        attentionBackwardQuery(spec),
        [starts, packed, out, dOut, lse, N * 3 * C, N * heads],
        scalars,
        groups
      )
      const keys = await runKernel(
        device,
        attentionBackwardKey(spec),
        [starts, packed, dOut, lse, queries[6]!, queries[5]!],
        scalars,
        groups
      )
      // The output's rounding reaches the gradient through Σ dOut·out.
      expect(relativeDistance(keys[5]!, attentionBackwardReference(qkv, dOut, sizes))).toBeLessThan(1e-3)
    })

    test('the device reported no error', () => expect(errors).toEqual([]))
  }
)
