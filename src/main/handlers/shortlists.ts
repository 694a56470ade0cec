/* Requests about the lines that are kept. */
import type { Context, Subject } from './context'

export function shortlistHandlers({ library: { shortlists } }: Context): Subject<'shortlists'> {
  return {
    'shortlists.read': ({ corpus }) => shortlists.read(corpus),
    'shortlists.write': ({ corpus, list }) => shortlists.write(corpus, list)
  }
}
