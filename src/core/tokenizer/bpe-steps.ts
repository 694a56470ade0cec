/*
 * Byte pair encoding slowly and in the open: every step counts all pairs anew, takes the first by the rule
 * and merges it everywhere. For watching it, and what the fast trainer is held against. Time and memory
 * grow with text times merges: for texts of some thousand characters.
 */

import { firstBytes, LEAST_COUNT, mergedFirst, passedOver, usedBytes } from './bpe'
import type { Counted } from './bpe'
import { preTokens } from './pre-tokens'
import type { BpeTokenizerData, Merge } from './tokenizer'
import { bytesOf, showBytes, toByteString } from './utf8'
import { wellFormed } from './well-formed'

/** A pair and its number of places in the text as it stands. */
export interface PairCount extends Counted {
  /** Ids of the two tokens. */
  readonly pair: Merge
  /** What the two are together, as shown to people. */
  readonly text: string
}

export interface BpeStep {
  /** Every pair before the merge, in the order of the rule. */
  readonly pairs: readonly PairCount[]
  /** Place in `pairs` of the one that is merged; not 0 only where those before it were passed over. */
  readonly chosen: number
  /** The new token's id, and how it is shown. */
  readonly token: number
  readonly text: string
  /** The text after the merge: the ids of each piece. */
  readonly pieces: readonly (readonly number[])[]
}

export interface BpeTrace {
  /** The bytes it begins with. */
  readonly bytes: readonly number[]
  /** Every token by id as shown to people: the bytes, then one per step. */
  readonly tokens: readonly string[]
  /** The text before the first merge, cut where merges stop. */
  readonly pieces: readonly (readonly number[])[]
  readonly steps: readonly BpeStep[]
  /** Pairs that are left after the last step, in the order of the rule. */
  readonly left: readonly PairCount[]
  /** The tokenizer that came of it. */
  readonly data: BpeTokenizerData
}

export interface BpeStepsOptions {
  /** At most so many merges. */
  readonly merges?: number
  /** Begin with the bytes of a vocabulary of this size (see `firstBytes`); without it with those of the text. */
  readonly vocab?: number
}

/**
 * Every step of training on a text, or on items that are never merged with one another.
 * @throws Failure `setting-invalid` if `vocab` has no room for the bytes.
 */
export function bpeSteps(text: string | readonly string[], options: BpeStepsOptions = {}): BpeTrace {
  const items = (typeof text === 'string' ? [text] : text).map((item) => wellFormed(item).text)
  const { vocab } = options
  const bytes = vocab === undefined ? usedBytes(items) : firstBytes(vocab, items)
  const idOf = new Map(bytes.map((byte, id) => [byte, id]))
  const tokens = bytes.map((byte) => String.fromCharCode(byte))
  const known = new Set(tokens)
  const merges: Merge[] = []
  const start = items.flatMap((item) =>
    Array.from(preTokens(item, 'gpt2'), (piece) =>
      Array.from(bytesOf(toByteString(piece)), (byte) => idOf.get(byte)!)
    )
  )
  const most = Math.min(options.merges ?? Infinity, vocab === undefined ? Infinity : vocab - bytes.length)

  const steps: BpeStep[] = []
  let pieces: readonly (readonly number[])[] = start
  for (;;) {
    const pairs = countPairs(pieces, tokens)
    const chosen = pairs.findIndex(({ left, right }) => !passedOver(left + right, known))
    const best = pairs[chosen]
    if (!best || best.count < LEAST_COUNT || steps.length >= most) {
      const data: BpeTokenizerData = { kind: 'bpe', pattern: 'gpt2', bytes, merges }
      const shown = tokens.map((token) => showBytes(bytesOf(token)))
      return { bytes, tokens: shown, pieces: start, steps, left: pairs, data }
    }
    const token = tokens.length
    tokens.push(best.left + best.right)
    known.add(best.left + best.right)
    merges.push(best.pair)
    pieces = pieces.map((piece) => merge(piece, best.pair, token))
    steps.push({ pairs, chosen, token, text: best.text, pieces })
  }
}

function countPairs(pieces: readonly (readonly number[])[], tokens: readonly string[]): PairCount[] {
  const counts = new Map<string, { pair: Merge; count: number }>()
  for (const piece of pieces) {
    for (let i = 0; i + 1 < piece.length; i++) {
      const pair: Merge = [piece[i]!, piece[i + 1]!]
      const counted = counts.get(pair.join())
      if (counted) counted.count++
      else counts.set(pair.join(), { pair, count: 1 })
    }
  }
  return [...counts.values()]
    .map(({ pair, count }) => {
      const [left, right] = [tokens[pair[0]]!, tokens[pair[1]]!]
      return { pair, count, left, right, text: showBytes(bytesOf(left + right)) }
    })
    .sort(mergedFirst)
}

/** The piece with every place of the pair merged, from the left; the piece itself if there is none. */
function merge(piece: readonly number[], [left, right]: Merge, token: number): readonly number[] {
  const merged: number[] = []
  for (let i = 0; i < piece.length; i++) {
    if (piece[i] === left && piece[i + 1] === right) {
      merged.push(token)
      i++
    } else merged.push(piece[i]!)
  }
  return merged.length === piece.length ? piece : merged
}
