/* Requests about runs. Main notes which of them train: activity.ts. */
import { type Context, ownBuffer, type Subject } from './context'

export function runHandlers({ library: { runs }, activity }: Context): Subject<'runs'> {
  return {
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
