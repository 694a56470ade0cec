/* The constraints that only a whole item shows: known items, distances. Repeats are the list's business. */

import type { Corpus } from '../corpus-types'
import { NearestLine } from '../novelty/nearest'
import { DEAD, Guide } from './constraints'
import type { Constraints } from './constraints'

/**
 * @param corpus what the model was trained on; null if it is not at hand, which is as if it were empty
 * @returns whether an item holds all constraints but `distinct`
 */
export function createJudge(constraints: Constraints, corpus: Corpus | null): (text: string) => boolean {
  const guide = new Guide(constraints)
  const { new_only, min_edits, avoid } = constraints
  const known = new Set(new_only && corpus ? [...corpus.train, ...corpus.heldOut] : [])
  const edits = Math.max(min_edits, avoid.length > 0 ? 1 : 0)
  const near = [
    ...(min_edits > 0 && corpus?.kind === 'list' ? [...corpus.train, ...corpus.heldOut] : []),
    ...avoid
  ]
  const nearest = edits > 0 ? new NearestLine(near) : null
  return (text) => {
    const state = guide.follow(text)
    if (state === DEAD || !guide.accepts(state)) return false
    const item = text.trim()
    return !known.has(item) && nearest?.find(item, edits - 1) == null
  }
}
