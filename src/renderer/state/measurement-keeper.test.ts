import { describe, expect, it } from 'vitest'
import type { AppRequests } from '#core/contracts/app'
import type { Call } from '#core/contracts/handlers'
import type { Measurements } from '#core/contracts/measurements'
import type { EventMessage, ReplyMessage, RequestMessage } from '#core/contracts/messages'
import { Failure } from '#core/errors'
import { WorkerClient } from '../bridge/worker-client'
import { MeasurementKeeper } from './measurement-keeper'

const at = '2026-07-12T12:00:00.000Z'
const kept: Measurements = {
  speeds: [{ choice: 'cpu', work: 'names', device: 'here', msPerStep: 2, at }],
  tests: []
}

/** A keeper between a worker that answers everything and a main that keeps `kept`. */
function keeperWith(change: { read?: () => Promise<unknown> } = {}) {
  const asked: RequestMessage[] = []
  const written: unknown[] = []
  const failures: unknown[] = []
  let say!: (message: ReplyMessage | EventMessage) => void
  const worker = new WorkerClient((receive) => {
    say = receive
    return {
      post(message) {
        asked.push(message)
        receive({ id: message.id, reply: { ok: true, value: undefined } })
      },
      close: () => {}
    }
  })
  const answers: Record<string, (argument: unknown) => Promise<unknown>> = {
    'measurements.read': change.read ?? (() => Promise.resolve({ machine: 'home', measurements: kept })),
    'measurements.write': (made) => Promise.resolve(written.push(made)),
    'app.info': () =>
      Promise.resolve({
        version: '1.0',
        electron: '33',
        chrome: '130',
        platform: 'linux',
        testRuntime: false
      })
  }
  const callApp = ((name: string, argument: unknown) => answers[name]!(argument)) as Call<AppRequests>
  const keeper = new MeasurementKeeper(worker, callApp, (thrown) => failures.push(thrown))
  keeper.connect()
  return { keeper, worker, asked, written, failures, say: (message: EventMessage) => say(message) }
}

describe('measurements', () => {
  it('are told to a worker once, and to the next one again', async () => {
    const { keeper, worker, asked } = keeperWith()
    await Promise.all([keeper.tell(), keeper.tell()])
    await keeper.tell()
    expect(asked.map(({ name, argument }) => [name, argument])).toEqual([
      ['measurements.remember', { machine: 'home', version: '1.0, Chromium 130', measurements: kept }]
    ])
    worker.stop()
    await keeper.tell()
    expect(asked).toHaveLength(2)
  })

  it('go to main as they are made', async () => {
    const { keeper, written, say } = keeperWith()
    await keeper.tell()
    say({ event: 'measurements.made', value: kept })
    expect(written).toEqual([kept])
  })

  it('are done without where main cannot give them, and asked for again', async () => {
    let broken = true
    const failure = new Failure('file-unreadable')
    const answer = { machine: 'home', measurements: kept }
    const { keeper, asked, failures } = keeperWith({
      read: () => (broken ? Promise.reject(failure) : Promise.resolve(answer))
    })
    await keeper.tell()
    expect([asked, failures]).toEqual([[], [failure]])
    broken = false
    await keeper.tell()
    expect(asked).toHaveLength(1)
  })
})
