/*
 * A batch as the kernels want it: padding squeezed out, and for every token and every place the list
 * of positions that use it, so that embedding gradients can be summed in a fixed order.
 * One Int32Array with sections at fixed places, uploaded in one piece.
 */

import type { Batch } from '../engine'

/** Bindings must start at multiples of 256 bytes. */
const ALIGN = 64

/** A section of the upload, in 32-bit words. */
export interface Section {
  readonly offset: number
  readonly length: number
}

export interface BatchLayout {
  /** Token fed at each position [N]. */
  readonly ids: Section
  /** Token to predict at each position, −1 for none [N]. */
  readonly targets: Section
  /** Place of each position in its row [N]. */
  readonly places: Section
  /** First position of each row, and the end [B + 1]. */
  readonly starts: Section
  /** Index of each position in the padded batch, b · T + t [N]: the index space of dropout. */
  readonly padded: Section
  /** Positions sorted by token, and where each token's begin [N], [V + 1]. */
  readonly tokenOrder: Section
  readonly tokenStarts: Section
  /** Positions sorted by place, and where each place's begin [N], [block + 1]. */
  readonly placeOrder: Section
  readonly placeStarts: Section
  /** Words in all. */
  readonly words: number
}

export function batchLayout(
  maxPositions: number,
  maxRows: number,
  vocab: number,
  block: number
): BatchLayout {
  let offset = 0
  const section = (length: number): Section => {
    const made = { offset, length }
    offset += Math.ceil(length / ALIGN) * ALIGN
    return made
  }
  return {
    ids: section(maxPositions),
    targets: section(maxPositions),
    places: section(maxPositions),
    starts: section(maxRows + 1),
    padded: section(maxPositions),
    tokenOrder: section(maxPositions),
    tokenStarts: section(vocab + 1),
    placeOrder: section(maxPositions),
    placeStarts: section(block + 1),
    words: offset
  }
}

export interface PackedBatch {
  /** N */
  readonly positions: number
  /** Longest row. */
  readonly longest: number
  /** Positions with a target. */
  readonly predicted: number
}

/** Packs rows `from` to `to` (exclusive) of a batch into `words`. */
export function packBatch(
  batch: Batch,
  from: number,
  to: number,
  layout: BatchLayout,
  words: Int32Array
): PackedBatch {
  const at = (section: Section): Int32Array => words.subarray(section.offset, section.offset + section.length)
  const [ids, targets, places, starts, padded] = [
    at(layout.ids),
    at(layout.targets),
    at(layout.places),
    at(layout.starts),
    at(layout.padded)
  ]
  let n = 0
  let longest = 0
  let predicted = 0
  for (let row = from; row < to; row++) {
    const length = batch.lengths[row]!
    starts[row - from] = n
    longest = Math.max(longest, length)
    for (let t = 0; t < length; t++, n++) {
      const source = row * batch.length + t
      ids[n] = batch.inputs[source]!
      targets[n] = batch.targets[source]!
      places[n] = t
      padded[n] = source
      if (batch.targets[source]! >= 0) predicted++
    }
  }
  starts[to - from] = n
  sortByKey(ids, n, at(layout.tokenStarts), at(layout.tokenOrder))
  sortByKey(places, n, at(layout.placeStarts), at(layout.placeOrder))
  return { positions: n, longest, predicted }
}

/** Counting sort: the positions 0…n−1 by key, stable, and where each key begins. */
function sortByKey(keys: Int32Array, n: number, starts: Int32Array, order: Int32Array): void {
  starts.fill(0)
  for (let i = 0; i < n; i++) starts[keys[i]! + 1]!++
  for (let k = 1; k < starts.length; k++) starts[k]! += starts[k - 1]!
  // While placing, starts[k] runs to the end of key k; shifting back by one restores the beginnings.
  for (let i = 0; i < n; i++) order[starts[keys[i]!]!++] = i
  starts.copyWithin(1, 0, starts.length - 1)
  starts[0] = 0
}
