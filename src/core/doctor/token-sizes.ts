/*
 * A corpus in the tokens of a tokenizer: how many, how long its items are, and how many characters stand at each
 * place of them, so that what any context would cut is known without reading the text again.
 */

import type { TokenSizes } from '../contracts/doctor'
import { LIMITS } from '../run-config'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { shortened } from './sample'

const LONGEST = 5
/** Places that are told apart: no context is larger. */
const PLACES = (LIMITS.block as { readonly max: number }).max + 1

export class TokenCollector {
  #tokens = 0
  #pieces = 0
  readonly #lengths: number[] = []
  readonly #charactersAt: number[] = []
  readonly #longest: { text: string; tokens: number }[] = []

  constructor(private readonly tokenizer: Pick<Tokenizer, 'encode' | 'characters'>) {}

  /** An item of a list. @param training of that part, else of the held-out one */
  addItem(item: string, training: boolean): void {
    const ids = this.tokenizer.encode(item)
    if (training) {
      this.#tokens += ids.length
      this.#pieces++
    }
    const length = Math.min(ids.length, PLACES)
    add(this.#lengths, length, 1)
    ids.forEach((id, place) =>
      add(this.#charactersAt, Math.min(place, PLACES), this.tokenizer.characters[id]!)
    )
    if (ids.length <= (this.#longest[LONGEST - 1]?.tokens ?? 0)) return
    this.#longest.push({ text: shortened(item), tokens: ids.length })
    this.#longest.sort((a, b) => b.tokens - a.tokens)
    this.#longest.length = Math.min(LONGEST, this.#longest.length)
  }

  /** A piece of running text of the training part; tokens that would cross two pieces count as two. */
  addText(piece: string): void {
    this.#tokens += this.tokenizer.encode(piece).length
    this.#pieces = 1
  }

  finish(): TokenSizes {
    return {
      tokens: this.#tokens,
      pieces: this.#pieces,
      lengths: this.#lengths,
      charactersAt: this.#charactersAt,
      longest: this.#longest
    }
  }
}

/** Whether an item of so many tokens does not fit with its end mark: n tokens and the mark are n + 1 predictions. */
export const exceeds = (tokens: number, block: number): boolean => tokens + 1 > block

/** What a context of `block` tokens would cut off a list. @returns items that do not fit, and their code points beyond it */
export function cutBy(
  { lengths, charactersAt }: Pick<TokenSizes, 'lengths' | 'charactersAt'>,
  block: number
): { readonly items: number; readonly characters: number } {
  const sum = (values: readonly number[]): number => values.reduce((total, n) => total + n, 0)
  return { items: sum(lengths.slice(block)), characters: sum(charactersAt.slice(block)) }
}

function add(counts: number[], index: number, by: number): void {
  while (counts.length <= index) counts.push(0)
  counts[index]! += by
}
