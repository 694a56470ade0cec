/* What a model takes of the card's memory, added up over a device that only counts: no card is needed. */

import { describe, expect, test } from 'vitest'
import type { EngineFeature } from '#core/contracts/engine-report'
import type { GptShape } from '#core/gpt-shape'
import { nodeGpu } from '../../../testing/node-gpu'
import { BENCHMARKS } from '../../benchmark'
import { logitRowsFor } from './buffers'
import { createPlan } from './plan'

const GIB = 2 ** 30
// Only for Dawn's constants, such as GPUBufferUsage.
const gpu = await nodeGpu('null')

const pipeline = { getBindGroupLayout: () => ({}) }

/** A device that makes nothing and notes the size of every buffer. */
function counting(largest = 4 * GIB): { device: GPUDevice; sizes: number[]; bound: number[] } {
  const sizes: number[] = []
  const bound: number[] = []
  const device = {
    features: new Set(),
    limits: { maxBufferSize: largest, maxStorageBufferBindingSize: largest },
    createBuffer: ({ size }: { size: number }) => {
      sizes.push(size)
      return { size, destroy: () => {} }
    },
    queue: { writeBuffer: () => {} },
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createShaderModule: () => ({}),
    createComputePipelineAsync: () => Promise.resolve(pipeline),
    createBindGroup: ({ entries }: { entries: { resource: { size?: number; offset?: number } }[] }) => {
      for (const { resource } of entries) bound.push(resource.offset ?? 0)
      return {}
    }
  }
  return { device: device as unknown as GPUDevice, sizes, bound }
}

const text = BENCHMARKS.find(({ name }) => name === 'text')!
const large: GptShape = { ...text.shape, vocab: 32_768 }

/** Bytes of all buffers after a plan was made, with those for looking at another point. */
async function planned(
  shape: GptShape,
  rows: number,
  dropout: number,
  features: readonly EngineFeature[] = [],
  largest?: number
) {
  const { device, sizes, bound } = counting(largest)
  const optimizer = {
    kind: 'adamw',
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.1,
    clip: 1
  } as const
  const options = { optimizer, dropout, seed: 1, maxRows: rows }
  const plan = await createPlan(device, shape, options, { tm: 8, tn: 8 }, undefined, { features })
  await plan.probe()
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(...sizes), bound, plan }
}

describe.skipIf(!gpu)(
  gpu ? 'memory of the webgpu engine' : 'memory of the webgpu engine (skipped: no Dawn)',
  () => {
    test('text, 16,384 positions in a step, takes at most 3 GB', async () => {
      const { bytes, plan } = await planned(text.shape, text.rows, 0.2)
      expect(bytes).toBeLessThan(3e9)
      expect(plan.buffers.logitParts).toBe(0)
    })

    test('with 16-bit activations it takes 0.8 GB less', async () => {
      const [plain, half] = [
        await planned(text.shape, text.rows, 0),
        await planned(text.shape, text.rows, 0, ['f16'])
      ]
      expect(half.plan.features).toEqual(['f16'])
      // Of a layer’s 12C + H + 4 numbers 10C, and the 4C that all layers share, take half.
      const { width: C, layers } = text.shape
      expect(plain.bytes - half.bytes).toBe(text.rows * text.shape.block * (10 * layers + 4) * C * 2)
    })

    test('so does it with a vocabulary of 32,768, whose logits alone would take 2 GiB', async () => {
      const { bytes, bound, plan } = await planned(large, text.rows, 0)
      expect(bytes).toBeLessThan(3e9)
      expect(plan.buffers.logits.size).toBe(2 ** 27)
      expect(plan.buffers.logitParts).toBe(16)
      expect(bound.every((offset) => offset % 256 === 0)).toBe(true)
    })

    test('a model whose buffers the card cannot hold is refused by name', async () => {
      await expect(planned(text.shape, text.rows, 0, [], 2 ** 26)).rejects.toMatchObject({
        error: { code: 'gpu-memory' }
      })
    })

    test('logits come whole where they fit, else in parts of a multiple of 64 positions', () => {
      expect(logitRowsFor(65, 16_384)).toBe(16_384)
      expect(logitRowsFor(50_257, 16_384)).toBe(640)
      expect(logitRowsFor(1_000_000, 16_384)).toBe(64)
      expect(logitRowsFor(50_257, 100)).toBe(100)
    })
  }
)
