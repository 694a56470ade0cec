/*
 * What a tokenizer is to the rest of the program: text to ids and back, and plain data that goes
 * into the model file. Kinds live beside this file, one each; `tokenizerFromData` opens any of them.
 */

/** Plain data of a tokenizer, stored as JSON under `downhill.tokenizer`. */
export interface CharacterTokenizerData {
  readonly kind: 'characters'
  /** Characters by id: one code point each, sorted by code point. */
  readonly characters: readonly string[]
}

/** Grows with each kind of tokenizer. */
export type TokenizerData = CharacterTokenizerData

export interface Tokenizer {
  readonly data: TokenizerData
  /** V: ids run from 0 to V − 1. */
  readonly vocab: number
  /** The one token that both starts and ends an item; the last id. */
  readonly end: number
  /**
   * Ids of a text, without start or end token.
   * @throws Failure `unknown-character`, naming it, if the text cannot be written with this vocabulary.
   */
  encode(text: string): Int32Array
  /** Text of ids; the end token writes nothing. */
  decode(ids: ArrayLike<number>): string
  /** One token as shown to people: its text, or "end". */
  token(id: number): string
}
