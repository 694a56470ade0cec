/* The studio through the session, on real models: each answer is compared with the slow way to the same thing. */

import { beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Argument } from '#core/contracts/handlers'
import type { EventMessage, ReplyMessage } from '#core/contracts/messages'
import type { WorkerEvents, WorkerRequests } from '#core/contracts/worker'
import { Failure, fromAppError } from '#core/errors'
import { NO_CONSTRAINTS } from '#core/constraints/constraints'
import { DEFAULT_GENERATION } from '#core/generation'
import type { GeneratedItem } from '#core/generation'
import { cpuFactory } from '../engines/cpu/index'
import { createSession } from '../session'
import { LIST_CONFIG, NAMES, PROSE, TEXT_CONFIG, trained, type Trained } from './studio.fixtures'

let list: Trained
let prose: Trained
beforeAll(async () => {
  list = await trained(NAMES.join('\n'), LIST_CONFIG)
  prose = await trained(PROSE, TEXT_CONFIG)
})

/** The window's side of a session on this library of one run. */
function deskOf({ text, files }: Trained) {
  const events: EventMessage[] = []
  let heard: () => void = () => undefined
  const replies = new Map<number, (message: ReplyMessage) => void>()
  const send = createSession({
    send: (message, transfer) => {
      const copy = structuredClone(message, { transfer })
      if ('event' in copy) events.push(copy)
      else replies.get(copy.id)?.(copy)
      heard()
    },
    loadCorpus: ({ id }) =>
      id === 'own' ? Promise.resolve(text) : Promise.reject(new Failure('corpus-not-found', { name: id })),
    loadCheckpoint: (_, step) => {
      const bytes = files.get(step)
      return bytes ? Promise.resolve(bytes.slice()) : Promise.reject(new Failure('no-model'))
    },
    listEngines: () => Promise.resolve([]),
    factoryFor: () => Promise.resolve(cpuFactory())
  })
  let ids = 0
  const desk = {
    of: <K extends keyof WorkerEvents>(event: K) =>
      events.filter((entry) => entry.event === event).map((entry) => entry.value as WorkerEvents[K]),
    ask: async <K extends keyof WorkerRequests>(
      name: K,
      argument: Argument<WorkerRequests, K>
    ): Promise<Answer<WorkerRequests, K>> => {
      const id = ++ids
      const reply = new Promise<ReplyMessage>((resolve) => replies.set(id, resolve))
      void send(structuredClone({ id, name, argument }))
      const { reply: answer } = await reply
      if (!answer.ok) throw fromAppError(answer.error)
      return answer.value as Answer<WorkerRequests, K>
    },
    ended: async (taskId: string) => {
      for (;;) {
        const end = desk.of('studio.ended').find((event) => event.taskId === taskId)
        if (end) return end
        await new Promise<void>((resolve) => (heard = resolve))
      }
    }
  }
  return desk
}

type Desk = ReturnType<typeof deskOf>

const place = (made: Trained, step: number) => ({ runId: 'r', step, name: 'r', corpus: made.corpus })
const last = (made: Trained): number => Math.max(...made.files.keys())

/** A list by the plain request, for comparison. */
async function plain(desk: Desk, settings = {}): Promise<GeneratedItem[]> {
  const taskId = crypto.randomUUID()
  await desk.ask('generate.begin', {
    taskId,
    from: 'model',
    settings: { ...DEFAULT_GENERATION, ...settings }
  })
  for (;;) {
    if (desk.of('generate.ended').some((end) => end.taskId === taskId)) break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return desk
    .of('generate.items')
    .filter((event) => event.taskId === taskId)
    .flatMap(({ items }) => items)
}

const model = { from: 'model' } as const

describe('examine', () => {
  test('tells the nearest line and the longest stretch, and nothing without a corpus', async () => {
    const desk = deskOf(list)
    await desk.ask('checkpoint.open', place(list, last(list)))
    const reports = await desk.ask('studio.examine', { model, texts: ['kanax', 'zzz', 'alna'] })
    expect(reports[0]).toMatchObject({ nearest: 'kana', nearest_distance: 1, copied: { start: 0 } })
    expect(reports[1]!.copied!.length).toBe(0)
    expect(reports[2]).toMatchObject({ nearest: 'alna', nearest_distance: 0 })
    await desk.ask('checkpoint.open', { runId: 'r', step: last(list), name: 'r' })
    expect(await desk.ask('studio.examine', { model, texts: ['kana'] })).toEqual([
      { nearest: null, nearest_distance: null, copied: null }
    ])
    await expect(
      desk.ask('studio.examine', { model, texts: Array.from({ length: 257 }, () => 'a') })
    ).rejects.toThrow('bad-request')
  })
})

describe('shares', () => {
  test('over training: each point is the count of a list that the checkpoint writes', async () => {
    const desk = deskOf(list)
    const steps = [...list.files.keys()].sort((a, b) => a - b)
    const settings = { ...DEFAULT_GENERATION, count: 60, seed: 4 }
    await desk.ask('studio.shares', {
      taskId: 's',
      settings,
      over: { steps, runId: 'r', corpus: list.corpus }
    })
    expect(await desk.ended('s')).toMatchObject({ error: null })
    const points = desk.of('studio.share').map(({ point }) => point)
    expect(points.map(({ at }) => at)).toEqual(steps)
    for (const { at, counts } of points) {
      await desk.ask('checkpoint.open', place(list, at))
      const items = await plain(desk, { count: 60, seed: 4 })
      for (const status of ['new', 'held_out', 'train', 'unseen'] as const) {
        expect(counts[status]).toBe(items.filter((item) => item.status === status).length)
      }
    }
    // At an early step most of the training part has not been seen.
    expect(points[0]!.counts.train + points[0]!.counts.unseen).toBeLessThan(60)
    expect(desk.of('studio.progress').at(-1)).toMatchObject({ done: steps.length, of: steps.length })
  })

  test('over temperature, of the opened model; cancelled when another is opened', async () => {
    const desk = deskOf(list)
    await desk.ask('checkpoint.open', place(list, last(list)))
    const settings = { ...DEFAULT_GENERATION, count: 40, seed: 2 }
    const over = { temperatures: [0.5, 1.5], model }
    await desk.ask('studio.shares', { taskId: 't', settings, over })
    expect(await desk.ended('t')).toMatchObject({ error: null })
    for (const { point } of desk.of('studio.share')) {
      const items = await plain(desk, { count: 40, seed: 2, temperature: point.at })
      expect(point.counts.new).toBe(items.filter(({ status }) => status === 'new').length)
    }
    // So many that it cannot have ended by itself, on any machine.
    const many = { temperatures: Array.from({ length: 50_000 }, () => 1), model }
    await desk.ask('studio.shares', { taskId: 'long', settings, over: many })
    await desk.ask('checkpoint.open', place(list, Math.min(...list.files.keys())))
    expect(await desk.ended('long')).toMatchObject({ error: { code: 'cancelled' } })
  })
})

describe('search', () => {
  test('gives falling probabilities that fit, none of them known, and says when there is nothing more', async () => {
    const desk = deskOf(list)
    await desk.ask('checkpoint.open', place(list, last(list)))
    const constraints = { ...NO_CONSTRAINTS, new_only: true, ends_with: 'na', max_length: 6 }
    await desk.ask('studio.search', { taskId: 'b', model, order: { count: 12, prefix: 'k', constraints } })
    expect(await desk.ended('b')).toEqual({ taskId: 'b', error: null })
    const items = desk.of('studio.found').flatMap(({ items }) => items)
    expect(items).toHaveLength(12)
    expect(items.every(({ text, status }) => /^k.*na$/.test(text) && status === 'new')).toBe(true)
    const odds = items.map(({ log_prob }) => log_prob)
    expect(odds).toEqual([...odds].sort((a, b) => b - a))
    // No sampled item that fits is more probable than the last one proven, unless it is in the list.
    const proven = new Set(items.map(({ text }) => text))
    for (const item of await plain(desk, { count: 300, temperature: 1, constraints, prefix: 'k' })) {
      if (item.log_prob > odds.at(-1)! + 1e-6) expect(proven.has(item.text)).toBe(true)
    }
    const few = { ...NO_CONSTRAINTS, pattern: 'ka[nr]a' }
    await desk.ask('studio.search', {
      taskId: 'few',
      model,
      order: { count: 9, prefix: '', constraints: few }
    })
    expect(await desk.ended('few')).toEqual({ taskId: 'few', error: null, exhausted: true })
  })

  test('works on the live run as it stood while that goes on training', async () => {
    const desk = deskOf(list)
    const config = { ...LIST_CONFIG, steps: 1_000_000, eval_every: 1_000_000 }
    await desk.ask('run.start', { runId: 'r', corpus: list.corpus, config, engine: 'cpu' })
    await desk.ask('studio.search', { taskId: 'b', model: { from: 'run' }, order: { count: 3, prefix: 'a' } })
    expect(await desk.ended('b')).toMatchObject({ error: null })
    expect(desk.of('studio.found').flatMap(({ items }) => items)).toHaveLength(3)
    const next = await desk.ask('studio.next', {
      ...{ model: { from: 'run' }, prefix: 'a', ids: [], index: 0 },
      settings: { temperature: 1, top_k: 0, top_p: 1, seed: 1 }
    })
    expect(next.step).toBeGreaterThan(0)
    await desk.ask('run.stop', { runId: 'r' })
  })
})

test('compare gives every panel the list that its model and settings make', async () => {
  const desk = deskOf(list)
  await desk.ask('checkpoint.open', place(list, last(list)))
  const base = { ...DEFAULT_GENERATION, count: 10, seed: 8 }
  const early = Math.min(...list.files.keys())
  const { corpus } = list
  await desk.ask('studio.compare', {
    taskId: 'c',
    panels: [
      { model, settings: base },
      { model, settings: { ...base, temperature: 1.5 } },
      { model: { from: 'checkpoint', runId: 'r', step: early, corpus }, settings: base }
    ]
  })
  expect(await desk.ended('c')).toMatchObject({ error: null })
  const panel = (n: number) =>
    desk
      .of('studio.panel')
      .filter((event) => event.panel === n)
      .flatMap(({ items }) => items)
  expect(panel(0)).toEqual(await plain(desk, base))
  expect(panel(1)).toEqual(await plain(desk, { ...base, temperature: 1.5 }))
  await desk.ask('checkpoint.open', place(list, early))
  expect(panel(2)).toEqual(await plain(desk, base))
})

describe('running text', () => {
  test('streams what the plain request gives, and says when the window slides', async () => {
    const desk = deskOf(prose)
    await desk.ask('checkpoint.open', place(prose, last(prose)))
    const settings = { ...DEFAULT_GENERATION, count: 1, seed: 3, max_tokens: 40 }
    await desk.ask('studio.continue', { taskId: 'w', model, prompt: 'the ', settings })
    expect(await desk.ended('w')).toMatchObject({ error: null })
    const told = desk.of('studio.text')
    const [whole] = await plain(desk, { ...settings, prefix: 'the ' })
    expect(`the ${told.at(-1)!.text}`).toBe(whole!.text)
    expect(told.at(-1)).toMatchObject({ slid: true, block: 8, tokens: 40 })
    expect(told.every(({ context }) => context <= 8)).toBe(true)
    expect(told.every(({ text }) => told.at(-1)!.text.startsWith(text))).toBe(true)
    const context = await desk.ask('studio.context', { model, text: 'the sea the hill' })
    expect(context).toMatchObject({ tokens: 16, block: 8 })
    expect(context.unseen).toBeGreaterThanOrEqual(8)
    expect(await desk.ask('studio.context', { model, text: 'sea' })).toEqual({
      tokens: 3,
      block: 8,
      unseen: 0
    })
  })

  test('keeps what was written when it is stopped', async () => {
    const desk = deskOf(prose)
    await desk.ask('checkpoint.open', place(prose, last(prose)))
    const settings = { ...DEFAULT_GENERATION, max_tokens: 1_000_000 }
    await desk.ask('studio.continue', { taskId: 'w', model, prompt: 'a', settings })
    while (desk.of('studio.text').length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    await desk.ask('task.cancel', { taskId: 'w' })
    expect(await desk.ended('w')).toMatchObject({ error: { code: 'cancelled' } })
    expect(desk.of('studio.text').at(-1)!.text.length).toBeGreaterThan(0)
  })
})

describe('influences', () => {
  test('come from the lines training had used, the line itself first', async () => {
    const desk = deskOf(list)
    const steps = [...list.files.keys()].sort((a, b) => a - b)
    await desk.ask('studio.influences', {
      ...{ taskId: 'i', runId: 'r', steps, corpus: list.corpus },
      ...{ text: 'kamas', count: 5 }
    })
    expect(await desk.ended('i')).toMatchObject({ error: null })
    const [{ report }] = desk.of('studio.influence') as [WorkerEvents['studio.influence']]
    expect(report.steps).toEqual(steps)
    expect(report.towards).toHaveLength(5)
    expect(report.lines).toBeLessThanOrEqual(NAMES.length)
    expect(report.towards.every(({ score }) => score > 0)).toBe(true)
    expect(report.away.every(({ score }) => score < 0)).toBe(true)
    expect(desk.of('studio.progress').length).toBeGreaterThan(0)
  })

  test('are refused without the text, and end when cancelled', async () => {
    const desk = deskOf(list)
    const order = { runId: 'r', steps: [last(list)], text: 'kana', count: 5 }
    await desk.ask('studio.influences', { ...order, taskId: 'x', corpus: { ...list.corpus, id: 'gone' } })
    expect(await desk.ended('x')).toMatchObject({ error: { code: 'corpus-not-found' } })
    await desk.ask('studio.influences', { ...order, taskId: 'y', corpus: list.corpus })
    await desk.ask('task.cancel', { taskId: 'y' })
    expect(await desk.ended('y')).toMatchObject({ error: { code: 'cancelled' } })
  })
})

test('asks that need a model are refused without one, and retraced names of any model but microgpt', async () => {
  const desk = deskOf(list)
  await expect(desk.ask('studio.examine', { model, texts: [] })).rejects.toThrow('no-model')
  await expect(desk.ask('studio.retraced', { model: { from: 'run' } })).rejects.toThrow('no-model')
  await desk.ask('checkpoint.open', place(list, last(list)))
  await expect(desk.ask('studio.retraced', { model })).rejects.toThrow('no-model')
})
