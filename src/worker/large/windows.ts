/*
 * Windows of tokens that stand in a file. Training's come in batches at random places, which are a function of the
 * random stream alone: a copy of the stream runs ahead, and what it will ask for is read before it is needed.
 */

import type { TokenSource } from '#core/corpus-types'
import { MOST_TOKENS, MOST_WINDOWS } from '#core/contracts/large'
import { PythonRandom } from '#core/random/python'
import { restoreRandom, type Random } from '#core/random/random'
import type { TokenRows } from '../packing'

type Stream = Pick<Random, 'below' | 'save'>

/** Tokens that are read at once: the first time little, so that training begins; then more. */
const FIRST = 1 << 14
const AHEAD = 1 << 18

interface Read {
  readonly starts: readonly number[]
  readonly ids: Int32Array
}

/** The windows of one batch after another. */
export class WindowsAhead {
  /** Batches that were read and not taken yet. */
  #queue: Read[] = []
  #ahead: Stream | null = null
  #pending = false
  /** Batches taken, of those that are being read, before they were there. */
  #overtaken = 0

  /**
   * @param places windows begin at 0 … places − 1
   * @param length tokens of a window
   */
  constructor(
    private readonly source: TokenSource,
    private readonly stream: Stream,
    private readonly rows: number,
    private readonly places: number,
    private readonly length: number
  ) {}

  /** Draws the next batch's places from the stream and gives their tokens, one window after another. */
  next(): Int32Array {
    if (this.#queue.length === 0 && !this.#pending) this.#readNow()
    const starts = this.#draw(this.stream)
    const found = this.#queue.shift()
    if (!found) {
      this.#overtaken++
      return this.source.read(starts, this.length)
    }
    if (found.starts.some((start, i) => start !== starts[i])) {
      // Someone else has drawn from the stream: what was read ahead is of no use.
      this.#queue = []
      this.#ahead = null
      return this.source.read(starts, this.length)
    }
    this.#readAhead()
    return found.ids
  }

  #readNow(): void {
    this.#ahead = copyOf(this.stream)
    const batches = this.#plan(this.#ahead, FIRST)
    this.#queue = this.#cut(batches, this.source.read(batches.flat(), this.length))
  }

  #readAhead(): void {
    const wanted = this.#batches(AHEAD)
    // A whole reading in hand while the next is on its way.
    if (!this.#ahead || this.#pending || this.#queue.length > wanted) return
    const ahead = this.#ahead
    const batches = this.#plan(ahead, AHEAD)
    this.#pending = true
    this.#overtaken = 0
    this.source
      .ahead(batches.flat(), this.length)
      .then(
        (ids) => {
          if (this.#ahead === ahead) this.#queue.push(...this.#cut(batches, ids).slice(this.#overtaken))
        },
        // Read again, and waited for, when it is needed; what fails then is told.
        () => (this.#ahead = null)
      )
      .finally(() => (this.#pending = false))
  }

  #batches(tokens: number): number {
    const most = Math.min(tokens, MOST_TOKENS) / (this.rows * this.length)
    return Math.max(1, Math.floor(Math.min(most, MOST_WINDOWS / this.rows)))
  }

  #plan(stream: Stream, tokens: number): number[][] {
    return Array.from({ length: this.#batches(tokens) }, () => this.#draw(stream))
  }

  #draw(stream: Stream): number[] {
    return Array.from({ length: this.rows }, () => stream.below(this.places))
  }

  #cut(batches: readonly number[][], ids: Int32Array): Read[] {
    const size = this.rows * this.length
    return batches.map((starts, i) => ({ starts, ids: ids.subarray(i * size, (i + 1) * size) }))
  }
}

function copyOf(stream: Stream): Stream {
  return stream instanceof PythonRandom ? PythonRandom.restore(stream.save()) : restoreRandom(stream.save())
}

/** Windows that do not overlap, as windowRows cuts them, of one part of the tokens. */
export class StoredRows {
  /** Predicted tokens of each window. */
  readonly lengths: Int32Array

  constructor(
    private readonly source: TokenSource,
    private readonly part: 'train' | 'heldOut',
    private readonly block: number
  ) {
    const tokens = source[part]
    const count = Math.max(0, Math.ceil((tokens - 1) / block))
    this.lengths = new Int32Array(count).fill(block)
    if (count > 0) this.lengths[count - 1] = tokens - 1 - (count - 1) * block
  }

  /** These windows, read now: row i of the result is window `chosen[i]`. */
  read(chosen: ArrayLike<number>): TokenRows {
    const offset = this.part === 'train' ? 0 : this.source.train
    const lengths = Int32Array.from(chosen, (row) => this.lengths[row]!)
    const width = this.block + 1
    const ids = new Int32Array(lengths.length * width)
    const most = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(MOST_TOKENS / width)))
    const full = [...lengths.keys()].filter((i) => lengths[i] === this.block)
    for (let from = 0; from < full.length; from += most) {
      const some = full.slice(from, from + most)
      const read = this.source.read(
        some.map((i) => offset + chosen[i]! * this.block),
        width
      )
      for (const [k, i] of some.entries()) ids.set(read.subarray(k * width, (k + 1) * width), i * width)
    }
    for (const [i, length] of lengths.entries()) {
      if (length === this.block) continue
      ids.set(this.source.read([offset + chosen[i]! * this.block], length + 1), i * width)
    }
    return { ids, starts: Int32Array.from(lengths, (_, i) => i * width), lengths }
  }
}
