/* Runs that lose their graphics card or move to another engine, on fake engines whose end the test decides. */

import { describe, expect, test } from 'vitest'
import type { RunRecovery } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { decodeModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import { PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { cpuFactory } from './engines/cpu/index'
import type { EngineFactory } from './engines/engine'
import { referenceFactory } from './engines/reference/index'
import type { LifelineOptions } from './lifeline'
import { prepareRun, Run } from './run'
import type { TrainHooks } from './run'
import { fakeFactory } from './testing.fixtures'
import type { FakeEngine } from './testing.fixtures'

const text = 'ada bea cleo dora ella fay gea hedda ida lea mae nora'.split(' ').join('\n')
const config: RunConfig = {
  ...PRESETS.names,
  layers: 1,
  heads: 1,
  width: 32,
  block: 8,
  batch: 3,
  steps: 60,
  warmup: 5,
  held_out: 0.2,
  eval_every: 15
}
const python: RunConfig = { ...PRESETS.microgpt, width: 32, heads: 1, block: 8, steps: 60 }

/** A table of losses as the window, the library and the terminal keep it: what comes again replaces. */
class Rows {
  readonly train: number[] = []
  val: [number, number][] = []
  /** Numbers of the first step of each report. */
  readonly firsts: number[] = []

  readonly add: TrainHooks['onSteps'] & object = ({ first, train, val }) => {
    expect(first).toBeLessThanOrEqual(this.train.length + 1) // no step is missing
    this.firsts.push(first)
    this.train.length = first - 1
    this.train.push(...train)
    this.val = this.val.filter(([step]) => step < first)
    for (const { step, loss } of val) {
      expect(this.val.map(([known]) => known)).not.toContain(step)
      this.val.push([step, loss])
    }
  }
}

const gone = (): Failure => new Failure('gpu-lost', undefined, 'unknown: gone')
const card = (prepare?: (engine: FakeEngine, nth: number) => void): ReturnType<typeof fakeFactory> => {
  const factory = fakeFactory((engine) => {
    engine.onCard = true
    prepare?.(engine, factory.made.length)
  })
  return factory
}
/** Loses the card when it is given the step of this number. */
const diesAt = (engine: FakeEngine, step: number): void => {
  const take = engine.step.bind(engine)
  engine.step = (batch, update) => {
    if (update.step === step) engine.lost = gone()
    take(batch, update)
  }
}
const refusing = (thrown: Failure): EngineFactory & { asked: number } => ({
  kind: 'webgpu',
  asked: 0,
  create() {
    this.asked++
    return Promise.reject(thrown)
  }
})

/** Opens a run that keeps a copy every few steps of a clock that runs with the steps. */
async function open(
  factory: EngineFactory,
  options: LifelineOptions = {},
  change: Partial<RunConfig> = {},
  of: RunConfig = config
): Promise<{ run: Run; recoveries: RunRecovery[]; waits: number[] }> {
  const recoveries: RunRecovery[] = []
  const waits: number[] = []
  let reads = 0
  const run = await Run.open(
    await prepareRun({ text, corpus: null, config: { ...of, ...change } }),
    factory,
    {
      every: 20,
      now: () => ++reads,
      wait: (ms) => Promise.resolve(void waits.push(ms)),
      fallback: fakeFactory(),
      ...options
    }
  )
  run.onRecovered = (recovery) => recoveries.push(recovery)
  return { run, recoveries, waits }
}

async function straight(change: Partial<RunConfig> = {}, of: RunConfig = config): Promise<Rows> {
  const rows = new Rows()
  const { run } = await open(fakeFactory(), {}, change, of)
  await run.train({ onSteps: rows.add })
  return rows
}

describe('a run that loses its graphics card', () => {
  test.each([
    ['a list', config, {}],
    ['running text', config, { kind: 'text' }],
    ['Python’s order', python, {}],
    ['Python’s order, running text', python, { kind: 'text', batch: 2 }]
  ] as const)('goes on from its copy on a new device, number for number: %s', async (_, of, change) => {
    const expected = await straight(change, of)
    const cards = card((engine, nth) => nth === 0 && diesAt(engine, 41))
    const { run, recoveries } = await open(cards, {}, change, of)
    const rows = new Rows()
    expect(await run.train({ onSteps: rows.add, onSamples: () => {} })).toBe('finished')
    expect(rows.train).toEqual(expected.train)
    expect(rows.val).toEqual(expected.val)
    expect(recoveries).toMatchObject([
      { error: { code: 'gpu-lost' }, lostAt: 40, fellBack: false, engine: { device: 'Fake card' } }
    ])
    expect(recoveries[0]!.step).toBeLessThanOrEqual(40)
    expect(cards.made.map(({ disposed }) => disposed)).toEqual([true, false])
    const reference = await open(fakeFactory(), {}, change, of)
    await reference.run.train()
    expect(await run.engine.read()).toEqual(await reference.run.engine.read())
    expect(run.prepared.batches.save()).toEqual(reference.run.prepared.batches.save())
  })

  test('computes again only what came after the copy', async () => {
    const cards = card((engine, nth) => nth === 0 && diesAt(engine, 300))
    const { run, recoveries } = await open(cards, {}, { steps: 320 })
    const rows = new Rows()
    // Losses must be read for a copy to count: the loop does so before each checkpoint, every 32 steps.
    await run.train({ onSteps: rows.add, onCheckpoint: () => {} })
    expect(recoveries[0]!.step).toBeGreaterThanOrEqual(288)
    expect(rows.train).toEqual((await straight({ steps: 320 })).train)
  })

  test('the checkpoint that is cut off comes from the copy, and a run that is captured while its card is gone too', async () => {
    const cards = card()
    const { run } = await open(cards)
    let captured: Promise<Uint8Array> | null = null
    await run.train({
      onCheckpoint: ({ step }) => {
        if (step !== 30) return
        cards.made[0]!.lost = gone()
        captured = run.capture()
      }
    })
    expect((await decodeModelFile(await captured!)).training.step).toBe(30)
    expect(cards.made).toHaveLength(2)
  })

  test('falls back after three losses, and says so', async () => {
    const cards = card((engine, nth) => diesAt(engine, 20 + nth))
    const fallback = fakeFactory()
    const { run, recoveries } = await open(cards, { fallback })
    const rows = new Rows()
    expect(await run.train({ onSteps: rows.add })).toBe('finished')
    expect(recoveries.map(({ fellBack }) => fellBack)).toEqual([false, false, true])
    expect([cards.made.length, fallback.made.length]).toEqual([3, 1])
    expect(rows.train).toEqual((await straight()).train)
    expect(run.engine.describe().device).toBe('Fake')
  })

  test('three losses long after one another are three single ones', async () => {
    let time = 0
    const cards = card((engine, nth) => nth < 4 && diesAt(engine, 20 + nth))
    const { run, recoveries } = await open(cards, { now: () => (time += 50_000) })
    expect(await run.train()).toBe('finished')
    expect(recoveries.map(({ fellBack }) => fellBack)).toEqual([false, false, false, false])
  })

  test('waits a little for a card that is not back at once, and falls back where none comes', async () => {
    const cards = card((engine) => diesAt(engine, 30))
    let opened = 0
    const once: EngineFactory = {
      kind: 'webgpu',
      create: (shape, options) =>
        opened++ === 0
          ? cards.create(shape, options)
          : Promise.reject(new Failure('engine-unavailable', { engine: 'webgpu', reason: 'no-adapter' }))
    }
    const { run, recoveries, waits } = await open(once)
    expect(await run.train()).toBe('finished')
    expect([opened, waits]).toEqual([4, [250, 1000, 3000]])
    expect(recoveries).toMatchObject([{ fellBack: true, engine: { device: 'Fake' } }])
  })

  test('Automatic, which takes the CPU where it finds no card, is asked again until the card is back', async () => {
    const cards = card((engine, nth) => nth === 0 && diesAt(engine, 30))
    const cpus = fakeFactory()
    let opened = 0
    const automatic: EngineFactory = {
      kind: 'webgpu',
      create: (shape, options) => (opened++ === 1 ? cpus : cards).create(shape, options)
    }
    const { run, recoveries, waits } = await open(automatic)
    await run.train()
    expect([opened, waits, cpus.made[0]!.disposed]).toEqual([3, [250, 1000], true])
    expect(recoveries).toMatchObject([{ fellBack: false, engine: { device: 'Fake card' } }])
  })

  test('a card that goes while the run starts is opened once more, any other failure told', async () => {
    const cards = card((engine, nth) => (engine.lost = nth === 0 ? gone() : null))
    const { run, waits } = await open(cards)
    expect(await run.train()).toBe('finished')
    expect(waits).toEqual([250])
    await expect(open(card((engine) => (engine.lost = gone())))).rejects.toThrow('gpu-lost')
    const broken = refusing(new Failure('gpu-error'))
    await expect(open(broken)).rejects.toThrow('gpu-error')
    expect(broken.asked).toBe(1)
  })

  test('fails with the loss itself where nothing can take over', async () => {
    const cards = card((engine) => diesAt(engine, 30))
    const fallback = refusing(new Failure('engine-unavailable', { engine: 'cpu', reason: 'no-simd' }))
    const { run, recoveries } = await open(cards, { fallback })
    const rows = new Rows()
    await expect(run.train({ onSteps: rows.add })).rejects.toThrow('gpu-lost')
    expect(fallback.asked).toBe(1)
    // Twice on new devices before that.
    expect(recoveries).toHaveLength(2)
  })

  test('other failures end it as ever', async () => {
    const cards = card((engine) => (engine.failAt = { step: 20, with: 'nan' }))
    const { run, recoveries } = await open(cards)
    await expect(run.train()).rejects.toThrow('loss-not-finite')
    expect([cards.made.length, recoveries]).toEqual([1, []])
  })

  test('a paused run whose card goes meanwhile generates and goes on', async () => {
    const cards = card()
    const { run, recoveries } = await open(cards)
    const rows = new Rows()
    const shouldStop = (): 'pause' | false => (run.step >= 25 ? 'pause' : false)
    await run.train({ onSteps: rows.add, onCheckpoint: () => {}, shouldStop })
    const at = run.step
    cards.made[0]!.lost = gone()
    const both = [1, 2].map(async (seed) => {
      const items: string[] = []
      for await (const some of run.generate({ ...DEFAULT_GENERATION, count: 40, seed }))
        items.push(...some.map((item) => item.text))
      return items
    })
    for (const items of await Promise.all(both)) expect(items).toHaveLength(40)
    expect(recoveries).toMatchObject([{ lostAt: at, step: at }])
    await run.train({ onSteps: rows.add })
    expect(rows.train).toEqual((await straight()).train)
  })

  test('what is being generated while it trains goes on with the next item', async () => {
    const cards = card()
    const { run, recoveries } = await open(cards, {}, { steps: 3000 })
    const training = run.train({})
    const indices: number[] = []
    for await (const some of run.generate({ ...DEFAULT_GENERATION, count: 96 })) {
      indices.push(...some.map((item) => item.index))
      if (indices.length >= 32 && cards.made.length === 1) cards.made[0]!.lost = gone()
    }
    await training
    expect(indices).toEqual(Array.from({ length: 96 }, (_, i) => i))
    expect(recoveries).toHaveLength(1)
  })
})

describe('a run that moves', () => {
  const small: RunConfig = { ...config, layers: 2, heads: 2, width: 8, dropout: 0.1, steps: 40 }
  /** Trains and moves at these steps. */
  async function moving(
    factories: EngineFactory[],
    at: readonly number[]
  ): Promise<{ rows: Rows; run: Run }> {
    const [first, ...rest] = factories
    const run = await Run.open(await prepareRun({ text, corpus: null, config: small }), first!)
    const rows = new Rows()
    for (const [i, factory] of rest.entries()) {
      const until = at[i]!
      await run.train({ onSteps: rows.add, shouldStop: () => (run.step >= until ? 'pause' : false) })
      await run.moveTo(factory)
    }
    await run.train({ onSteps: rows.add })
    return { rows, run }
  }

  test('from CPU to CPU, with other numbers of threads: bit for bit the run that stayed', async () => {
    const stayed = await moving([cpuFactory()], [])
    const moved = await moving([cpuFactory(), cpuFactory({ threads: 2 }), cpuFactory()], [10, 20])
    expect(moved.rows.train).toEqual(stayed.rows.train)
    expect(moved.rows.val).toEqual(stayed.rows.val)
    expect(await moved.run.engine.read()).toEqual(await stayed.run.engine.read())
    stayed.run.dispose()
    moved.run.dispose()
  })

  test('from CPU to the reference and back: within rounding', async () => {
    const stayed = await moving([cpuFactory()], [])
    const moved = await moving([cpuFactory(), referenceFactory('cpu'), cpuFactory()], [10, 20])
    expect(moved.rows.train).toHaveLength(40)
    moved.rows.train.forEach((loss, i) => expect(loss / stayed.rows.train[i]! - 1).toBeCloseTo(0, 3))
    stayed.run.dispose()
    moved.run.dispose()
  })

  test('moves between two steps while it trains, with no loss missing', async () => {
    const [before, after] = [fakeFactory(), card()]
    const { run } = await open(before, {}, { steps: 2000 })
    const rows = new Rows()
    let moved: Promise<number> | null = null
    await run.train({
      onSteps: rows.add,
      onCheckpoint: ({ step }) => {
        if (step >= 400) moved ??= run.moveTo(after).then(() => run.step)
      }
    })
    expect(await moved!).toBeLessThan(2000)
    expect(run.engine).toBe(after.made[0])
    expect(before.made[0]!.disposed).toBe(true)
    expect(rows.train).toEqual((await straight({ steps: 2000 })).train)
  })

  test('stays where it is if the other engine cannot be made or written', async () => {
    const { run } = await open(fakeFactory())
    const rows = new Rows()
    const here = run.engine
    await expect(run.moveTo(refusing(new Failure('engine-unavailable')))).rejects.toThrow(
      'engine-unavailable'
    )
    const full = card((engine) => (engine.write = () => Promise.reject(new Failure('gpu-memory'))))
    await expect(run.moveTo(full)).rejects.toThrow('gpu-memory')
    expect([run.engine, full.made[0]!.disposed]).toEqual([here, true])
    await run.train({ onSteps: rows.add })
    expect(rows.train).toEqual((await straight()).train)
  })

  test('a run can be moved away from a card that is gone, and the copy goes with it', async () => {
    const cards = card()
    const { run, recoveries } = await open(cards)
    const rows = new Rows()
    const shouldStop = (): 'pause' | false => (run.step >= 25 ? 'pause' : false)
    await run.train({ onSteps: rows.add, onCheckpoint: () => {}, shouldStop })
    cards.made[0]!.lost = gone()
    const elsewhere = fakeFactory()
    await run.moveTo(elsewhere)
    expect(run.engine).toBe(elsewhere.made[0])
    expect(recoveries).toMatchObject([{ fellBack: false }])
    await run.train({ onSteps: rows.add })
    expect(rows.train).toEqual((await straight()).train)
    expect(cards.made).toHaveLength(1)
  })

  test('a second move waits for none: it is refused while one is under way', async () => {
    const { run } = await open(fakeFactory())
    const results = await Promise.allSettled([run.moveTo(fakeFactory()), run.moveTo(fakeFactory())])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
