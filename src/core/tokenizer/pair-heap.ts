/*
 * An indexed binary heap of pairs: each knows where it is, so that one whose count has changed moves to its
 * place in log n steps instead of leaving a stale copy behind. It keeps the counts it is ordered by itself:
 * several may have changed before the first of them is put.
 */

import { mergedFirst } from './bpe'
import type { Counted } from './bpe'

/** Where a pair is: its index in the heap, or one of these. */
const OUT = -1
const DROPPED = -2

export class PairHeap {
  readonly #heap: number[] = []
  readonly #at: number[] = []
  readonly #count: number[] = []

  /** @param bytes byte strings of the two tokens of a pair */
  constructor(private readonly bytes: (pair: number) => Omit<Counted, 'count'>) {}

  /** The pair that is merged first, −1 if there is none. */
  get top(): number {
    return this.#heap[0] ?? -1
  }

  /** Puts a pair where it belongs, or takes it out if it stands nowhere any more. */
  put(pair: number, count: number): void {
    const at = (this.#at[pair] ??= OUT)
    if (at === DROPPED) return
    this.#count[pair] = count
    if (count <= 0) {
      if (at >= 0) this.#remove(pair)
    } else if (at < 0) {
      this.#heap.push(pair)
      this.#at[pair] = this.#heap.length - 1
      this.#up(this.#heap.length - 1)
    } else {
      this.#up(at)
      this.#down(this.#at[pair])
    }
  }

  /** Takes a pair out for good. */
  drop(pair: number): void {
    this.#remove(pair)
    this.#at[pair] = DROPPED
  }

  #remove(pair: number): void {
    const at = this.#at[pair]!
    const last = this.#heap.pop()!
    this.#at[pair] = OUT
    if (last === pair) return
    this.#set(at, last)
    this.#up(at)
    this.#down(this.#at[last]!)
  }

  #set(at: number, pair: number): void {
    this.#heap[at] = pair
    this.#at[pair] = at
  }

  #first(a: number, b: number): boolean {
    const [countA, countB] = [this.#count[a]!, this.#count[b]!]
    if (countA !== countB) return countA > countB
    return mergedFirst({ count: countA, ...this.bytes(a) }, { count: countB, ...this.bytes(b) }) < 0
  }

  #up(from: number): void {
    const pair = this.#heap[from]!
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#first(pair, this.#heap[parent]!)) break
      this.#set(at, this.#heap[parent]!)
      at = parent
    }
    this.#set(at, pair)
  }

  #down(from: number): void {
    const pair = this.#heap[from]!
    const n = this.#heap.length
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= n) break
      if (child + 1 < n && this.#first(this.#heap[child + 1]!, this.#heap[child]!)) child++
      if (!this.#first(this.#heap[child]!, pair)) break
      this.#set(at, this.#heap[child]!)
      at = child
    }
    this.#set(at, pair)
  }
}
