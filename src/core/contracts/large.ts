/*
 * Running text that is too large to be held: what is computed from it outside of the worker, in a process that
 * streams it, and how the worker asks for that: POST app://bundle/library/corpora/<id>/large with an order as JSON;
 * the answer comes as lines of JSON, progress first. Ending the request ends the work.
 */

import type { CorpusFacts, CountingLosses } from '../corpus-types'
import type { AppError } from '../errors'
import type { CorpusKind } from '../run-config'
import type { TokenizerData } from '../tokenizer/tokenizer'

/** Running text from this size on is never held whole, in bytes. */
export const LARGE_FROM = 64 << 20

/** How the text is split: running text has no duplicates to drop and no order to draw. */
export interface LargeSplit {
  readonly kind: CorpusKind | 'auto'
  /** Share held out, 0 to 0.5. */
  readonly held_out: number
}

export type LargeOrder =
  | { readonly want: 'facts'; readonly split: LargeSplit }
  | { readonly want: 'tokenizer'; readonly split: LargeSplit; readonly setting: string }
  | { readonly want: 'tokens'; readonly split: LargeSplit; readonly tokenizer: TokenizerData }

export interface LargeFacts {
  readonly kind: 'text'
  readonly facts: CorpusFacts
  readonly counting: CountingLosses
  readonly alphabet: readonly string[]
  /** The first characters of each part; an empty text where nothing is held out. */
  readonly beginnings: { readonly train: string; readonly heldOut: string }
}

/** It is a list of items, which is not split here. */
export interface LargeList {
  readonly kind: 'list'
}

/** Where the tokens stand: GET app://bundle/library/corpora/<id>/tokens/<key>. */
export interface LargeTokens {
  readonly key: string
  /** Bytes of a token. */
  readonly width: 2 | 4
  readonly train: number
  readonly heldOut: number
}

export interface LargeAnswers {
  facts: LargeFacts | LargeList
  tokenizer: TokenizerData
  tokens: LargeTokens
}

/** `reading` and `tokens` count bytes of the text, `counting` stretches, `merging` merges, `checking` bytes of a file. */
export interface LargeProgress {
  readonly stage: 'reading' | 'counting' | 'merging' | 'tokens' | 'checking'
  readonly done: number
  readonly of: number
}

/** A line of the answer. */
export type LargeLine =
  | { readonly progress: LargeProgress }
  | { readonly answer: LargeAnswers[keyof LargeAnswers] }
  | { readonly error: AppError }

/** Windows that one request may ask for, tokens of each, and tokens in all. */
export const MOST_WINDOWS = 4096
export const LONGEST_WINDOW = 1 << 16
export const MOST_TOKENS = 1 << 22
