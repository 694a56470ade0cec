/* Surprising lines as the window asks for them: through a session, with progress, pages, cancelling and refusals. */

import { beforeAll, expect, test } from 'vitest'
import type { Answer, Argument } from '#core/contracts/handlers'
import type { EventMessage, ReplyMessage } from '#core/contracts/messages'
import type { LineOrder, SurprisingEvents } from '#core/contracts/surprising'
import type { WorkerRequests } from '#core/contracts/worker'
import { Failure, fromAppError } from '#core/errors'
import { cpuFactory } from '../engines/cpu/index'
import { createSession } from '../session'
import { LIST_CONFIG, NAMES, trained, type Trained } from '../studio/studio.fixtures'

const ORDER: LineOrder = { part: 'all', by: 'character', first: 'most' }
let list: Trained
beforeAll(async () => {
  list = await trained(NAMES.join('\n'), { ...LIST_CONFIG, steps: 40 })
})

function deskOf({ text, files, corpus }: Trained) {
  const events: EventMessage[] = []
  const replies = new Map<number, (message: ReplyMessage) => void>()
  const send = createSession({
    send: (message, transfer) => {
      const copy = structuredClone(message, { transfer })
      if ('event' in copy) events.push(copy)
      else replies.get(copy.id)?.(copy)
    },
    loadCorpus: ({ id }) =>
      id === 'own' ? Promise.resolve(text) : Promise.reject(new Failure('corpus-not-found', { name: id })),
    listEngines: () => Promise.resolve([]),
    factoryFor: () => Promise.resolve(cpuFactory())
  })
  let ids = 0
  const ask = async <K extends keyof WorkerRequests>(
    name: K,
    argument: Argument<WorkerRequests, K>
  ): Promise<Answer<WorkerRequests, K>> => {
    const id = ++ids
    const reply = new Promise<ReplyMessage>((resolve) => replies.set(id, resolve))
    void send(structuredClone({ id, name, argument }))
    const { reply: answer } = await reply
    if (!answer.ok) throw fromAppError(answer.error)
    return answer.value as Answer<WorkerRequests, K>
  }
  const open = (own: boolean) =>
    ask('model.open', {
      ...{ name: 'mine', bytes: [...files.values()].at(-1)!.slice(0) },
      ...(own && { corpus })
    })
  const ended = async (taskId: string): Promise<SurprisingEvents['surprising.ended']> => {
    for (;;) {
      for (const { event, value } of events) {
        const end = value as SurprisingEvents['surprising.ended']
        if (event === 'surprising.ended' && end.taskId === taskId) return end
      }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  return { ask, open, ended, events }
}

test('scores the opened model, tells how far it is, and hands out pages that outlive the model', async () => {
  const { ask, open, ended, events } = deskOf(list)
  await open(true)
  await expect(ask('surprising.lines', { order: ORDER, from: 0, count: 5 })).rejects.toThrow('no-model')
  await ask('surprising.score', { taskId: 'a', model: { from: 'model' } })
  const { error, summary } = await ended('a')
  expect(error).toBeNull()
  expect(summary).toMatchObject({
    kind: 'list',
    step: 40,
    parts: { train: { lines: 90 }, held_out: { lines: 10 } }
  })
  expect(events.some(({ event }) => event === 'surprising.progress')).toBe(true)
  const page = await ask('surprising.lines', { order: ORDER, from: 95, count: 20 })
  expect(page.map(({ rank }) => rank)).toEqual([95, 96, 97, 98, 99])
  expect(await ask('surprising.find', { order: ORDER, number: page[2]!.number })).toBe(97)
  await open(true)
  expect(await ask('surprising.lines', { order: ORDER, from: 95, count: 20 })).toEqual(page)
  await expect(ask('surprising.lines', { order: ORDER, from: 0, count: 1000 })).rejects.toThrow('bad-request')
})

test('a newer scoring, Cancel and another model end it; the next one works', async () => {
  const { ask, open, ended } = deskOf(list)
  await open(true)
  await ask('surprising.score', { taskId: 'a', model: { from: 'model' } })
  await ask('surprising.score', { taskId: 'b', model: { from: 'model' } })
  await ask('task.cancel', { taskId: 'b' })
  expect((await ended('a')).error?.code).toBe('cancelled')
  expect((await ended('b')).error?.code).toBe('cancelled')
  await ask('surprising.score', { taskId: 'c', model: { from: 'model' } })
  await open(true)
  // Whichever came first: it has ended, and nothing hangs.
  expect([undefined, 'cancelled']).toContain((await ended('c')).error?.code)
  await ask('surprising.score', { taskId: 'd', model: { from: 'model' } })
  expect((await ended('d')).error).toBeNull()
})

test('without a model or its text there is nothing to score', async () => {
  const { ask, open, ended } = deskOf(list)
  await ask('surprising.score', { taskId: 'a', model: { from: 'model' } })
  expect((await ended('a')).error?.code).toBe('no-model')
  await open(false)
  await ask('surprising.score', { taskId: 'b', model: { from: 'model' } })
  expect((await ended('b')).error?.code).toBe('corpus-not-found')
})
