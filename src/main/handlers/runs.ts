/* Requests about runs. Main notes which of them train: activity.ts. */
import { Failure } from '#core/errors'
import { type Context, ownBuffer, type Subject } from './context'

export function runHandlers({ library: { runs }, deleted, activity }: Context): Subject<'runs'> {
  return {
    'runs.find': ({ id }) => runs.find(id),
    'runs.suggestName': async () => ({ name: await runs.suggestName() }),
    'runs.rename': ({ id, name }) => runs.rename(id, name),
    'runs.pin': ({ id, step, pinned }) => runs.pin(id, step, pinned),
    'runs.branch': ({ parent, ...run }) => runs.branch(parent, run),
    'runs.remove': async ({ id }) => {
      const answer = await runs.remove(id)
      deleted.later()
      return answer
    },
    'runs.restore': ({ id }) => runs.restore(id),
    'runs.export': () => Promise.reject(new Failure('bad-request', { at: 'runs.export' })),
    'runs.import': () => Promise.reject(new Failure('bad-request', { at: 'runs.import' })),
    'runs.list': () => runs.list(),
    'runs.create': async (run) => {
      const entry = await runs.create(run)
      activity.note(entry.id, entry.state)
      return entry
    },
    'runs.update': async ({ id, change }) => {
      const entry = await runs.update(id, change)
      activity.note(entry.id, entry.state)
      return entry
    },
    'runs.appendMetrics': ({ id, ...block }) => runs.appendMetrics(id, block),
    'runs.readMetrics': ({ id }) => runs.readMetrics(id),
    'runs.writeCheckpoint': ({ id, step, bytes, valLoss }) => runs.writeCheckpoint(id, step, bytes, valLoss),
    'runs.readCheckpoint': async ({ id, step }) => {
      const found = await runs.readCheckpoint(id, step)
      return { step: found.step, bytes: ownBuffer(found.bytes) }
    }
  }
}
