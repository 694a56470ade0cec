/* Requests about the library's texts. */
import { makePlain } from '#storage/intake/plain'
import type { Context, Subject } from './context'
import { createTasks } from './tasks'

/** Milliseconds between two words on how far a mend is. */
const TELL_MS = 100

export function corporaHandlers({ library: { corpora }, emit }: Context): Subject<'corpora'> {
  const mending = createTasks()
  return {
    'corpora.list': () => corpora.list(),
    'corpora.addText': ({ name, text: raw }) => {
      const { text, report } = makePlain(raw)
      return corpora.addText(name, text, report)
    },
    'corpora.remove': ({ id }) => corpora.remove(id),
    'corpora.restore': ({ id }) => corpora.restore(id),
    'corpora.mend': ({ task, id, name, mend }) => {
      let told = Date.now()
      const progress = (done: number, total: number): void => {
        if (Date.now() - told < TELL_MS) return
        told = Date.now()
        emit('corpora.mending', { task, done, total })
      }
      return mending.run(task, (signal) => corpora.mend(id, name, mend, { signal, progress }))
    },
    'corpora.cancelMend': ({ task }) => mending.cancel(task)
  }
}
