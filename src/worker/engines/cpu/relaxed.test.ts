/*
 * The build with relaxed SIMD, for those who ask for it. Node 20 knows these instructions behind a flag,
 * which can be set while it runs; a file of tests has a process of its own, so nobody else sees it.
 */

import { setFlagsFromString } from 'node:v8'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fullBatch } from '../../benchmark'
import { CASES, distance, engineAt, furthest } from '../engines.fixtures'
import type { EngineFactory } from '../engine'
import { PRESETS } from '#core/run-config'
import { decodeModelFile } from '#core/formats/model-file'
import { prepareRun, Run } from '../../run'
import { cpuFactory, hasRelaxedSimd } from './index'

const plain = cpuFactory({ threads: 1 })

describe('where WebAssembly has no relaxed SIMD', () => {
  // Newer versions of Node have it from the start.
  const missing = process.versions.node.startsWith('20.')

  test.runIf(missing)('the plain build is used, and described so', async () => {
    expect(await hasRelaxedSimd()).toBe(false)
    const { shape, batch } = CASES[0]!
    const [asked, own] = await Promise.all([
      engineAt(cpuFactory({ threads: 1, relaxedSimd: true }), shape),
      engineAt(plain, shape)
    ])
    expect(asked.describe().features).toEqual([])
    expect(await asked.gradient(batch)).toEqual(await own.gradient(batch))
    for (const engine of [asked, own]) engine.dispose()
  })
})

describe('with relaxed SIMD', () => {
  let relaxed: (threads: number) => EngineFactory
  beforeAll(async () => {
    setFlagsFromString('--experimental-wasm-relaxed-simd')
    // What was found out without the flag is remembered by the module.
    vi.resetModules()
    const fresh = await import('./index')
    expect(await fresh.hasRelaxedSimd()).toBe(true)
    relaxed = (threads) => fresh.cpuFactory({ threads, relaxedSimd: true })
  })
  afterAll(() => setFlagsFromString('--no-experimental-wasm-relaxed-simd'))

  for (const { name, shape, batch } of CASES) {
    test(`${name}: the same numbers within rounding`, async () => {
      const [engine, own] = await Promise.all([engineAt(relaxed(1), shape), engineAt(plain, shape)])
      expect(engine.describe().features).toEqual(['relaxed-simd'])
      expect(own.describe().features).toEqual([])
      const [seen, expected] = [await engine.gradient(batch), await own.gradient(batch)]
      expect(furthest([seen.loss], [expected.loss])).toBeLessThan(1e-6)
      expect(distance(seen.gradient, expected.gradient)).toBeLessThan(1e-5)
      for (const one of [engine, own]) one.dispose()
    })
  }

  test('a run keeps in its model that it used it, and taken up without says so', async () => {
    const text = 'ada bea cleo dora ella fay gea hedda ida lea mae nora'.split(' ').join('\n')
    const size = { layers: 1, heads: 1, width: 8, block: 8, batch: 2, warmup: 0 }
    const config = { ...PRESETS.names, ...size, steps: 12 }
    const train = async (factory: EngineFactory, last: number, from?: Uint8Array) => {
      const model = from && (await decodeModelFile(from))
      const source = { text, corpus: null, config }
      const run = await Run.open(await prepareRun({ ...source, ...(model && { from: model }) }), factory)
      await run.train({ shouldStop: () => run.step >= last && 'stop' })
      const bytes = await run.capture()
      run.dispose()
      return { bytes, exact: run.bitExact, ...(await decodeModelFile(bytes)) }
    }
    const begun = await train(relaxed(1), 6)
    expect(begun.exact).toBeNull()
    expect(begun.training.features).toEqual(['relaxed-simd'])
    const whole = await train(relaxed(1), 12)
    const [same, other] = [await train(relaxed(2), 12, begun.bytes), await train(plain, 12, begun.bytes)]
    expect([same.exact, other.exact]).toEqual([true, false])
    expect(same.parameters).toEqual(whole.parameters)
    expect(other.training.features).toEqual([])
  })

  test('the same bits with any number of threads, and from run to run', async () => {
    const shape = { family: 'gpt2', layers: 2, heads: 4, width: 64, block: 16, vocab: 27 } as const
    const batch = fullBatch(shape, 32)
    const seen = []
    for (const threads of [1, 2, 2]) {
      const engine = await engineAt(relaxed(threads), shape, { maxRows: 32 })
      for (let step = 1; step <= 5; step++) await engine.step(batch, { step, learningRate: 0.01 })
      seen.push({ losses: await engine.takeLosses(), ...(await engine.read()) })
      engine.dispose()
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })
})
