/*
 * Strings in JavaScript can hold halves of surrogate pairs, which no file can. They are replaced before
 * anything is encoded, and whoever asks is told how many there were.
 */

import type { Tokenizer } from './tokenizer'

const HALVES = /[\ud800-\udfff]/gu

/** The text with U+FFFD for each half of a surrogate pair, and the number of those. */
export function wellFormed(text: string): { readonly text: string; readonly replaced: number } {
  let replaced = 0
  const whole = text.replace(HALVES, () => {
    replaced++
    return '\ufffd'
  })
  return { text: whole, replaced }
}

/** What came of a text: its ids, and the text that they stand for. */
export interface Encoded {
  readonly ids: Int32Array
  /** What decoding gives back: the text itself unless something was replaced. */
  readonly text: string
  /** Halves of surrogate pairs that became U+FFFD. */
  readonly replaced: number
}

/** @throws Failure `unknown-character` */
export function encodeText(tokenizer: Pick<Tokenizer, 'encode'>, text: string): Encoded {
  const whole = wellFormed(text)
  return { ids: tokenizer.encode(whole.text), ...whole }
}
