import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventMessage, ReplyMessage, RequestMessage } from '#core/contracts/messages'
import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { type OpenTransport, WorkerClient } from './worker-client'

/** A port whose far side is this test. */
class FakePort {
  readonly posted: { message: RequestMessage; transfer: Transferable[] }[] = []
  closed = false
  receive!: (message: ReplyMessage | EventMessage) => void
  died!: (reason: string) => void
  refuse: Error | null = null
}

const corpus: CorpusRef = { id: 'names', name: 'names', sha256: '00' }
let ports: FakePort[]
let client: WorkerClient
const open: OpenTransport = (receive, died) => {
  const port = new FakePort()
  port.receive = receive
  port.died = died
  ports.push(port)
  return {
    post: (message, transfer) => {
      if (port.refuse) throw port.refuse
      port.posted.push({ message, transfer })
    },
    close: () => (port.closed = true)
  }
}

beforeEach(() => {
  ports = []
  client = new WorkerClient(open)
})

const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('should have failed')),
    (thrown: unknown) => {
      expect(thrown).toBeInstanceOf(Failure)
      return thrown as Failure
    }
  )

describe('WorkerClient', () => {
  it('starts no worker before the first request and one for all of them', () => {
    expect(ports).toHaveLength(0)
    void client.call('engines.list', {})
    void client.call('run.pause', { runId: 'r' })
    expect(ports).toHaveLength(1)
    expect(ports[0]!.posted.map((p) => p.message.name)).toEqual(['engines.list', 'run.pause'])
    expect(new Set(ports[0]!.posted.map((p) => p.message.id)).size).toBe(2)
  })

  it('gives each answer to its own request, whatever the order', async () => {
    const first = client.call('run.pause', { runId: 'a' })
    const second = client.call('run.stop', { runId: 'a' })
    const [a, b] = ports[0]!.posted.map((p) => p.message.id)
    ports[0]!.receive({ id: b!, reply: { ok: true, value: 7 } })
    ports[0]!.receive({ id: a!, reply: { ok: true, value: 5 } })
    expect(await first).toBe(5)
    expect(await second).toBe(7)
  })

  it('answers once: a second reply to the same request changes nothing', async () => {
    const answer = client.call('run.pause', { runId: 'a' })
    const { id } = ports[0]!.posted[0]!.message
    ports[0]!.receive({ id, reply: { ok: true, value: 5 } })
    ports[0]!.receive({ id, reply: { ok: false, error: { code: 'internal' } } })
    expect(await answer).toBe(5)
  })

  it('throws the Failure of the worker, with its code and facts', async () => {
    const answer = client.call('corpus.inspect', {
      corpus,
      split: { kind: 'auto', deduplicate: true, held_out: 0.1, split_seed: 42 }
    })
    const { id } = ports[0]!.posted[0]!.message
    ports[0]!.receive({
      id,
      reply: { ok: false, error: { code: 'corpus-empty', detail: { name: 'x.txt' } } }
    })
    const failure = await failureOf(answer)
    expect(failure.error).toEqual({ code: 'corpus-empty', detail: { name: 'x.txt' } })
  })

  it('hands model bytes over instead of copying them', () => {
    const bytes = new ArrayBuffer(8)
    void client.call('model.open', { name: 'm', bytes })
    expect(ports[0]!.posted[0]!.transfer).toEqual([bytes])
  })

  it('passes events to their listeners until they stop listening', () => {
    const heard = vi.fn()
    const stop = client.on('run.ended', heard)
    void client.call('engines.list', {})
    const event = { runId: 'r', step: 3, end: { reason: 'finished' } }
    ports[0]!.receive({ event: 'run.ended', value: event })
    ports[0]!.receive({ event: 'run.steps', value: {} })
    expect(heard.mock.calls).toEqual([[event]])
    stop()
    ports[0]!.receive({ event: 'run.ended', value: event })
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('fails everything pending when the worker dies, says so, and starts anew with the next request', async () => {
    const deaths: Failure[] = []
    client.onDeath((failure) => deaths.push(failure))
    const first = client.call('engines.list', {})
    const second = client.call('run.pause', { runId: 'r' })
    ports[0]!.died('out of memory')
    for (const failure of [await failureOf(first), await failureOf(second)]) {
      expect(failure.error).toEqual({ code: 'machine-stopped', cause: 'out of memory' })
    }
    expect(deaths).toHaveLength(1)
    expect(ports[0]!.closed).toBe(true)

    const again = client.call('run.pause', { runId: 'r' })
    expect(ports).toHaveLength(2)
    ports[1]!.receive({ id: ports[1]!.posted[0]!.message.id, reply: { ok: true, value: 1 } })
    expect(await again).toBe(1)
  })

  it('hears nothing more from a worker that is gone', async () => {
    const heard = vi.fn()
    client.on('run.ended', heard)
    const lost = client.call('run.pause', { runId: 'r' })
    client.stop()
    await failureOf(lost)
    const next = client.call('run.pause', { runId: 'r' })
    const { id } = ports[1]!.posted[0]!.message
    ports[0]!.receive({ event: 'run.ended', value: {} })
    ports[0]!.receive({ id, reply: { ok: true, value: 99 } })
    ports[0]!.died('late')
    ports[1]!.receive({ id, reply: { ok: true, value: 2 } })
    expect(await next).toBe(2)
    expect(heard).not.toHaveBeenCalled()
  })

  it('fails the one request whose message cannot be posted', async () => {
    const kept = client.call('run.pause', { runId: 'r' })
    ports[0]!.refuse = new Error('could not be cloned')
    const failure = await failureOf(client.call('run.stop', { runId: 'r' }))
    expect(failure.error.code).toBe('internal')
    ports[0]!.refuse = null
    ports[0]!.receive({ id: ports[0]!.posted[0]!.message.id, reply: { ok: true, value: 4 } })
    expect(await kept).toBe(4)
  })
})
