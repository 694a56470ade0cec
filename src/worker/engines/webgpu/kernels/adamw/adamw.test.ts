import { describe, expect, test } from 'vitest'
import { parameterLayout, type ParameterLayout } from '#core/gpt-shape'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import type { OptimizerSettings } from '../../../engine'
import { normGroups, squaredNorm } from '../sums/shader'
import { adamReference } from './reference'
import { adamGroups, adamProgram, decayMask } from './shader'

const gpu = await nodeDevice()

describe.skipIf(!gpu)(
  gpu ? 'optimizer on WebGPU' : 'optimizer on WebGPU (skipped: no adapter in Node)',
  () => {
    const { device, errors } = gpu!
    const layoutOf = (width: number): ParameterLayout =>
      parameterLayout({ family: 'gpt2', layers: 1, heads: 1, width, block: 5, vocab: 11 })

    // The gradient's norm by one workgroup, and by several.
    for (const [kind, clip, width] of [
      ['adamw', 1, 8],
      ['adamw', 1, 24],
      ['adamw', 1e6, 8],
      ['adam', 0, 8]
    ] as const) {
      test(`${kind}, clip ${clip}, width ${width}: equals the definition`, async () => {
        const layout = layoutOf(width)
        expect(normGroups(layout.total) > 1).toBe(width === 24)
        const settings: OptimizerSettings = {
          kind,
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 1e-8,
          weightDecay: 0.1,
          clip
        }
        const gradient = noise(layout.total, 1)
        const state = {
          parameters: noise(layout.total, 2),
          m: noise(layout.total, 3),
          v: noise(layout.total, 4).map(Math.abs)
        }
        const expected = { parameters: state.parameters.slice(), m: state.m.slice(), v: state.v.slice() }
        adamReference(expected, gradient, layout, settings, { step: 3, learningRate: 0.01 })
        const [, squares] = await runKernel(
          device,
          squaredNorm(layout.total),
          [gradient, normGroups(layout.total)],
          {},
          [normGroups(layout.total), 1, 1]
        )
        const result = await runKernel(
          device,
          adamProgram(settings, layout.total),
          [gradient, squares!, decayMask(layout.tensors, layout.total), state.parameters, state.m, state.v],
          { learningRate: 0.01, correction1: 1 / (1 - 0.9 ** 3), correction2: 1 / (1 - 0.99 ** 3) },
          [adamGroups(layout.total), 1, 1]
        )
        expect(relativeDistance(result[3]!, expected.parameters)).toBeLessThan(1e-6)
        expect(relativeDistance(result[4]!, expected.m)).toBeLessThan(1e-6)
        expect(relativeDistance(result[5]!, expected.v)).toBeLessThan(1e-6)
      })
    }

    test('the device reported no error', () => expect(errors).toEqual([]))
  }
)
