/* The corpus as the other stages see it. How it is made: corpus.ts. */

import type { CorpusKind } from './run-config'

/** What a corpus is cut by; part of the run's configuration. */
export interface SplitSettings {
  readonly kind: CorpusKind | 'auto'
  readonly deduplicate: boolean
  /** Share held out, 0 to 0.5. */
  readonly held_out: number
  readonly split_seed: number
}

/** A text cut into the part that is trained on and the part that is not. */
export interface Corpus {
  readonly kind: CorpusKind
  /** Lists: the items, in training order. Running text: one string. */
  readonly train: readonly string[]
  readonly heldOut: readonly string[]
  /** Every distinct character (code point) of both parts, sorted by code point. */
  readonly alphabet: readonly string[]
  /** Set where the text is too large to be held: `train` and `heldOut` are then only the beginnings of the parts. */
  readonly large?: LargeParts
}

/** The parts of a text that is too large to be held. */
export interface LargeParts {
  /** Code points that they have. */
  readonly train: number
  readonly heldOut: number
  /** Their tokens, once the tokenizer is known. */
  readonly tokens?: TokenSource
}

/** Tokens in a file (formats/token-file.ts): those of the training part, then those of the held-out part. */
export interface TokenSource {
  readonly train: number
  readonly heldOut: number
  /** `length` tokens from each of these places on, one window after another. @throws Failure if they cannot be read */
  read(starts: readonly number[], length: number): Int32Array
  /** The same without waiting. */
  ahead(starts: readonly number[], length: number): Promise<Int32Array>
}

/** Numbers for the Corpus screen. */
export interface CorpusFacts {
  readonly kind: CorpusKind
  /** Non-empty lines as they stand in the text. */
  readonly lines: number
  readonly distinctLines: number
  /** Of a very large text: the first lines, in which the distinct and the repeated ones were counted. */
  readonly compared?: number
  /** Code points, line ends not counted for lists. */
  readonly characters: number
  /** Distinct characters, end mark not counted. */
  readonly vocabulary: number
  readonly longestLine: { readonly length: number; readonly text: string }
  /** Items (lists) or characters (running text) in each part. */
  readonly train: number
  readonly heldOut: number
  /** Items by length in code points (lists); index = length. */
  readonly lengths: readonly number[]
  /** Up to 12 items or lines, spread over the corpus. */
  readonly sample: readonly string[]
}

/** Mean nats per character of the models that only count, on the held-out part (on the training part if none). */
export interface CountingLosses {
  readonly uniform: number
  readonly letters: number
  readonly pairs: number
  readonly triples: number
  readonly fours: number
  /** True if nothing is held out and the figures are of the training part. */
  readonly onTraining: boolean
  /** Of a text too large to be counted whole: characters that were fitted and scored, of how many. */
  readonly sampled?: { readonly characters: number; readonly of: number }
}
