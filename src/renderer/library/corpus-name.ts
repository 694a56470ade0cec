/* How a corpus is called in the language spoken: the bundled ones have a name in each, everything else the user's own. */

import { text } from '../catalogue/text'

/** @param corpus of the library or of a run; the ids of the bundled ones belong to nothing else */
export function corpusName({ id, name }: { readonly id: string; readonly name: string }): string {
  const { names, towns } = text.corpus.bundledNames
  switch (id) {
    case 'names':
      return names
    case 'towns':
      return towns
    default:
      return name
  }
}
