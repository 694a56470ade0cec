/* Requests about runs. Main notes which of them train: activity.ts. */
import { app } from 'electron'
import type { Program } from '#storage/archive/manifest'
import type { Emit } from '../page-events'
import { type Context, ownBuffer, type Subject } from './context'

export function runHandlers({
  library: { runs, archives },
  deleted,
  activity,
  dialogs,
  files,
  saved,
  emit
}: Context): Subject<'runs'> {
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
    'runs.export': async ({ taskId, id, corpus }) => {
      const { name } = await runs.find(id)
      const path = await dialogs.save(name, 'zip')
      if (path === null) return null
      await archives.exportRun(id, path, { corpus, program: thisProgram(), progress: teller(taskId, emit) })
      return saved.add(path)
    },
    'runs.import': ({ taskId, file }) => archives.importRun(files.place(file), teller(taskId, emit)),
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

/** Milliseconds between two words on how far something is. */
const TELL_MS = 100

/** Tells the page how far a task is: now and then, and at its end. */
function teller(taskId: string, emit: Emit): (done: number, of: number) => void {
  let told = 0
  return (done, of) => {
    if (done < of && Date.now() - told < TELL_MS) return
    told = Date.now()
    emit('runs.progress', { taskId, done, of })
  }
}

function thisProgram(): Program {
  const { platform, arch, versions } = process
  const runtime = `electron ${versions.electron ?? ''}, chrome ${versions['chrome'] ?? ''}`
  return { version: app.getVersion(), platform: `${platform} ${arch}`, runtime }
}
