/*
 * What a look into the corpus tells of a text: the nearest line and the longest stretch copied. Asked of many texts
 * at once, so the sorted lines are kept per corpus. Longer than a breath for many texts: breathes between them.
 */

import type { TextReport } from '#core/contracts/studio'
import type { Corpus } from '#core/corpus-types'
import { joined, longestCopied } from '#core/novelty/copied'
import { NearestLine } from '#core/novelty/nearest'
import { Breath } from '../turns'

/** Texts longer than this have no nearest line: the distance to every line would take seconds. */
const LONGEST = 1000

const UNKNOWN: TextReport = { nearest: null, nearest_distance: null, copied: null }

interface Library {
  readonly lines: NearestLine | null
  readonly trained: ReturnType<typeof joined>
}

const libraries = new WeakMap<Corpus, Library>()

function libraryOf(corpus: Corpus): Library {
  let library = libraries.get(corpus)
  if (!library) {
    const lines = corpus.kind === 'list' ? new NearestLine([...corpus.train, ...corpus.heldOut]) : null
    library = { lines, trained: corpus.kind === 'list' ? joined(corpus.train) : whole(corpus.train) }
    libraries.set(corpus, library)
  }
  return library
}

/** Running text, in which a stretch may cross lines. */
function whole(parts: readonly string[]): Library['trained'] {
  return { includes: (stretch) => parts.some((part) => part.includes(stretch)) }
}

/** @param corpus null if it is not at hand: nothing is known then, nor of one too large to be looked through */
export async function examine(corpus: Corpus | null, texts: readonly string[]): Promise<TextReport[]> {
  if (!corpus || corpus.large) return texts.map(() => UNKNOWN)
  const { lines, trained } = libraryOf(corpus)
  const breath = new Breath()
  const reports: TextReport[] = []
  for (const text of texts) {
    const found = text.length <= LONGEST ? (lines?.find(text.trim()) ?? null) : null
    const { start, length } = longestCopied(text, trained)
    reports.push({
      nearest: found?.line ?? null,
      nearest_distance: found?.distance ?? null,
      copied: { start, length }
    })
    if (breath.due) await breath.take()
  }
  return reports
}
