/*
 * What byte pair encoding looks like after so many merges: the text, the pairs in it, and the vocabulary. Pure,
 * from the trace of core/tokenizer/bpe-steps.
 */

import type { BpeTrace, PairCount } from '#core/tokenizer/bpe-steps'

export interface BpeMoment {
  /** Tokens of the text with their ids, and the places where a piece begins that merges do not cross. */
  readonly ids: readonly number[]
  readonly texts: readonly string[]
  readonly begins: ReadonlySet<number>
  /** Places that belong to the pair that is merged next. */
  readonly next: ReadonlySet<number>
  /** Pairs of the text as it stands, the first by the rule first. */
  readonly pairs: readonly PairCount[]
  /** Place in `pairs` of the one that is merged next; null at the end. */
  readonly chosen: number | null
  /** Tokens known so far, by id. */
  readonly vocabulary: readonly string[]
}

/** @param step merges made, from 0 to the number of steps of the trace */
export function bpeMoment(trace: BpeTrace, step: number): BpeMoment {
  const pieces = step === 0 ? trace.pieces : trace.steps[step - 1]!.pieces
  const coming = trace.steps[step]
  const pair = coming?.pairs[coming.chosen]?.pair
  const begins = new Set<number>()
  const next = new Set<number>()
  const ids: number[] = []
  for (const piece of pieces) {
    begins.add(ids.length)
    for (let i = 0; i < piece.length; i++) {
      // As merging goes: from the left, no token in two pairs.
      if (pair && piece[i] === pair[0] && piece[i + 1] === pair[1] && !next.has(ids.length)) {
        next.add(ids.length)
        next.add(ids.length + 1)
      }
      ids.push(piece[i]!)
    }
  }
  begins.delete(0)
  return {
    ids,
    texts: ids.map((id) => trace.tokens[id]!),
    begins,
    next,
    pairs: coming?.pairs ?? trace.left,
    chosen: coming?.chosen ?? null,
    vocabulary: trace.tokens.slice(0, trace.bytes.length + step)
  }
}
