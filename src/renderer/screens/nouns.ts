/* What the pieces of a corpus are called: only of the bundled lists is known what they hold. */

import type { CorpusKind } from '#core/run-config'
import type { Nouns } from '../catalogue/corpus'
import { text } from '../catalogue/text'
import { corpus } from '../state/corpus.svelte'

/** Words for the items of this corpus; null for running text, which has none. */
export function nounsOf(corpusId: string | null, kind: CorpusKind): Nouns | null {
  if (kind === 'text') return null
  const chosen = corpus.list.find(({ id }) => id === corpusId)
  // A corrected copy holds what its original holds.
  const original = chosen?.mended?.original.id
  const entry = original ? corpus.list.find(({ id }) => id === original) : chosen
  if (!entry?.bundled) return text.nouns.lines
  return entry.id === 'towns' ? text.nouns.towns : text.nouns.names
}
