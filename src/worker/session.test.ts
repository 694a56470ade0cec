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
import { sha256Hex } from '#core/sha256'
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

  test('an engine that fails ends it with its code, and it does not generate any more', async () => {
    const lost = new Failure('gpu-lost', undefined, 'gone')
    const desk = new Desk({ factory: fakeFactory((engine) => (engine.failAt = { step: 25, with: lost })) })
    await desk.start()
    const { end } = await desk.until('run.ended')
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'gpu-lost' } })
    expect(desk.losses.length).toBeLessThanOrEqual(24)
    expect(desk.events('run.checkpoint').every(({ step }) => step < 25)).toBe(true)
    await expect(
      desk.ask('generate.begin', { taskId: 't', from: 'run', settings: DEFAULT_GENERATION })
    ).rejects.toThrow('no-model')
    await expect(desk.ask('run.capture', { runId: 'r' })).rejects.toThrow('no-model')
    expect(desk.factory.made[0]!.disposed).toBe(true)
  })

  test('a number that is none ends it at its last whole step, from which it generates and goes on', async () => {
    const desk = new Desk({ factory: fakeFactory((engine) => (engine.failAt = { step: 25, with: 'nan' })) })
    await desk.start()
    const { end, step } = await desk.until('run.ended')
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'loss-not-finite', detail: { step: 25 } } })
    expect(desk.losses.length).toBeLessThanOrEqual(24)
    const kept = desk.events('run.checkpoint').at(-1)!
    expect(kept.step).toBeLessThan(25)
    expect([step, (await desk.ask('run.capture', { runId: 'r' })).step]).toEqual([kept.step, kept.step])
    desk.factory.made[0]!.failAt = null
    const changes = { learning_rate: 1e-4 }
    expect(await desk.ask('run.resume', { runId: 'r', changes })).toBe(kept.step)
    while (desk.events('run.ended').length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(desk.events('run.ended').at(-1)).toMatchObject({ step: 60, end: { reason: 'finished' } })
    expect(desk.events('run.steps').at(-1)!.first).toBeGreaterThan(0)
  })
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

describe('tokenizers', () => {
  const of = (tokenizer: string) => ({ taskId: 't', corpus, split, tokenizer })

  test('are made as a run would make them, and told in numbers', async () => {
    const desk = new Desk()
    const report = await desk.ask('tokenizer.make', of('bpe:64'))
    const ready = await desk.start({ config: { ...config, ...split, tokenizer: 'bpe:64' } })
    await desk.until('run.ended')
    expect(ready.vocab).toBe(report.vocab)
    expect(report.merges).toBeGreaterThan(0)
    expect(report.whole).toBeNull()
    expect(report.charactersPerToken).toBeGreaterThan(1)
    const gpt = await desk.ask('tokenizer.make', of('r50k_base'))
    expect(gpt.whole).toBe(50256)
    expect(gpt.vocab).toBe(256 + gpt.merges! + 1)
  })

  test('cut any text: GPT encodings with their whole table, the others with the corpus’s own tokens', async () => {
    const desk = new Desk()
    const gpt = await desk.ask('tokenizer.cut', { ...of('r50k_base'), text: 'hello world' })
    expect([...gpt.ids]).toEqual([31373, 995])
    expect(gpt).toMatchObject({ texts: ['hello', ' world'], characters: 11, replaced: 0, tokens: 50256 })
    const half = await desk.ask('tokenizer.cut', { ...of('cl100k_base'), text: 'a\ud800' })
    expect(half.replaced).toBe(1)
    const own = await desk.ask('tokenizer.cut', { ...of('characters'), text: names[0]! })
    expect(own.texts.join('')).toBe(names[0])
    await expect(desk.ask('tokenizer.cut', { ...of('characters'), text: '語' })).rejects.toThrow(
      'unknown-character'
    )
    await expect(desk.ask('tokenizer.make', of('bpe:no.json'))).rejects.toThrow('setting-invalid')
  })

  test('are given up by task.cancel', async () => {
    const desk = new Desk()
    const made = desk.ask('tokenizer.make', of('bpe:64'))
    await desk.ask('task.cancel', { taskId: 't' })
    await expect(made).rejects.toThrow('cancelled')
  })
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

describe('repeats', () => {
  const order = (...seeds: number[]) => ({
    ...{ taskId: 'q', corpus, engine: 'auto' as const },
    runs: seeds.map((seed) => ({ runId: `r${seed}`, config: { ...config, seed } }))
  })

  test('train one after another with the events of live runs, each as it would alone', async () => {
    const desk = new Desk()
    await desk.ask('repeat.begin', order(1, 2, 3))
    await expect(desk.start()).rejects.toThrow('run-busy')
    expect(await desk.until('repeat.ended')).toEqual({ taskId: 'q', left: [], error: null })
    expect(desk.events('repeat.next').map(({ ready, done, of }) => [ready.runId, done, of])).toEqual([
      ['r1', 0, 3],
      ['r2', 1, 3],
      ['r3', 2, 3]
    ])
    for (const seed of [1, 2, 3]) {
      const alone = new Desk()
      await alone.start({ config: { ...config, seed } })
      await alone.until('run.ended')
      const own = desk.events('run.steps').filter(({ runId }) => runId === `r${seed}`)
      expect(own.flatMap(({ train }) => [...train])).toEqual(alone.losses)
      const events = desk.log.map((entry) => entry.event)
      expect(events.indexOf('repeat.next')).toBeLessThan(events.indexOf('run.steps'))
    }
    expect(desk.events('run.ended').map(({ runId }) => runId)).toEqual(['r1', 'r2', 'r3'])
    await desk.start()
    await desk.until('run.ended', ({ runId }) => runId === 'r')
  })

  test('end where they are cancelled, and go on after one that fails', async () => {
    const desk = new Desk()
    const long = {
      ...order(1, 2),
      runs: [
        { runId: 'r1', config: endless },
        { runId: 'r2', config }
      ]
    }
    await desk.ask('repeat.begin', long)
    await desk.until('run.steps')
    await desk.ask('task.cancel', { taskId: 'q' })
    const { left, error } = await desk.until('repeat.ended')
    expect([left, error?.code]).toEqual([['r2'], 'cancelled'])

    const factory = fakeFactory()
    const failing = new Desk({
      factory: {
        ...factory,
        create: async (...made) => {
          const engine = await factory.create(...made)
          if (factory.made.length === 1) factory.made[0]!.failAt = { step: 3, with: 'nan' }
          return engine
        }
      }
    })
    await failing.ask('repeat.begin', order(1, 2))
    expect(await failing.until('repeat.ended')).toMatchObject({ left: [], error: null })
    expect(failing.events('run.ended').map(({ end }) => end.reason)).toEqual(['failed', 'finished'])
  })

  test('tell why they could not begin', async () => {
    const desk = new Desk()
    await desk.ask('repeat.begin', { ...order(1), corpus: { ...corpus, id: 'none' } })
    const { left, error } = await desk.until('repeat.ended')
    expect([left, error?.code]).toEqual([['r1'], 'corpus-not-found'])
    await desk.start({ config: endless })
    await expect(desk.ask('repeat.begin', order(1))).rejects.toThrow('run-busy')
    await desk.ask('run.stop', { runId: 'r' })
  })
})

describe('verification', () => {
  const engine = { engine: 'reference', device: 'Fake', threads: 1, features: [] } as const
  const own = async (): Promise<CorpusRef> => ({ ...corpus, sha256: await sha256Hex(names.join('\n')) })
  const trained = async (desk: Desk): Promise<Float64Array> => {
    await desk.start({ corpus: await own() })
    await desk.until('run.ended')
    return Float64Array.from(desk.losses)
  }
  const order = async (losses: Float64Array) => ({
    ...{ taskId: 'v', corpus: await own(), config, losses, recorded: engine, engine: 'auto' as const }
  })
  const verify = async (change: object = {}, spoil: (losses: Float64Array) => void = () => undefined) => {
    const desk = new Desk()
    const losses = await trained(desk)
    spoil(losses)
    await desk.ask('verify.begin', { ...(await order(losses)), ...change })
    return { desk, ...(await desk.until('verify.ended')) }
  }

  test('of a run that was not touched matches bit for bit', async () => {
    const { result, error, desk } = await verify()
    expect(error).toBeNull()
    expect(result).toMatchObject({
      ...{ outcome: 'matches', from: 1, to: 60, driftsAt: null, largestDifference: 0, exact: true, engine }
    })
    expect(desk.events('verify.progress').at(-1)).toEqual({ taskId: 'v', step: 60, of: 60 })
    // Its own engine is freed; the live run's is left alone.
    expect(desk.factory.made.map(({ disposed }) => disposed)).toEqual([false, true])
  })

  test('finds one bit, and the first step where it differs', async () => {
    const { result } = await verify({}, (losses) => {
      for (const step of [41, 50]) {
        const loss = losses.subarray(step - 1, step)
        const bits = new Uint32Array(loss.buffer, loss.byteOffset, 2)
        bits[0]! ^= 1
      }
    })
    expect(result).toMatchObject({ outcome: 'drifts', driftsAt: 41, to: 41, exact: true })
    expect((await verify({ config: { ...config, learning_rate: 0.1 } })).result).toMatchObject({
      ...{ outcome: 'drifts', driftsAt: 2 }
    })
  })

  test('by another engine allows for the last bits, and says so', async () => {
    const recorded = { ...engine, engine: 'webgpu' } as const
    const slightly = (losses: Float64Array): void => losses.forEach((loss, i) => (losses[i] = loss + 1e-4))
    expect((await verify({ recorded }, slightly)).result).toMatchObject({
      ...{ outcome: 'matches', exact: false, tolerance: 0.01 }
    })
    expect((await verify({ recorded: null }, (losses) => (losses[6]! += 0.02))).result).toMatchObject({
      ...{ outcome: 'drifts', driftsAt: 7 }
    })
  })

  test('passes over what is unknown, takes a shorter trace, and refuses one that says nothing', async () => {
    expect((await verify({}, (losses) => losses.fill(NaN, 3, 20))).result?.outcome).toBe('matches')
    expect((await verify({}, (losses) => losses.fill(NaN))).error?.code).toBe('not-recorded')
    const desk = new Desk()
    const losses = (await trained(desk)).slice(0, 25)
    await desk.ask('verify.begin', await order(losses))
    expect((await desk.until('verify.ended')).result).toMatchObject({ outcome: 'matches', to: 25 })
  })

  test('of a branch begins at its checkpoint', async () => {
    const first = new Desk()
    await first.start({ corpus: await own() })
    await first.until('run.ended')
    const { bytes } = first.events('run.checkpoint').find(({ step }) => step === 24)!
    const branch = { ...config, learning_rate: 0.02, steps: 50 }
    const loadCheckpoint = (): Promise<ArrayBuffer> => Promise.resolve(bytes.slice(0))
    const desk = new Desk({ loadCheckpoint })
    const checkpoint = { runId: 'r', step: 24 }
    await desk.start({ corpus: await own(), config: branch, checkpoint })
    await desk.until('run.ended')
    expect(desk.events('run.steps')[0]!.first).toBe(25)
    const losses = Float64Array.from([...first.losses.slice(0, 24), ...desk.losses])
    await desk.ask('verify.begin', { ...(await order(losses)), config: branch, checkpoint })
    expect((await desk.until('verify.ended')).result).toMatchObject({
      ...{ outcome: 'matches', from: 25, to: 50, exact: true }
    })
    const other = desk.start({ config: { ...branch, width: 64 }, checkpoint })
    await expect(other).rejects.toMatchObject({ error: { code: 'branch-shape', detail: { key: 'width' } } })
  })

  test('waits for no one and gives way: to a run, to being cancelled', async () => {
    const desk = new Desk()
    const losses = await trained(desk)
    const asked = { ...(await order(new Float64Array(1e6).fill(NaN, 60))), config: endless }
    asked.losses.set(losses)
    await desk.ask('verify.begin', asked)
    await expect(desk.ask('verify.begin', asked)).rejects.toThrow('run-busy')
    await desk.ask('task.cancel', { taskId: 'v' })
    expect((await desk.until('verify.ended')).error?.code).toBe('cancelled')
    await desk.ask('verify.begin', { ...asked, taskId: 'w' })
    await desk.start({ config: endless })
    expect((await desk.until('verify.ended', ({ taskId }) => taskId === 'w')).error?.code).toBe('cancelled')
    await expect(desk.ask('verify.begin', asked)).rejects.toThrow('run-busy')
    await desk.ask('run.stop', { runId: 'r' })
    await desk.ask('verify.begin', { ...asked, taskId: 'x', corpus })
    expect((await desk.until('verify.ended', ({ taskId }) => taskId === 'x')).error?.code).toBe(
      'corpus-not-found'
    )
  })
})
