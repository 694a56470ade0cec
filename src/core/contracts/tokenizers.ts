/*
 * The border between the window and the machine about tokenizers: making the one that a setting names from a
 * corpus, and cutting any text with it. Merges can take seconds to learn, so that making one tells how far it
 * is and ends by `task.cancel`; a made one is kept, and a run that asks for the same begins at once.
 */

import type { SplitSettings } from '../corpus-types'
import type { CorpusRef } from './worker'

/** A tokenizer as it came out of a corpus. */
export interface TokenizerReport {
  /** V, the end mark included. */
  readonly vocab: number
  /** Of a GPT encoding: how many tokens the whole has; null for what is made from the corpus alone. */
  readonly whole: number | null
  /** Merges that were learned or kept; null where there are none. */
  readonly merges: number | null
  /** Characters (code points) per token in the first part of the corpus; the end marks are not counted. */
  readonly charactersPerToken: number
  /** One sample item as its tokens. */
  readonly tokens: readonly { readonly text: string; readonly id: number }[]
}

/** A text as one tokenizer cuts it. */
export interface TokenCut {
  /** (transferred) */
  readonly ids: Int32Array
  /** Each token as people see it: its text, or bytes that are no whole character as `\xE2`. */
  readonly texts: readonly string[]
  /** Characters (code points) of the text. */
  readonly characters: number
  /** Halves of surrogate pairs that were replaced by U+FFFD. */
  readonly replaced: number
  /** V without the end mark; of a GPT encoding the whole of it. */
  readonly tokens: number
}

interface OfCorpus {
  readonly taskId: string
  readonly corpus: CorpusRef
  readonly split: SplitSettings
  /** As in a run's configuration; `bpe:FILE` is refused here. */
  readonly tokenizer: string
}

export interface TokenizerRequests {
  /** Throws `setting-invalid`, `cancelled`, or what `corpus.inspect` throws. */
  'tokenizer.make'(p: OfCorpus): TokenizerReport
  /**
   * GPT encodings cut with their whole table, the others with the corpus's own tokens. Throws
   * `unknown-character` where the corpus has no token for one, and the same as `tokenizer.make`.
   */
  'tokenizer.cut'(p: OfCorpus & { readonly text: string }): TokenCut
}

export interface TokenizerEvents {
  /** While merges are learned, at most ten a second; `merges` is 0 while the text is being cut. */
  'tokenizer.progress': { readonly taskId: string; readonly merges: number; readonly of: number }
}
