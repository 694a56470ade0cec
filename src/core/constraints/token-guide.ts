/*
 * A guide over tokens: which tokens may come next so that the item can still hold its constraints within the room
 * that is left. Tokens may be several characters or, with byte encodings, parts of one; bytes of a character that
 * is not whole yet wait in the state. What is let through is necessary, not always sufficient (two patterns
 * may each be possible and not both): such an item runs into its end and is drawn again.
 */

import type { Tokenizer } from '../tokenizer/tokenizer'
import { DEAD } from './constraints'
import type { Guide, GuideState } from './constraints'

/** A place in an item under way. */
export interface TokenState {
  readonly guide: GuideState
  /** Bytes of a character that is not whole yet. */
  readonly pending: readonly number[]
}

/** What may come next, by token. */
interface Choices {
  /** After each token; null where it is ruled out. The end token: whether the item may end here. */
  readonly next: readonly (TokenState | null)[]
  readonly mayEnd: boolean
}

/** States whose choices are kept; more are worked out again when they come back. */
const KEPT = 4096

export class TokenGuide {
  readonly start: TokenState
  readonly #choices = new Map<string, Choices>()
  /** Most characters that one token can add. */
  readonly #widest: number

  /** @throws nothing; a guide that is dead from its start lets no token through */
  constructor(
    private readonly guide: Guide,
    private readonly tokenizer: Tokenizer
  ) {
    this.start = { guide: guide.start, pending: [] }
    this.#widest = tokenizer.characters.reduce((most, characters) => Math.max(most, characters), 1)
  }

  /**
   * Rules out tokens by −Infinity.
   * @param logits V, changed
   * @param room tokens that fit after the one chosen now
   * @param early lets the end token through although the item does not hold the constraints yet: such an item is to be
   *   drawn again, and those that are not are drawn as the model would among all that hold them. Forcing an
   *   item on, past where the model would have ended it, makes odd tails; it is for what hardly ever comes.
   * @returns whether any is left
   */
  mask(state: TokenState, logits: Float32Array, room: number, early = false): boolean {
    const { next, mayEnd } = this.#choicesOf(state)
    let any = false
    for (let id = 0; id < logits.length; id++) {
      const allowed = id === this.tokenizer.end ? mayEnd || early : this.#fits(next[id]!, room)
      if (allowed) any = true
      else logits[id] = -Infinity
    }
    return any
  }

  /** The state after a token that was let through. */
  after(state: TokenState, id: number): TokenState {
    return this.#choicesOf(state).next[id]!
  }

  /** The state after a text, which must not end within a character; null if it rules out every item. */
  afterText(text: string): TokenState | null {
    if (this.guide.start === DEAD) return null
    const guide = this.guide.follow(text)
    return guide === DEAD ? null : { guide, pending: [] }
  }

  mayEnd(state: TokenState): boolean {
    return state.pending.length === 0 && this.guide.accepts(state.guide)
  }

  #fits(next: TokenState | null, room: number): boolean {
    if (!next) return false
    const needed = this.guide.needed(next.guide)
    if (room === 0) return needed === 0 && next.pending.length === 0
    return needed <= room * this.#widest
  }

  #choicesOf(state: TokenState): Choices {
    const key = `${state.guide} ${state.pending.join(' ')}`
    let choices = this.#choices.get(key)
    if (!choices) {
      const { vocab, end } = this.tokenizer
      const next = Array.from({ length: vocab }, (_, id) => (id === end ? null : this.#step(state, id)))
      choices = { next, mayEnd: this.mayEnd(state) }
      if (this.#choices.size >= KEPT) this.#choices.clear()
      this.#choices.set(key, choices)
    }
    return choices
  }

  #step({ guide, pending }: TokenState, id: number): TokenState | null {
    const bytes = [...pending, ...this.tokenizer.bytes(id)]
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    let text: string
    try {
      text = decoder.decode(Uint8Array.from(bytes), { stream: true })
    } catch {
      return null // bytes that are no character: such an item could not be read
    }
    const state = this.guide.follow(text, guide)
    if (state === DEAD) return null
    const whole = new TextEncoder().encode(text).length
    return { guide: state, pending: bytes.slice(whole) }
  }
}
