/* Requests about the library's texts. */
import { makePlain } from '#storage/intake/plain'
import type { Context, Subject } from './context'

export function corporaHandlers({ library: { corpora } }: Context): Subject<'corpora'> {
  return {
    'corpora.list': () => corpora.list(),
    'corpora.addText': ({ name, text: raw }) => {
      const { text, report } = makePlain(raw)
      return corpora.addText(name, text, report)
    },
    'corpora.remove': ({ id }) => corpora.remove(id),
    'corpora.restore': ({ id }) => corpora.restore(id)
  }
}
