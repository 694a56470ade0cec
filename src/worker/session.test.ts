/* The session against a port that clones and transfers as postMessage does, on fake engines. */

import { describe, expect, test } from 'vitest'
import type { Answer, Argument } from '#core/contracts/handlers'
import type { SelfTestRecord } from '#core/contracts/measurements'
import type { EventMessage, ReplyMessage } from '#core/contracts/messages'
import type { CorpusRef, WorkerEvents, WorkerRequests } from '#core/contracts/worker'
import { Failure, fromAppError } from '#core/errors'
import { DEFAULT_GENERATION } from '#core/generation'
import { PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { lasting, machineWith } from './choosing/chooser.fixtures'
import { Memory } from './choosing/memory'
import { createSession } from './session'
import type { SessionOptions } from './session'
import { fakeFactory } from './testing.fixtures'

const names = 'ada bea cleo dora ella fay gea hedda ida lea mae nora'.split(' ')
const corpus: CorpusRef = { id: 'names', name: 'Names', sha256: 'a'.repeat(64) }
const config: RunConfig = {
  ...PRESETS.names,
  layers: 1,
  heads: 1,
  width: 32,
  block: 8,
  batch: 2,
  steps: 60,
  warmup: 0,
  eval_every: 20
}
const split = { kind: 'auto', deduplicate: true, held_out: 0.25, split_seed: 1 } as const
/** Long enough that nothing below ends by itself. */
const endless = { ...config, steps: 1_000_000, eval_every: 1_000_000 }

type Log = { [K in keyof WorkerEvents]: { event: K; value: WorkerEvents[K] } }[keyof WorkerEvents]

/** The window's side. */
class Desk {
  /** Everything that came, replies as `reply`. */
  readonly log: (Log | { event: 'reply'; id: number })[] = []
  readonly factory
  readonly #waiting = new Map<number, (message: ReplyMessage) => void>()
  readonly #watchers = new Set<() => void>()
  readonly #send
  #ids = 0

  constructor(change: Partial<SessionOptions> & { factory?: ReturnType<typeof fakeFactory> } = {}) {
    this.factory = change.factory ?? fakeFactory()
    this.#send = createSession({
      send: (message, transfer) => this.#receive(structuredClone(message, { transfer })),
      loadCorpus: ({ id }) =>
        id === 'names'
          ? Promise.resolve(names.join('\n'))
          : Promise.reject(new Failure('corpus-not-found', { name: id })),
      listEngines: () => Promise.resolve([]),
      factoryFor: () => Promise.resolve(this.factory),
      ...change
    })
  }

  async ask<K extends keyof WorkerRequests>(
    name: K,
    argument: Argument<WorkerRequests, K>
  ): Promise<Answer<WorkerRequests, K>> {
    const id = ++this.#ids
    const reply = new Promise<ReplyMessage>((resolve) => this.#waiting.set(id, resolve))
    void this.#send(structuredClone({ id, name, argument }))
    const { reply: answer } = await reply
    if (!answer.ok) throw fromAppError(answer.error)
    return answer.value as Answer<WorkerRequests, K>
  }

  start(
    change: Partial<Argument<WorkerRequests, 'run.start'>> = {}
  ): Promise<Answer<WorkerRequests, 'run.start'>> {
    return this.ask('run.start', { runId: 'r', corpus, config, engine: 'auto', ...change })
  }

  events<K extends keyof WorkerEvents>(event: K): WorkerEvents[K][] {
    return this.log
      .filter((entry) => entry.event === event)
      .map((entry) => (entry as { event: K; value: WorkerEvents[K] }).value)
  }

  /** Waits for an event, also one that has come already. */
  async until<K extends keyof WorkerEvents>(
    event: K,
    fits: (value: WorkerEvents[K]) => boolean = () => true
  ): Promise<WorkerEvents[K]> {
    for (;;) {
      const found = this.events(event).find(fits)
      if (found) return found
      await new Promise<void>((resolve) => this.#watchers.add(resolve))
    }
  }

  get losses(): number[] {
    return this.events('run.steps').flatMap(({ train }) => [...train])
  }

  #receive(message: ReplyMessage | EventMessage): void {
    if ('event' in message) this.log.push(message as Log)
    else {
      this.log.push({ event: 'reply', id: message.id })
      const resolve = this.#waiting.get(message.id)
      expect(resolve).toBeDefined() // answered once and only once
      this.#waiting.delete(message.id)
      resolve?.(message)
    }
    for (const wake of this.#watchers) wake()
    this.#watchers.clear()
  }
}

describe('run', () => {
  test('is ready, trains, tells every loss once, keeps checkpoints and ends', async () => {
    const desk = new Desk()
    const ready = await desk.start()
    expect(ready).toMatchObject({ runId: 'r', engine: { device: 'Fake' }, step: 0, config: { kind: 'list' } })
    expect(ready.parameters).toBe(desk.factory.made[0]!.layout.total)
    expect(ready.evaluated).toEqual({ used: 1, of: 1 })
    expect(ready.counting.uniform).toBeGreaterThan(1)
    expect(desk.log).toEqual([{ event: 'reply', id: 1 }]) // the answer comes before the first event
    const { end, step } = await desk.until('run.ended')
    expect([end, step]).toEqual([{ reason: 'finished' }, 60])
    expect(desk.losses).toHaveLength(60)
    expect(desk.events('run.steps').flatMap(({ val }) => val.map((v) => v.step))).toEqual([20, 40, 60])
    expect(desk.events('run.checkpoint').map((c) => c.step)).toEqual([
      1, 2, 3, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60
    ])
    expect(desk.events('run.samples').map((s) => [s.step, s.items.length])).toEqual([
      [0, 10],
      [60, 10]
    ])
    expect(desk.log.at(-1)!.event).toBe('run.ended')
  })

  test('pauses, stands still, goes on with another number of steps, stops', async () => {
    const desk = new Desk()
    await desk.start({ config: endless })
    const step = await desk.ask('run.pause', { runId: 'r' })
    expect(desk.losses).toHaveLength(step)
    expect(desk.events('run.checkpoint').at(-1)!.step).toBe(step)
    const quiet = desk.log.length
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(desk.log).toHaveLength(quiet)
    expect(await desk.ask('run.pause', { runId: 'r' })).toBe(step)
    const steps = step + 30
    expect(await desk.ask('run.resume', { runId: 'r', changes: { steps } })).toBe(step)
    expect(await desk.until('run.ended')).toEqual({ runId: 'r', step: steps, end: { reason: 'finished' } })
    expect(desk.losses).toHaveLength(steps)
    // A finished run can be given more steps, and stopped.
    await desk.ask('run.resume', { runId: 'r', changes: { steps: 1_000_000 } })
    const stopped = await desk.ask('run.stop', { runId: 'r' })
    expect(desk.events('run.ended')[1]).toEqual({ runId: 'r', step: stopped, end: { reason: 'stopped' } })
  })

  test('a paused run that is stopped ends', async () => {
    const desk = new Desk()
    await desk.start({ config: endless })
    const step = await desk.ask('run.pause', { runId: 'r' })
    expect(await desk.ask('run.stop', { runId: 'r' })).toBe(step)
    expect(desk.events('run.ended')).toEqual([{ runId: 'r', step, end: { reason: 'stopped' } }])
  })

  test('goes on from a checkpoint with the very same losses', async () => {
    const straight = new Desk()
    await straight.start()
    await straight.until('run.ended')
    const { bytes } = straight.events('run.checkpoint').find((c) => c.step === 30)!
    const resumed = new Desk()
    const ready = await resumed.start({ from: bytes })
    expect(ready.step).toBe(30)
    await resumed.until('run.ended')
    expect(resumed.events('run.steps')[0]!.first).toBe(31)
    expect(resumed.losses).toEqual(straight.losses.slice(30))
  })

  test('moves to another engine while it trains and while it rests, and tells what computes', async () => {
    const desk = new Desk()
    await desk.start({ config: endless })
    const { step, engine } = await desk.ask('run.move', { runId: 'r', engine: 'reference' })
    expect(engine.device).toBe('Fake')
    await desk.until('run.steps', ({ first }) => first > step)
    const paused = await desk.ask('run.pause', { runId: 'r' })
    expect((await desk.ask('run.move', { runId: 'r', engine: 'cpu' })).step).toBe(paused)
    expect(desk.losses).toHaveLength(paused)
    expect(desk.factory.made.map(({ disposed }) => disposed)).toEqual([true, true, false])
    await desk.ask('run.stop', { runId: 'r' })
    await expect(desk.ask('run.move', { runId: 's', engine: 'cpu' })).rejects.toThrow('run-not-found')
  })

  test('outlives a graphics card and says so', async () => {
    const factory = fakeFactory((engine) => {
      engine.onCard = true
      if (factory.made.length === 0)
        engine.failAt = { step: 25, with: new Failure('gpu-lost', undefined, 'gone') }
    })
    const desk = new Desk({ factory })
    await desk.start()
    expect(await desk.until('run.ended')).toMatchObject({ step: 60, end: { reason: 'finished' } })
    expect(desk.events('run.recovered')).toMatchObject([
      { runId: 'r', error: { code: 'gpu-lost' }, lostAt: 24, step: 24, engine: { device: 'Fake card' } }
    ])
    expect(desk.losses).toHaveLength(60)
  })

  test('only one at a time; the next one frees the engine of the last', async () => {
    const desk = new Desk()
    const first = desk.start({ config: endless })
    await expect(desk.start({ runId: 's' })).rejects.toThrow('run-busy')
    await first
    await expect(desk.start({ runId: 's' })).rejects.toThrow('run-busy')
    await desk.ask('run.stop', { runId: 'r' })
    await desk.start({ runId: 's' })
    expect(desk.factory.made.map((engine) => engine.disposed)).toEqual([true, false])
    await expect(desk.ask('run.pause', { runId: 'r' })).rejects.toThrow('run-not-found')
    await desk.until('run.ended', ({ runId }) => runId === 's')
  })

  test('says what is wrong when it cannot start, and can be started after that', async () => {
    const desk = new Desk()
    await expect(desk.start({ corpus: { ...corpus, id: 'gone' } })).rejects.toThrow('corpus-not-found')
    await expect(desk.start({ config: { ...config, width: 0 } })).rejects.toThrow('setting-invalid')
    await expect(desk.start({ from: new ArrayBuffer(20) })).rejects.toThrow('model-')
    await desk.start()
    await desk.until('run.ended')
  })

  test.each([
    ['nan', 'loss-not-finite', { step: 25 }],
    [new Failure('gpu-lost', undefined, 'gone'), 'gpu-lost', undefined]
  ] as const)(
    'a step that fails (%s) ends it with its code, and it does not generate any more',
    async (how, code, detail) => {
      const desk = new Desk({ factory: fakeFactory((engine) => (engine.failAt = { step: 25, with: how })) })
      await desk.start()
      const { end } = await desk.until('run.ended')
      expect(end).toMatchObject({ reason: 'failed', error: { code, ...(detail && { detail }) } })
      expect(desk.losses.length).toBeLessThanOrEqual(24)
      expect(desk.events('run.checkpoint').every(({ step }) => step < 25)).toBe(true)
      await expect(
        desk.ask('generate.begin', { taskId: 't', from: 'run', settings: DEFAULT_GENERATION })
      ).rejects.toThrow('no-model')
      await expect(desk.ask('run.capture', { runId: 'r' })).rejects.toThrow('no-model')
      expect(desk.factory.made[0]!.disposed).toBe(true)
    }
  )
})

describe('models', () => {
  test('what is captured in the middle of a run can be opened, and generates the same', async () => {
    const desk = new Desk()
    await desk.start({ config: endless })
    const { step, bytes } = await desk.ask('run.capture', { runId: 'r' })
    await desk.ask('run.pause', { runId: 'r' })
    const captured = await desk.ask('run.capture', { runId: 'r' })
    expect(captured.step).toBeGreaterThanOrEqual(step)
    const report = await desk.ask('model.open', { name: 'm', bytes: captured.bytes.slice(0), corpus })
    expect(report).toMatchObject({
      name: 'm',
      step: captured.step,
      vocab: 16,
      resumable: true,
      corpus: { name: 'Names' }
    })
    for (const from of ['run', 'model'] as const) {
      await desk.ask('generate.begin', { taskId: from, from, settings: { ...DEFAULT_GENERATION, count: 40 } })
      expect((await desk.until('generate.ended', ({ taskId }) => taskId === from)).error).toBeNull()
    }
    const items = (id: string) =>
      desk
        .events('generate.items')
        .filter(({ taskId }) => taskId === id)
        .flatMap(({ items }) => items)
    expect(items('run')).toHaveLength(40)
    expect(items('model')).toEqual(items('run'))
    const again = await desk.ask('model.capture', {})
    expect(new Uint8Array(again.bytes)).toEqual(new Uint8Array(captured.bytes))
    expect(bytes.byteLength).toBeGreaterThan(1000)
  })

  test('a broken file is refused and leaves the opened model alone', async () => {
    const desk = new Desk()
    await desk.start()
    await desk.until('run.ended')
    const { bytes } = await desk.ask('run.capture', { runId: 'r' })
    await expect(desk.ask('model.capture', {})).rejects.toThrow('no-model')
    const broken = bytes.slice(0)
    new Uint8Array(broken)[broken.byteLength - 5]! ^= 1
    await desk.ask('model.open', { name: 'm', bytes })
    await expect(desk.ask('model.open', { name: 'n', bytes: broken })).rejects.toThrow('model-checksum')
    const { bytes: kept } = await desk.ask('model.capture', {})
    await desk.ask('model.open', { name: 'o', bytes: kept })
    // The run's, and one that all opened models of the shape share.
    expect(desk.factory.made.map((engine) => engine.disposed)).toEqual([false, false])
  })
})

describe('generating', () => {
  test('goes on while the run trains, and is cancelled', async () => {
    const desk = new Desk() // the fake engine throws if it is stepped while decoding
    await desk.start({ config: endless })
    await desk.ask('generate.begin', {
      taskId: 't',
      from: 'run',
      settings: { ...DEFAULT_GENERATION, count: 1_000_000 }
    })
    await desk.until('generate.items')
    const before = desk.losses.length
    await desk.until('run.steps', ({ first }) => first > before + 1)
    await desk.ask('task.cancel', { taskId: 't' })
    expect((await desk.until('generate.ended')).error?.code).toBe('cancelled')
    await desk.ask('run.stop', { runId: 'r' })
    expect(desk.events('run.ended')).toMatchObject([{ end: { reason: 'stopped' } }])
  })

  test('says at its end what was wrong with what was asked', async () => {
    const desk = new Desk()
    await expect(
      desk.ask('generate.begin', { taskId: 't', from: 'model', settings: DEFAULT_GENERATION })
    ).rejects.toThrow('no-model')
    await desk.start()
    await desk.ask('generate.begin', {
      taskId: 't',
      from: 'run',
      settings: { ...DEFAULT_GENERATION, prefix: 'Å' }
    })
    expect((await desk.until('generate.ended')).error?.code).toBe('unknown-character')
    await desk.until('run.ended')
  })

  test('a new run ends what the old one is generating', async () => {
    const desk = new Desk()
    await desk.start()
    await desk.until('run.ended')
    await desk.ask('generate.begin', {
      taskId: 't',
      from: 'run',
      settings: { ...DEFAULT_GENERATION, count: 1_000_000 }
    })
    await desk.start({ runId: 's' })
    expect((await desk.until('generate.ended')).error?.code).toBe('cancelled')
    await desk.until('run.ended', ({ runId }) => runId === 's')
  })
})

test('corpus.inspect: facts, counting models and one item as tokens', async () => {
  const report = await new Desk().ask('corpus.inspect', { corpus, split })
  expect(report.facts).toMatchObject({ kind: 'list', lines: 12, train: 9, heldOut: 3 })
  expect(report.vocab).toBe(16)
  expect(report.tokens[0]).toEqual({ text: 'end', id: 15 })
  expect(report.tokens.at(-1)).toEqual(report.tokens[0])
  expect(names).toContain(
    report.tokens
      .slice(1, -1)
      .map((token) => token.text)
      .join('')
  )
})

test('what is not in the contract is refused', async () => {
  const desk = new Desk()
  for (const name of ['run.destroy', 'toString', '__proto__']) {
    await expect(desk.ask(name as 'engines.list', {})).rejects.toThrow('bad-request')
  }
  expect(await desk.ask('engines.list', {})).toEqual([])
})

describe('measuring', () => {
  const ask = { corpus, config, again: false } as const

  test('Automatic takes the fastest, hands on what it measured, and remembers what it is told', async () => {
    const engines = machineWith({ webgpu: lasting(1), cpu: lasting(20) })
    const desk = new Desk(engines)
    await desk.start()
    await desk.until('run.ended')
    const made = desk.events('measurements.made').flatMap(({ speeds }) => speeds)
    expect(made.map(({ choice }) => choice)).toEqual(['webgpu', 'cpu'])
    const report = await desk.ask('engines.measure', { ...ask, taskId: 't', engines: [] })
    expect(report.automatic).toEqual({ choice: 'webgpu', why: 'fastest' })

    const later = new Desk(engines)
    const measurements = { speeds: made, tests: [] }
    await later.ask('measurements.remember', { machine: '', version: '', measurements })
    expect(await later.ask('engines.measure', { ...ask, taskId: 't', engines: [] })).toEqual(report)
    expect(later.events('measurements.made')).toEqual([])
  })

  test('is refused while a run trains, but for what is known', async () => {
    const engines = machineWith({ cpu: lasting(1), reference: lasting(1) })
    const desk = new Desk(engines)
    await desk.ask('engines.measure', { ...ask, taskId: 't', engines: 'usable' })
    expect(desk.events('engines.measuring')).toEqual([{ taskId: 't', choice: 'cpu', done: 0, of: 1 }])
    await desk.start({ config: endless })
    const reference = ['reference'] as const
    await expect(desk.ask('engines.measure', { ...ask, taskId: 't', engines: reference })).rejects.toThrow(
      'run-busy'
    )
    await expect(desk.ask('engines.curve', { taskId: 't', measure: true, again: false })).rejects.toThrow(
      'run-busy'
    )
    await expect(desk.ask('engines.test', { taskId: 't' })).rejects.toThrow('run-busy')
    const known = await desk.ask('engines.measure', { ...ask, taskId: 't', engines: 'usable' })
    expect(known.speeds.map(({ choice }) => choice)).toEqual(['cpu'])
    await desk.ask('run.stop', { runId: 'r' })
  })

  test('ends by task.cancel, and when a run starts', async () => {
    const desk = new Desk(machineWith({ cpu: lasting(1), reference: lasting(30) }))
    for (const end of [() => desk.ask('task.cancel', { taskId: 't' }), () => desk.start()]) {
      const asked = { ...ask, taskId: 't', engines: ['reference', 'cpu'] as const }
      const before = desk.events('engines.measuring').length
      const report = desk.ask('engines.measure', asked)
      await desk.until('engines.measuring', () => desk.events('engines.measuring').length > before)
      await end()
      expect(await report).toMatchObject({ speeds: [], problems: [] })
    }
    await desk.until('run.ended')
  })

  test('the graphics card is tested again on request', async () => {
    const verdict: SelfTestRecord = {
      ...{ adapter: 'card', passed: false, quantity: 'attention', worst: 'nats' },
      ...{ difference: 0.5, at: '2026-07-12T12:00:00.000Z' }
    }
    const memory = new Memory()
    const testGpu = (): Promise<SelfTestRecord> => {
      memory.add({ tests: [verdict] })
      return Promise.resolve(verdict)
    }
    const desk = new Desk({ testGpu, memory })
    expect(await desk.ask('engines.test', { taskId: 't' })).toEqual(verdict)
    expect(desk.events('measurements.made')).toEqual([{ speeds: [], tests: [verdict] }])
    await expect(new Desk().ask('engines.test', { taskId: 't' })).rejects.toThrow('engine-unavailable')
  })
})
