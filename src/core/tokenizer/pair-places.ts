/*
 * The pairs of neighbours in the texts that byte pair encoding is trained on, each with its number and its places, so
 * that a merge touches those alone. Which text is cut and when to stop is bpe-train.ts's business.
 */

import { LEAST_COUNT, passedOver } from './bpe'
import { PairHeap } from './pair-heap'
import type { Merge } from './tokenizer'
import { toByteString } from './utf8'

/** Pairs of ids as one key: ids stay below this. */
const IDS = 1 << 15

/** All pieces as one row of tokens, linked within each piece, and every pair of neighbours. */
export class Pairs {
  readonly #tokens: string[]
  readonly #known: Set<string>
  /** By place: the token (−1: merged into the one before), its neighbours (−1: none), the piece's number. */
  readonly #id: Int32Array
  readonly #next: Int32Array
  readonly #previous: Int32Array
  readonly #weight: Float64Array
  /** By pair: its two tokens, and where its left token stands; places may be stale. */
  readonly #pairOf = new Map<number, number>()
  readonly #left: number[] = []
  readonly #right: number[] = []
  readonly #places: number[][] = []
  readonly #counts: number[] = []
  readonly #heap: PairHeap
  /** Pairs whose count has changed since the heap was last put in order. */
  readonly #changed = new Set<number>()

  constructor(pieces: ReadonlyMap<string, number>, bytes: readonly number[]) {
    this.#tokens = bytes.map((byte) => String.fromCharCode(byte))
    this.#known = new Set(this.#tokens)
    const idOf = new Int32Array(256)
    bytes.forEach((byte, id) => (idOf[byte] = id))
    const utf8 = Array.from(pieces, ([piece, number]) => [toByteString(piece), number] as const)
    const total = utf8.reduce((sum, [piece]) => sum + piece.length, 0)
    this.#id = new Int32Array(total)
    this.#next = new Int32Array(total)
    this.#previous = new Int32Array(total)
    this.#weight = new Float64Array(total)
    let place = 0
    for (const [piece, number] of utf8) {
      for (let i = 0; i < piece.length; i++, place++) {
        this.#id[place] = idOf[piece.charCodeAt(i)]!
        this.#previous[place] = i === 0 ? -1 : place - 1
        this.#next[place] = i + 1 === piece.length ? -1 : place + 1
        this.#weight[place] = number
      }
    }
    for (place = 0; place < total; place++) {
      const next = this.#next[place]!
      if (next >= 0) this.#count(place, this.#id[place]!, this.#id[next]!, this.#weight[place]!)
    }
    this.#heap = new PairHeap((pair) => ({
      left: this.#tokens[this.#left[pair]!]!,
      right: this.#tokens[this.#right[pair]!]!
    }))
    this.#settle()
  }

  /** Merges the next pair by the rule; null if none is left. */
  mergeNext(): Merge | null {
    for (let pair = this.#heap.top; pair >= 0 && this.#counts[pair]! >= LEAST_COUNT; pair = this.#heap.top) {
      const [left, right] = [this.#left[pair]!, this.#right[pair]!]
      const bytes = this.#tokens[left]! + this.#tokens[right]!
      if (passedOver(bytes, this.#known)) {
        this.#heap.drop(pair)
        continue
      }
      const token = this.#tokens.length
      this.#tokens.push(bytes)
      this.#known.add(bytes)
      this.#merge(pair, left, right, token)
      this.#settle()
      return [left, right]
    }
    return null
  }

  #merge(pair: number, left: number, right: number, token: number): void {
    // From left to right: in aaa the first two are merged.
    const places = Int32Array.from(this.#places[pair]!).sort()
    this.#places[pair] = []
    for (const at of places) {
      const second = this.#next[at]!
      if (this.#id[at] !== left || second < 0 || this.#id[second] !== right) continue
      const before = this.#previous[at]!
      const after = this.#next[second]!
      const weight = this.#weight[at]!
      this.#uncount(left, right, weight)
      if (before >= 0) {
        this.#uncount(this.#id[before]!, left, weight)
        this.#count(before, this.#id[before]!, token, weight)
      }
      if (after >= 0) {
        this.#uncount(right, this.#id[after]!, weight)
        this.#count(at, token, this.#id[after]!, weight)
        this.#previous[after] = at
      }
      this.#id[at] = token
      this.#id[second] = -1
      this.#next[at] = after
    }
  }

  #count(place: number, left: number, right: number, weight: number): void {
    const key = left * IDS + right
    let pair = this.#pairOf.get(key)
    if (pair === undefined) {
      pair = this.#counts.length
      this.#pairOf.set(key, pair)
      this.#left.push(left)
      this.#right.push(right)
      this.#counts.push(0)
      this.#places.push([])
    }
    this.#counts[pair]! += weight
    this.#places[pair]!.push(place)
    this.#changed.add(pair)
  }

  #uncount(left: number, right: number, weight: number): void {
    const pair = this.#pairOf.get(left * IDS + right)!
    this.#counts[pair]! -= weight
    this.#changed.add(pair)
  }

  #settle(): void {
    for (const pair of this.#changed) this.#heap.put(pair, this.#counts[pair]!)
    this.#changed.clear()
  }
}
