/* Requests about the library's texts. */
import { Failure } from '#core/errors'
import { makePlain } from '#storage/intake/plain'
import type { Context, Subject } from './context'

/** Milliseconds between two words on how far a mend is. */
const TELL_MS = 100

export function corporaHandlers({ library: { corpora }, emit }: Context): Subject<'corpora'> {
  const mending = new Map<string, AbortController>()
  return {
    'corpora.list': () => corpora.list(),
    'corpora.addText': ({ name, text: raw }) => {
      const { text, report } = makePlain(raw)
      return corpora.addText(name, text, report)
    },
    'corpora.remove': ({ id }) => corpora.remove(id),
    'corpora.restore': ({ id }) => corpora.restore(id),
    'corpora.mend': async ({ task, id, name, mend }) => {
      if (mending.has(task)) throw new Failure('bad-request', { at: 'task' })
      const stop = new AbortController()
      mending.set(task, stop)
      let told = Date.now()
      const progress = (done: number, total: number): void => {
        if (Date.now() - told < TELL_MS) return
        told = Date.now()
        emit('corpora.mending', { task, done, total })
      }
      try {
        return await corpora.mend(id, name, mend, { signal: stop.signal, progress })
      } finally {
        mending.delete(task)
      }
    },
    'corpora.cancelMend': ({ task }) => mending.get(task)?.abort()
  }
}
