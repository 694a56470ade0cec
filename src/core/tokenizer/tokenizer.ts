/*
 * What a tokenizer is to the rest of the program: text to ids and back, and plain data that goes
 * into the model file. Kinds live beside this file, one each; `openTokenizer` opens any of them.
 */

/** Plain data of a tokenizer, stored as JSON under `downhill.tokenizer`. */
export interface CharacterTokenizerData {
  readonly kind: 'characters'
  /** Characters by id: one code point each, sorted by code point. */
  readonly characters: readonly string[]
}

export interface GraphemeTokenizerData {
  readonly kind: 'graphemes'
  /** What readers take for one character, by id: sorted by code points. */
  readonly graphemes: readonly string[]
}

/** Two ids that become one token, the first merge being the one applied first. */
export type Merge = readonly [left: number, right: number]

/** Byte pair encoding trained on a corpus. */
export interface BpeTokenizerData {
  readonly kind: 'bpe'
  /** How text is cut before merging; merges never cross a cut. */
  readonly pattern: 'gpt2'
  /** The byte of each of the first ids, ascending: all 256, or those the corpus uses. */
  readonly bytes: readonly number[]
  /** In rank order: merge m makes the token `bytes.length` + m. */
  readonly merges: readonly Merge[]
}

/** The published encodings; pre-tokenisation and table of each in `pre-tokens.ts` and `gpt-encodings.ts`. */
export const GPT_ENCODINGS = ['r50k_base', 'p50k_base', 'cl100k_base', 'o200k_base'] as const
export type GptEncodingName = (typeof GPT_ENCODINGS)[number]

/** A GPT encoding narrowed to the tokens that a corpus uses, all bytes, and what these are merged from. */
export interface GptTokenizerData {
  readonly kind: 'gpt'
  readonly encoding: GptEncodingName
  /** The id in the whole encoding of each id here; ascending, the 256 bytes first. */
  readonly ids: readonly number[]
  /** In rank order and in ids of this vocabulary: merge m makes the token 256 + m. */
  readonly merges: readonly Merge[]
}

export type TokenizerData =
  CharacterTokenizerData | GraphemeTokenizerData | BpeTokenizerData | GptTokenizerData

export interface Tokenizer {
  readonly data: TokenizerData
  /** V: ids run from 0 to V − 1. */
  readonly vocab: number
  /** The one token that both starts and ends an item; the last id. */
  readonly end: number
  /**
   * Code points that begin in each token, for losses per character; 1 for the end token, which counts as
   * one per item. A character of several bytes belongs to the token with its first byte.
   */
  readonly characters: Int32Array
  /**
   * Ids of a text, without start or end token. Halves of surrogate pairs count as U+FFFD; see `encodeText`.
   * @throws Failure `unknown-character`, naming it, if the text cannot be written with this vocabulary.
   */
  encode(text: string): Int32Array
  /**
   * Text of ids; the end token writes nothing. Bytes that are no UTF-8 become U+FFFD.
   * @param unfinished leaves out a character whose last bytes are still to come
   */
  decode(ids: ArrayLike<number>, unfinished?: boolean): string
  /** UTF-8 of one token, perhaps the middle of a character; none for the end token. */
  bytes(id: number): Uint8Array
  /** One token as shown to people: its text, bytes that are no character as `\xE2`, or "end". */
  token(id: number): string
}
