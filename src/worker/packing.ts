/*
 * From texts to the rows of a batch. Items of a list and windows of running text look the same here:
 * a stretch of token ids, of which each id but the first is predicted from those before it.
 */

import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { Batch } from './engines/engine'

/** All token ids of one part of a corpus, one after another, and the rows that can be cut from them. */
export interface TokenRows {
  readonly ids: Int32Array
  /** First id of each row. */
  readonly starts: Int32Array
  /** Predicted tokens of each row, 1 to the block; a row covers one id more. */
  readonly lengths: Int32Array
}

/**
 * Items of a list: start token, item, end token, cut to `block` predictions.
 * An item that fills the block loses its end, as in microgpt.
 */
export function itemRows(items: readonly string[], tokenizer: Tokenizer, block: number): TokenRows {
  const encoded = items.map((item) => tokenizer.encode(item))
  const starts = new Int32Array(items.length)
  const lengths = new Int32Array(items.length)
  let total = 0
  for (const [i, ids] of encoded.entries()) {
    starts[i] = total
    lengths[i] = Math.min(block, ids.length + 1)
    total += lengths[i] + 1
  }
  const ids = new Int32Array(total).fill(tokenizer.end)
  for (const [i, item] of encoded.entries()) ids.set(item.subarray(0, lengths[i]), starts[i]! + 1)
  return { ids, starts, lengths }
}

/**
 * Running text in windows that do not overlap: each predicts up to `block` tokens, the last one the rest.
 * The first token of the text is context only. Empty if nothing can be predicted.
 */
export function windowRows(ids: Int32Array, block: number): TokenRows {
  const count = Math.max(0, Math.ceil((ids.length - 1) / block))
  const starts = Int32Array.from({ length: count }, (_, i) => i * block)
  const lengths = starts.map((start) => Math.min(block, ids.length - 1 - start))
  return { ids, starts, lengths }
}

/** The batch with these rows, as long as the longest of them. */
export function packRows({ ids, starts, lengths }: TokenRows, rows: ArrayLike<number>): Batch {
  const B = rows.length
  const chosen = Int32Array.from(rows, (row) => lengths[row]!)
  const T = chosen.reduce((longest, length) => Math.max(longest, length), 1)
  const inputs = new Int32Array(B * T)
  const targets = new Int32Array(B * T).fill(-1)
  for (let b = 0; b < B; b++) {
    const start = starts[rows[b]!]!
    inputs.set(ids.subarray(start, start + chosen[b]!), b * T)
    targets.set(ids.subarray(start + 1, start + chosen[b]! + 1), b * T)
  }
  return { rows: B, length: T, inputs, targets, lengths: chosen }
}
