/*
 * What the suite over all engines does not ask: unwritten memory, waves, threads, growth of decode
 * sessions, refusals. Numbers themselves are in engines.test.ts and kernels.test.ts.
 */

import { afterEach, describe, expect, test } from 'vitest'
import { PRESETS } from '#core/run-config'
import recorded from '../../../../resources/reference/microgpt-seed42.json'
import { readFileSync } from 'node:fs'
import { CASES, FAMILIES, engineAt, furthest, parametersOf } from '../engines.fixtures'
import type { Batch, EngineOptions, TrainingEngine } from '../engine'
import { prepareRun, Run } from '../../run'
import { fullBatch } from '../../benchmark'
import type { CpuEngine } from './engine'
import { cpuFactory } from './index'
import { makeMemory } from './module'
import { offsets } from './struct'

const open: TrainingEngine[] = []
afterEach(() => open.splice(0).forEach((engine) => engine.dispose()))

async function engineOf(...given: Parameters<typeof engineAt>): Promise<CpuEngine> {
  const engine = await engineAt(...given)
  open.push(engine)
  return engine as CpuEngine
}

/** Losses and state after some steps over these batches. */
async function trained(engine: TrainingEngine, batches: readonly Batch[], steps: number) {
  for (let step = 1; step <= steps; step++) {
    await engine.step(batches[step % batches.length]!, { step, learningRate: 0.01 })
  }
  return { losses: await engine.takeLosses(), ...(await engine.read()) }
}

describe('everything read was written before', () => {
  for (const { name, shape, batch } of CASES) {
    test.each([0, 0.2])(`${name}, dropout %f`, async (dropout) => {
      const clean = await engineOf(cpuFactory({ threads: 1 }), shape, { dropout })
      const poisoned = await engineOf(cpuFactory({ threads: 1 }), shape, { dropout })
      for (let step = 1; step <= 3; step++) {
        poisoned.poison()
        for (const engine of [clean, poisoned]) engine.step(batch, { step, learningRate: 0.01 })
      }
      expect(await poisoned.takeLosses()).toEqual(await clean.takeLosses())
      expect(await poisoned.read()).toEqual(await clean.read())
      poisoned.poison()
      expect(await poisoned.evaluate(batch)).toEqual(await clean.evaluate(batch))
      poisoned.poison()
      expect(await poisoned.gradient(batch)).toEqual(await clean.gradient(batch))
    })
  }
})

test('a batch that does not fit at once goes through in waves', async () => {
  for (const { shape } of FAMILIES) {
    const batch = fullBatch(shape, 40)
    const options: Partial<EngineOptions> = { maxRows: 40 }
    const whole = await engineOf(cpuFactory({ threads: 1 }), shape, options)
    const waves = await engineOf(cpuFactory({ threads: 1, activationBytes: 1 }), shape, options)
    expect(await waves.evaluate(batch)).toEqual(await whole.evaluate(batch))
    const [a, b] = [await waves.gradient(batch), await whole.gradient(batch)]
    expect(a.loss).toBe(b.loss)
    expect(furthest(a.gradient, b.gradient)).toBeLessThan(1e-6)
    expect(waves.memoryBytes).toBeLessThan(whole.memoryBytes)
  }
})

test('the same bits from run to run and with any number of threads', async () => {
  for (const [family, layers] of [
    ['gpt2', 2],
    ['microgpt', 1]
  ] as const) {
    const shape = { family, layers, heads: 4, width: 64, block: 16, vocab: 27 }
    const batches = [fullBatch(shape, 32), fullBatch(shape, 7)]
    // Ragged rows: units of different sizes.
    batches[0]!.lengths.forEach((_, row) => (batches[0]!.lengths[row] = 1 + (row % 16)))
    const options = { maxRows: 32, dropout: 0.1 }
    const results = []
    for (const threads of [1, 1, 2, 3, 8]) {
      const engine = await engineOf(cpuFactory({ threads }), shape, options)
      expect(engine.describe().threads).toBe(threads)
      results.push(await trained(engine, batches, 12))
    }
    for (const result of results.slice(1)) expect(result).toEqual(results[0])
  }
})

test('decoding with threads gives the same logits', async () => {
  const shape = { family: 'gpt2', layers: 2, heads: 4, width: 32, block: 8, vocab: 27 } as const
  const logits = []
  for (const threads of [1, 3]) {
    const engine = await engineOf(cpuFactory({ threads }), shape)
    const session = engine.decode(200)
    const tokens = Int32Array.from({ length: 200 }, (_, row) => row % 27)
    await session.advance(tokens)
    logits.push(Float32Array.from(await session.advance(tokens.map((id) => 26 - id))))
  }
  expect(logits[1]).toEqual(logits[0])
})

test('a decode session grows, and its memory is used again', async () => {
  const { shape } = FAMILIES[0]!
  const engine = await engineOf(cpuFactory({ threads: 1 }), shape)
  const one = engine.decode(1)
  await one.advance(Int32Array.of(3))
  one.keep(new Int32Array(50))
  const many = Float32Array.from(await one.advance(Int32Array.from({ length: 50 }, (_, i) => i % 27)))
  const alone = engine.decode(1)
  await alone.advance(Int32Array.of(3))
  const row = Float32Array.from(await alone.advance(Int32Array.of(49 % 27)))
  expect(many.slice(49 * 27)).toEqual(row)
  one.dispose()
  alone.dispose()
  const before = engine.memoryBytes
  for (let i = 0; i < 20; i++) engine.decode(50).dispose()
  expect(engine.memoryBytes).toBe(before)
})

test('evaluating elsewhere between two tokens does not disturb a decode session', async () => {
  const { shape, batch } = FAMILIES[0]!
  const engine = await engineOf(cpuFactory({ threads: 1 }), shape)
  const [disturbed, calm] = [engine.decode(1), engine.decode(1)]
  const logits = []
  for (const session of [disturbed, calm]) {
    await session.advance(Int32Array.of(1))
    if (session === disturbed) await engine.evaluate(batch, parametersOf(shape, 9))
    logits.push(Float32Array.from(await session.advance(Int32Array.of(2))))
  }
  expect(logits[0]).toEqual(logits[1])
})

describe('refuses', () => {
  const { shape, batch } = FAMILIES[0]!
  const update = { step: 1, learningRate: 0.01 }

  test('batches that do not fit', async () => {
    const engine = await engineOf(cpuFactory({ threads: 1 }), shape)
    for (const change of [
      { rows: 2 },
      { length: 8 },
      { inputs: batch.inputs.with(0, 27) },
      { inputs: batch.inputs.with(0, -1) },
      { targets: batch.targets.with(0, 27) },
      { lengths: batch.lengths.with(1, 0) },
      { lengths: batch.lengths.with(1, 8) }
    ]) {
      expect(() => engine.step({ ...batch, ...change }, update)).toThrow(RangeError)
    }
    expect(() => engine.step(fullBatch(shape, 5), update)).toThrow(RangeError)
    // And works on.
    engine.step(batch, update)
    expect((await engine.takeLosses())[0]).toBeGreaterThan(0)
  })

  test('parameters of another model', async () => {
    const engine = await engineOf(cpuFactory({ threads: 1 }), shape)
    await expect((async () => engine.evaluate(batch, new Float32Array(3)))()).rejects.toThrow(RangeError)
    await expect((async () => engine.write({ parameters: new Float32Array(3) }))()).rejects.toThrow(
      RangeError
    )
  })

  test('models beyond 32-bit memory', () => {
    expect(() => makeMemory(2 ** 33)).toThrow('engine-unavailable')
  })

  test('tokens beyond the block or the vocabulary in a decode session', async () => {
    const engine = await engineOf(cpuFactory({ threads: 1 }), shape)
    const session = engine.decode(1)
    expect(() => session.advance(Int32Array.of(27))).toThrow(RangeError)
    expect(() => session.advance(Int32Array.of(1, 2))).toThrow(RangeError)
    expect(() => session.keep(Int32Array.of(1))).toThrow(RangeError)
    for (let t = 0; t < shape.block; t++) await session.advance(Int32Array.of(t))
    expect(() => session.advance(Int32Array.of(1))).toThrow(RangeError)
  })
})

test('a NaN among the parameters reaches the loss', async () => {
  const { shape, batch } = FAMILIES[0]!
  const engine = await engineOf(cpuFactory({ threads: 1 }), shape)
  const parameters = parametersOf(shape)
  parameters[parameters.length - 1] = NaN
  await engine.write({ parameters })
  engine.step(batch, { step: 1, learningRate: 0.01 })
  expect((await engine.takeLosses())[0]).toBeNaN()
})

test('microgpt is retraced within 1e-5, with all 20 names', async () => {
  const text = readFileSync('resources/corpora/names.txt', 'utf8')
  const corpus = { id: 'names', name: 'Names', sha256: recorded.corpus_sha256 }
  const prepared = await prepareRun({ text, corpus, config: PRESETS.microgpt })
  const run = await Run.open(prepared, cpuFactory())
  const losses: number[] = []
  await run.train({ onSteps: ({ train }) => losses.push(...train) })
  expect(losses).toHaveLength(1000)
  for (const [step, loss] of Object.entries(recorded.losses)) {
    expect(Math.abs(losses[Number(step) - 1]! - loss)).toBeLessThan(1e-5)
  }
  expect(run.certificate).toMatchObject({ matches: true, names: 20, namesEqual: 20 })
  run.dispose()
})

test('structures are laid out as the compiler does it', () => {
  const { at, bytes } = offsets([
    ['a', 'i32'],
    ['b', 'f64'],
    ['c', 'usize']
  ])
  expect([...at.values(), bytes]).toEqual([0, 8, 16, 24])
})
