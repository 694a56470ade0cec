/*
 * Where a generated text stands in the corpus: told by comparing texts, never by guessing. For lists a
 * text is known if it is an item; for running text if it stands word for word in a part.
 */

import type { Corpus } from '../corpus-types'
import type { Novelty } from '../generation'

/**
 * @param reached for an item of the training part: whether training has used it yet; all if not given
 * @returns the status of a text. What stands in both parts counts as training. White space around it is ignored.
 *   Of a text too large to be looked through nothing is known: all is `new`, as without a corpus.
 */
export function createNovelty(
  corpus: Corpus,
  reached: (text: string) => boolean = () => true
): (text: string) => Novelty {
  if (corpus.large) return () => 'new'
  const inTrain = contains(corpus, corpus.train)
  const inHeldOut = contains(corpus, corpus.heldOut)
  return (text) => {
    const item = text.trim()
    if (inTrain(item)) return reached(item) ? 'train' : 'unseen'
    return inHeldOut(item) ? 'held_out' : 'new'
  }
}

function contains(corpus: Corpus, part: readonly string[]): (text: string) => boolean {
  if (corpus.kind === 'text') return (text) => part.some((piece) => piece.includes(text))
  const items = new Set(part)
  return (text) => items.has(text)
}
