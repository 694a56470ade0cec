/*
 * Byte pair encoding trained fast. Equal pieces are kept once with their number; each pair knows its
 * places, so that a merge touches those alone and changes the counts of their neighbours; a heap in which
 * every pair has its place gives the next one. The same merges as bpe-steps.ts.
 */

import { firstBytes } from './bpe'
import { Pairs } from './pair-places'
import { preTokens } from './pre-tokens'
import type { BpeTokenizerData, Merge } from './tokenizer'
import { wellFormed } from './well-formed'

export interface BpeTraining {
  /** Bytes and merges together; fewer come out where no pair is left that stands twice. */
  readonly vocab: number
  /** Texts whose bytes are to be known too, without teaching merges: the held-out part. */
  readonly also?: readonly string[]
}

/** How far it is: while texts are cut, no merge is made yet. */
export interface BpeProgress {
  readonly merges: number
  readonly of: number
}

/** Pieces cut, and merges made, between two looks at the world outside. */
const PIECES_A_TURN = 1 << 14
const MERGES_A_TURN = 16
/**
 * Trains on texts that are never merged with one another: items of a list, or one running text. Yields often,
 * so that the caller can show progress, breathe, or stop by not asking again.
 * @throws Failure `setting-invalid` if the vocabulary has no room for the bytes of the texts
 */
export function* trainBpe(
  texts: readonly string[],
  { vocab, also = [] }: BpeTraining
): Generator<BpeProgress, BpeTokenizerData> {
  const clean = texts.map((text) => wellFormed(text).text)
  const bytes = firstBytes(vocab, [...clean, ...also])
  const of = vocab - bytes.length
  const pieces = new Map<string, number>()
  let cut = 0
  for (const text of clean) {
    for (const piece of preTokens(text, 'gpt2')) {
      pieces.set(piece, (pieces.get(piece) ?? 0) + 1)
      if (++cut % PIECES_A_TURN === 0) yield { merges: 0, of }
    }
  }
  const pairs = new Pairs(pieces, bytes)
  const merges: Merge[] = []
  while (merges.length < of) {
    const merge = pairs.mergeNext()
    if (!merge) break
    merges.push(merge)
    if (merges.length % MERGES_A_TURN === 0) yield { merges: merges.length, of }
  }
  return { kind: 'bpe', pattern: 'gpt2', bytes, merges }
}

/** Runs a training to its end at once. */
export function trainBpeAtOnce(texts: readonly string[], training: BpeTraining): BpeTokenizerData {
  const steps = trainBpe(texts, training)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
