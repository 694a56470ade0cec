/* Looking inside through the session: both sources, what is answered, and what goes wrong. */

import { expect, test } from 'vitest'
import type { Answer, Argument } from '#core/contracts/handlers'
import type { EventMessage, ReplyMessage } from '#core/contracts/messages'
import type { WorkerRequests } from '#core/contracts/worker'
import { fromAppError } from '#core/errors'
import { DEFAULT_GENERATION } from '#core/generation'
import { UNCHANGED } from '#core/inside'
import { CONFIG, CORPUS, TEXT } from '../landscape/landscape.fixtures'
import { createSession } from '../session'
import { CPU } from './inside.fixtures'

/** A window's end of a session. */
function desk() {
  const waiting = new Map<number, (reply: ReplyMessage) => void>()
  const events: EventMessage[] = []
  let ids = 0
  const send = createSession({
    send: (message, transfer) => {
      const received = structuredClone(message, { transfer })
      if ('event' in received) events.push(received)
      else waiting.get(received.id)?.(received)
    },
    loadCorpus: () => Promise.resolve(TEXT),
    listEngines: () => Promise.resolve([]),
    factoryFor: () => Promise.resolve(CPU)
  })
  const ask = async <K extends keyof WorkerRequests>(
    name: K,
    argument: Argument<WorkerRequests, K>
  ): Promise<Answer<WorkerRequests, K>> => {
    const id = ++ids
    const answered = new Promise<ReplyMessage>((resolve) => waiting.set(id, resolve))
    void send(structuredClone({ id, name, argument }))
    const { reply } = await answered
    if (!reply.ok) throw fromAppError(reply.error)
    return reply.value as Answer<WorkerRequests, K>
  }
  const ended = async (): Promise<void> => {
    while (!events.some(({ event }) => event === 'run.ended')) await new Promise((go) => setTimeout(go, 5))
  }
  return { ask, events, ended }
}

test('the run and the opened model are looked into alike, again and again', async () => {
  const { ask, events, ended } = desk()
  await expect(ask('inside.model', { from: 'run' })).rejects.toThrow('no-model')
  await expect(ask('inside.health', { from: 'model' })).rejects.toThrow('no-model')
  const config = { ...CONFIG, steps: 30 }
  await ask('run.start', { runId: 'r', corpus: CORPUS, config, engine: 'cpu' })
  // While it trains: the step is that of the weights.
  expect((await ask('inside.health', { from: 'run' })).step).toBeLessThanOrEqual(30)
  await ended()
  const model = await ask('inside.model', { from: 'run' })
  expect(model).toMatchObject({ step: 30, kind: 'list', measuredOn: 'held_out', family: 'gpt2' })
  expect(model.tokens).toHaveLength(11)
  expect(model.example.length).toBeGreaterThan(0)
  const { bytes } = await ask('run.capture', { runId: 'r' })
  await ask('model.open', { name: 'm', bytes, corpus: CORPUS })

  const text = model.example
  for (let round = 0; round < 2; round++) {
    const seen = await Promise.all(
      (['run', 'model'] as const).map(async (from) => [
        await ask('inside.attention', { from, text, change: UNCHANGED }),
        await ask('inside.positions', { from, text }),
        await ask('inside.lens', { from, text, change: UNCHANGED, position: 1 }),
        await ask('inside.neurons', { from, text, change: UNCHANGED, layer: 0 }),
        await ask('inside.neuron', { from, layer: 0, neuron: 3 }),
        await ask('inside.token', { from, token: 2, count: 3 }),
        await ask('inside.analogy', { from, a: 0, b: 1, c: 2, count: 3 }),
        await ask('inside.map', { from, taskId: `m ${from}`, method: 'pca', dimensions: 3 }),
        await ask('inside.heads', { from, taskId: `h ${from}` }),
        await ask('inside.health', { from }),
        await ask('inside.compare', {
          ...{ from, taskId: `c ${from}`, settings: { ...DEFAULT_GENERATION, count: 3 } },
          change: { off: [{ part: 'positions' }], nudge: { token: 1, dial: 0, value: 2 } }
        })
      ])
    )
    // What the corpus has is told alike too, so that all of it can be compared.
    expect(seen[1]).toEqual(seen[0])
  }
  await ask('inside.close', {})
  expect(events.some(({ event }) => event === 'run.ended')).toBe(true)
  const unknown = ask('inside.attention', { from: 'run', text: 'Ω', change: UNCHANGED })
  await expect(unknown).rejects.toThrow('unknown-character')
  await expect(ask('inside.neuron', { from: 'run', layer: 0, neuron: 99 })).rejects.toThrow('bad-request')
})

test('a comparison can be cancelled', async () => {
  const { ask, ended } = desk()
  await ask('run.start', { runId: 'r', corpus: CORPUS, config: { ...CONFIG, steps: 20 }, engine: 'cpu' })
  await ended()
  const comparing = ask('inside.compare', {
    ...{ from: 'run', taskId: 't', settings: { ...DEFAULT_GENERATION, count: 200 } },
    change: { off: [{ part: 'attention-residual', layer: 0 }] }
  })
  await ask('task.cancel', { taskId: 't' })
  await expect(comparing).rejects.toThrow('cancelled')
})
