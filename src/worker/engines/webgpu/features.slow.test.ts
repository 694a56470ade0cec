/*
 * 16-bit activations and subgroups, each beside the CPU engine in 32 bits. SwiftShader has subgroups, of four
 * threads; 16-bit storage needs nothing of the device. Neither has run on a real graphics card here.
 */

import { describe, expect, test, vi } from 'vitest'
import type { EngineFeature } from '#core/contracts/engine-report'
import type { GptShape } from '#core/gpt-shape'
import { nodeGpu } from '../../../testing/node-gpu'
import { fullBatch } from '../../benchmark'
import { cpuFactory } from '../cpu'
import { openGpu } from '../device'
import type { EngineFactory } from '../engine'
import { distance, engineAt } from '../engines.fixtures'
import { HALF_TOLERANCE, selfTest, SELF_TEST_TOLERANCE } from '../self-test'
import type { WebGpuEngine } from './engine'
import { webGpuFactory } from './index'

vi.setConfig({ testTimeout: 240_000 })

const gpu = await nodeGpu()
const subgroups = (await gpu?.requestAdapter())?.features.has('subgroups') === true

const withFeatures = (...features: EngineFeature[]): EngineFactory =>
  webGpuFactory(openGpu, undefined, { features })

const SHAPE: GptShape = { family: 'gpt2', layers: 1, heads: 2, width: 16, block: 9, vocab: 27 }

describe.skipIf(!gpu)(
  gpu ? 'features of the webgpu engine' : 'features (skipped: no adapter in Node)',
  () => {
    test('16-bit activations pass the self-test with its wider tolerance, and are really used', async () => {
      const report = await selfTest(withFeatures('f16'), cpuFactory(), HALF_TOLERANCE)
      expect(report).toMatchObject({ passed: true })
      // More than 32 bits would explain, or nothing was stored in 16.
      expect(report.difference).toBeGreaterThan(1e-5)
    })

    test.skipIf(!subgroups)('subgroups pass the self-test with the tolerance of 32 bits', async () => {
      const report = await selfTest(withFeatures('subgroups'), cpuFactory())
      expect(report).toMatchObject({ passed: true })
      expect(report.difference).toBeLessThan(SELF_TEST_TOLERANCE)
    })

    test.skipIf(!subgroups)(
      'both at once: described, repeatable, nothing read unwritten, 60 steps within 1 %',
      async () => {
        const losses = []
        const batches = [fullBatch(SHAPE, 4), { ...fullBatch(SHAPE, 4), lengths: Int32Array.of(9, 1, 6, 3) }]
        for (const factory of [
          cpuFactory(),
          withFeatures('f16', 'subgroups'),
          withFeatures('f16', 'subgroups')
        ]) {
          const engine = await engineAt(factory, SHAPE, { dropout: 0.1 })
          const poison = losses.length === 2
          for (let step = 1; step <= 60; step++) {
            if (poison) (engine as WebGpuEngine).poison()
            await engine.step(batches[step % 2]!, { step, learningRate: 0.01 })
          }
          if (losses.length > 0) expect(engine.describe().features).toEqual(['f16', 'subgroups'])
          losses.push(await engine.takeLosses())
          engine.dispose()
        }
        const [expected, seen, poisoned] = losses as [Float64Array, Float64Array, Float64Array]
        expect(poisoned).toEqual(seen)
        const apart = seen.map((loss, i) => Math.abs(loss - expected[i]!) / expected[i]!)
        expect(Math.max(...apart)).toBeLessThan(0.01)
        expect(expected[59]).toBeLessThan(0.8 * expected[1]!)
      }
    )

    test('where rows cannot be stored four at a time, 32 bits are kept and described', async () => {
      const engine = await engineAt(withFeatures('f16'), { ...SHAPE, width: 6, heads: 1 })
      const plain = await engineAt(webGpuFactory(openGpu), { ...SHAPE, width: 6, heads: 1 })
      expect(engine.describe().features).toEqual([])
      const batch = fullBatch(SHAPE, 2)
      expect(distance((await engine.gradient(batch)).gradient, (await plain.gradient(batch)).gradient)).toBe(
        0
      )
      for (const one of [engine, plain]) one.dispose()
    })
  }
)
