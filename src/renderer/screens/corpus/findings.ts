/*
 * What the facts of a corpus mean for training: the rows under "What was found", each only from numbers
 * that were computed. A row is fine, mended (something was left out) or to look at.
 */

import type { CorpusFacts } from '#core/corpus-types'

export type Finding =
  | {
      readonly about: 'copies'
      readonly mark: 'fine' | 'mended' | 'look'
      /** Lines that repeat an earlier one. */
      readonly count: number
      readonly examples: readonly string[]
    }
  | {
      readonly about: 'rarest'
      readonly mark: 'fine' | 'look'
      /** Uses of the character, of `of` characters. */
      readonly count: number
      readonly of: number
      readonly character: string
      readonly examples: readonly string[]
    }
  | {
      readonly about: 'length'
      readonly mark: 'fine' | 'look'
      /** Items that do not fit the context with their end mark. */
      readonly count: number
      readonly block: number
      readonly examples: readonly string[]
    }

/** A character used less often than once in this many is seldom. */
const SELDOM = 500

/**
 * @param deduplicate whether repeated lines are left out
 * @param block the context of the next run, in tokens
 */
export function findings(facts: CorpusFacts, deduplicate: boolean, block: number): Finding[] {
  const rows: Finding[] = []
  if (facts.kind === 'list') {
    const copies = facts.lines - facts.distinctLines
    rows.push({
      about: 'copies',
      mark: copies === 0 ? 'fine' : deduplicate ? 'mended' : 'look',
      count: copies,
      examples: facts.repeated
    })
  }
  if (facts.rarest) {
    const { character, count, examples } = facts.rarest
    const mark = count * SELDOM < facts.characters ? 'look' : 'fine'
    rows.push({ about: 'rarest', mark, count, of: facts.characters, character, examples })
  }
  if (facts.kind === 'list') {
    // n characters and the end mark take n + 1 tokens.
    const count = facts.lengths.reduce((sum, items, length) => (length + 1 > block ? sum + items : sum), 0)
    rows.push({
      about: 'length',
      mark: count === 0 ? 'fine' : 'look',
      count,
      block,
      examples: [facts.longestLine.text]
    })
  }
  return rows
}
