/* Requests about the library's texts. */
import type { Context, Subject } from './context'

export function corporaHandlers({ library: { corpora }, files }: Context): Subject<'corpora'> {
  return {
    'corpora.list': () => corpora.list(),
    'corpora.addFile': async ({ file }) => {
      const { name, bytes } = await files.read(file)
      return corpora.addBytes(name, bytes)
    },
    'corpora.addText': ({ name, text }) => corpora.addText(name, text),
    'corpora.remove': ({ id }) => corpora.remove(id),
    'corpora.restore': ({ id }) => corpora.restore(id)
  }
}
