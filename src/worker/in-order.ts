/* Where the sampler puts finished items: they leave in the order of their index, and where asked for only once each. */

import type { GeneratedItem } from '#core/generation'
import type { Row } from './decoding'

/**
 * Lets finished items out in the order of their index, whatever order they are finished in. Where all must be distinct an
 * item that equals one already let out is to be drawn again, in that order too, so that the list does not
 * depend on how many are made together.
 */
export class InOrder {
  readonly #waiting = new Map<number, { item: GeneratedItem; row: Row }>()
  readonly #out = new Set<string>()

  constructor(
    public next: number,
    private readonly distinct: boolean
  ) {}

  add(item: GeneratedItem, row: Row): void {
    this.#waiting.set(item.index, { item, row })
  }

  take(): GeneratedItem[] {
    const ready: GeneratedItem[] = []
    for (let found = this.#waiting.get(this.next); found; found = this.#waiting.get(++this.next)) {
      if (this.#isRepeat(found.item)) break
      this.#waiting.delete(this.next)
      ready.push(this.#noted(found.item))
    }
    return ready
  }

  /** Takes out what repeats an item that was let out. */
  repeated(): Row[] {
    const repeats = [...this.#waiting.values()].filter(({ item }) => this.#isRepeat(item))
    for (const { item } of repeats) this.#waiting.delete(item.index)
    return repeats.map(({ row }) => row)
  }

  /** Everything that is left, though items before it are missing. */
  rest(): GeneratedItem[] {
    const left = [...this.#waiting.values()].sort((a, b) => a.item.index - b.item.index)
    return left.filter(({ item }) => !this.#isRepeat(item)).map(({ item }) => this.#noted(item))
  }

  #isRepeat(item: GeneratedItem): boolean {
    return this.distinct && this.#out.has(item.text)
  }

  #noted(item: GeneratedItem): GeneratedItem {
    if (this.distinct) this.#out.add(item.text)
    return item
  }
}
