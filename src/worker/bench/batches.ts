/* Batches of real items for the benchmark: names, drawn at random, each between two end tokens. */

import { createRandom } from '#core/random/random'
import { characterTokenizer } from '#core/tokenizer/characters'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { Batch } from '../engines/engine'
import { itemRows, packRows } from '../packing'

/** One token for each letter, in code-point order, and the end token: V = 27 for the bundled list. */
export function letters(items: readonly string[]): Tokenizer {
  return characterTokenizer([...new Set(items.flatMap((item) => [...item]))].sort())
}

/** `count` batches of `rows` items each, cut to `block` predictions. */
export function itemBatches(items: readonly string[], rows: number, block: number, count: number): Batch[] {
  const random = createRandom(1)
  const packed = itemRows(items, letters(items), block)
  return Array.from({ length: count }, () =>
    packRows(
      packed,
      Array.from({ length: rows }, () => random.below(items.length))
    )
  )
}

/** Real tokens of the average batch. */
export function meanTokens(batches: readonly Batch[]): number {
  return batches.reduce((sum, { lengths }) => sum + lengths.reduce((a, b) => a + b, 0), 0) / batches.length
}
