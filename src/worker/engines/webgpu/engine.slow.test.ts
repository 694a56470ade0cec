/* The whole engine on a (software) graphics card beside the CPU engine: what the kernels' own tests cannot see. */
import { describe, expect, test } from 'vitest'
import { parameterLayout, type GptShape } from '#core/gpt-shape'
import { noise } from '../../../testing/noise'
import { nodeGpu } from '../../../testing/node-gpu'
import { relativeDistance } from '../../../testing/run-kernel'
import { cpuFactory } from '../cpu'
import { openGpu } from '../device'
import type { Batch, EngineOptions } from '../engine'
import { selfTest } from '../self-test'
import type { WebGpuEngine } from './engine'
import { webGpuFactory } from './index'
import { Pace } from './pace'

const gpu = await nodeGpu()

const SHAPES: readonly GptShape[] = [
  { family: 'gpt2', layers: 2, heads: 2, width: 12, block: 7, vocab: 11 },
  { family: 'microgpt', layers: 1, heads: 1, width: 6, block: 5, vocab: 9 }
]

const options = (dropout: number): EngineOptions => ({
  optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
  dropout,
  seed: 5,
  maxRows: 3
})

/** Three rows of different lengths, one target masked in the middle. */
function ragged({ block, vocab }: GptShape): Batch {
  const lengths = Int32Array.of(block, 1, block - 2)
  const inputs = new Int32Array(3 * block)
  const targets = new Int32Array(3 * block).fill(-1)
  lengths.forEach((length, row) => {
    for (let t = 0; t < length; t++) {
      inputs[row * block + t] = (row * 3 + t * 5) % vocab
      targets[row * block + t] = (row + t * 2 + 1) % vocab
    }
  })
  return { rows: 3, length: block, inputs, targets, lengths }
}

describe.skipIf(!gpu)(gpu ? 'the webgpu engine' : 'the webgpu engine (skipped: no adapter in Node)', () => {
  for (const shape of SHAPES) {
    test(`${shape.family}: steps with dropout, evaluation at a point, gradient and generation equal the cpu engine's`, async () => {
      const parameters = noise(parameterLayout(shape).total, 1, 0.2)
      const elsewhere = noise(parameters.length, 2, 0.2)
      const batch = ragged(shape)
      const seen = []
      for (const factory of [webGpuFactory(openGpu), cpuFactory()]) {
        const engine = await factory.create(shape, options(0.3))
        await engine.write({ parameters })
        const { loss, gradient } = await engine.gradient(batch, elsewhere)
        const { nats, tokens } = await engine.evaluate(batch, elsewhere)
        for (let step = 1; step <= 5; step++) await engine.step(batch, { step, learningRate: 0.01 })
        const losses = await engine.takeLosses()
        const state = await engine.read()
        const decode = engine.decode(3)
        await decode.advance(Int32Array.of(0, 1, 2))
        decode.keep(Int32Array.of(2, 0))
        const logits = (await decode.advance(Int32Array.of(3, 4))).slice()
        while (decode.position < shape.block) await decode.advance(Int32Array.of(1, 1))
        await expect(Promise.resolve().then(() => decode.advance(Int32Array.of(1, 1)))).rejects.toThrow()
        decode.dispose()
        engine.dispose()
        await expect(Promise.resolve().then(() => engine.read())).rejects.toThrow()
        seen.push({ loss: [loss], gradient, nats, tokens, losses, logits, ...state })
      }
      const [card, processor] = seen as [(typeof seen)[0], (typeof seen)[0]]
      expect([...card.tokens]).toEqual([...processor.tokens])
      for (const name of ['loss', 'gradient', 'nats', 'losses', 'parameters', 'm', 'v', 'logits'] as const) {
        // The bias of the keys has no gradient but rounding, which Adam turns into whole steps.
        const bound = name === 'parameters' ? 1e-3 : 1e-4
        expect(relativeDistance(card[name], processor[name]), name).toBeLessThan(bound)
      }
    }, 240_000)
  }

  for (const [whole, dropout] of [
    [SHAPES[0]!, 0],
    [SHAPES[0]!, 0.2],
    [SHAPES[1]!, 0.2]
  ] as const) {
    test(`${whole.family}, dropout ${dropout}: everything a step, an evaluation or a gradient reads was written before`, async () => {
      const shape: GptShape = { ...whole, layers: 1 }
      const parameters = noise(parameterLayout(shape).total, 1, 0.2)
      const batch = ragged(shape)
      const seen = []
      for (const poisons of [false, true]) {
        const engine = (await webGpuFactory(openGpu).create(shape, options(dropout))) as WebGpuEngine
        const before = (): void => void (poisons && engine.poison())
        await engine.write({ parameters })
        for (let step = 1; step <= 3; step++) {
          before()
          await engine.step(batch, { step, learningRate: 0.01 })
        }
        const [losses, state] = [await engine.takeLosses(), await engine.read()]
        before()
        const evaluation = await engine.evaluate(batch)
        before()
        const elsewhere = await engine.evaluate(batch, parameters)
        before()
        const gradient = await engine.gradient(batch)
        seen.push({ losses, ...state, evaluation, elsewhere, gradient })
        engine.dispose()
      }
      expect([...seen[0]!.losses].every(Number.isFinite)).toBe(true)
      expect(seen[1]).toEqual(seen[0])
    }, 240_000)
  }

  for (const { family } of SHAPES) {
    test(`${family}: logits in parts and a step in many submissions give the same numbers`, async () => {
      // 5 rows of 19, 1, 30, 30, 27 positions in parts of 64: a whole part, a broken one, and one left empty.
      const shape: GptShape = { family, layers: 1, heads: 1, width: 6, block: 40, vocab: 9 }
      const lengths = Int32Array.of(19, 1, 30, 30, 27)
      const ids = (by: number): Int32Array => Int32Array.from({ length: 5 * 40 }, (_, i) => (i * by) % 9)
      const targets = ids(5).map((id, i) => (i % 40 < lengths[Math.floor(i / 40)]! ? id : -1))
      const batch: Batch = { rows: 5, length: 40, inputs: ids(7), targets, lengths }
      const parameters = noise(parameterLayout(shape).total, 1, 0.2)
      const seen = []
      for (const settings of [{}, { logitBytes: 64 * 12 * 4, pace: () => new Pace(1e-9) }]) {
        const factory = webGpuFactory(openGpu, undefined, settings)
        const engine = (await factory.create(shape, { ...options(0), maxRows: 5 })) as WebGpuEngine
        await engine.write({ parameters })
        engine.poison()
        const { loss, gradient } = await engine.gradient(batch)
        const { nats } = await engine.evaluate(batch, parameters)
        await engine.step(batch, { step: 1, learningRate: 0.01 })
        const [losses, state] = [await engine.takeLosses(), await engine.read()]
        engine.dispose()
        seen.push({ loss: [loss], gradient, nats, losses, m: state.m })
      }
      const [whole, parts] = seen as [(typeof seen)[0], (typeof seen)[0]]
      expect(parts.nats).toEqual(whole.nats)
      for (const name of ['loss', 'gradient', 'losses', 'm'] as const) {
        expect(relativeDistance(parts[name], whole[name]), name).toBeLessThan(1e-6)
      }
    }, 240_000)
  }

  test('passes the self-test that admits a device', async () => {
    const report = await selfTest(webGpuFactory(openGpu), cpuFactory())
    expect(report).toMatchObject({ passed: true })
    expect(report.difference).toBeLessThan(1e-4)
  }, 240_000)
})
