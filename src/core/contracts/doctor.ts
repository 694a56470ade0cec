/*
 * The border about the corpus doctor: what it finds in a text before training, and the mends that make a corrected
 * copy of it. What a finding means for the settings of a run is decided from these numbers: core/doctor/advice.ts.
 * Over 150 lines: the numbers of every check, each with what it counts, then the requests that carry them.
 */

import type { CorpusKind } from '../run-config'
import type { SplitSettings } from '../corpus-types'
import type { CorpusEntry } from './app'
import type { CorpusRef } from './worker'

/** Texts handed out as examples are cut to 80 code points. */
export interface Copies {
  /** Lists: items that repeat an earlier one. Running text: long lines that do. */
  readonly count: number
  /** Their code points. */
  readonly characters: number
  /** False if there were too many different ones to count all: then it is an estimate. */
  readonly exact: boolean
  readonly examples: readonly string[]
}

/** Pieces of the held-out part that stand in the training part too. */
export interface Leakage {
  readonly count: number
  /** Items of the held-out part; of running text its long lines. */
  readonly of: number
  readonly exact: boolean
  readonly examples: readonly string[]
}

export interface RareCharacter {
  readonly character: string
  readonly uses: number
  /** What it can be written as, of typographic variants; '' for nothing. */
  readonly plain: string | null
  /** A line it stands in. */
  readonly example: string
}

export interface RareCharacters {
  /** The rarest first; up to 50. */
  readonly rare: readonly RareCharacter[]
  /** How many are rare in all. */
  readonly count: number
  /** Lines that have at least one of them. */
  readonly lines: number
  /** The character of least uses, rare or not. */
  readonly rarest: (RareCharacter & { readonly examples: readonly string[] }) | null
}

export interface CaseVariants {
  /** Spellings of items beyond the most frequent one of each. */
  readonly count: number
  readonly exact: boolean
  /** The most frequent spelling first. */
  readonly examples: readonly (readonly string[])[]
}

export interface Garbled {
  /** Lines with letters of UTF-8 that was read as Windows-1252: Ã¼ for ü. */
  readonly lines: number
  /** U+FFFD: what could not be read. */
  readonly replaced: number
  /** Garbled lines, and those with an unread character. */
  readonly examples: readonly string[]
  readonly unread: readonly string[]
}

export interface NearEmpty {
  /** Lists: items of fewer than two letters or digits. Running text: lines without a letter that are not blank. */
  readonly count: number
  readonly examples: readonly string[]
}

/** What stands in a text, whatever the tokenizer. */
export interface Examination {
  readonly kind: CorpusKind
  /** Lines (lists: items) that were looked at, repeated ones not counted where they are left out; not blank. */
  readonly lines: number
  /** Code points. */
  readonly characters: number
  readonly copies: Copies
  readonly leakage: Leakage
  readonly rare: RareCharacters
  readonly variants: CaseVariants
  readonly garbled: Garbled
  readonly nearEmpty: NearEmpty
}

/** A corpus in tokens. The end marks are not counted. */
export interface TokenSizes {
  /** Tokens and pieces (items; running text: 1) of the training part. */
  readonly tokens: number
  readonly pieces: number
  /** Lists, both parts: items by length in tokens; the last stands for all that are as long or longer. */
  readonly lengths: readonly number[]
  /** Lists: code points of the tokens at each place of their items; the last for all places beyond. */
  readonly charactersAt: readonly number[]
  /** The longest items, longest first. */
  readonly longest: readonly { readonly text: string; readonly tokens: number }[]
}

export interface DoctorReport {
  readonly examination: Examination
  readonly sizes: TokenSizes
}

/**
 * A change to a text that makes a corrected copy. `copies`, `near-empty`, `long` and `characters` leave lines out;
 * `plain` and `ungarble` change characters, `spelling` whole items.
 */
export const MENDS = ['copies', 'near-empty', 'long', 'characters', 'plain', 'spelling', 'ungarble'] as const
export type MendKind = (typeof MENDS)[number]

export interface Mend {
  readonly mend: MendKind
  readonly kind: CorpusKind
  /** `characters`: lines with one of these go. `plain`: these become their plain form. Empty for others. */
  readonly characters: readonly string[]
  /** `long`: the numbers of the lines that go, from 0, ascending. Empty for others. */
  readonly lines: Float64Array
}

/** One mend as the record of the corrected corpus tells it. */
export interface MendStep {
  readonly mend: MendKind
  readonly characters: readonly string[]
  /** Lines that were left out or changed. */
  readonly lines: number
}

/** Where a corrected corpus came from; the original stays as it is. */
export interface MendRecord {
  readonly original: CorpusRef
  readonly steps: readonly MendStep[]
}

interface OfCorpus {
  readonly taskId: string
  readonly corpus: CorpusRef
  readonly split: SplitSettings
  readonly tokenizer: string
}

export interface DoctorWorkerRequests {
  /** Throws as `corpus.inspect`, `cancelled` by `task.cancel`. */
  'doctor.examine'(p: OfCorpus): DoctorReport
  /** (transferred) The numbers of the lines, from 0, whose items do not fit this context. Throws the same. */
  'doctor.longLines'(p: OfCorpus & { readonly block: number }): Float64Array
}

export interface DoctorWorkerEvents {
  /** Code points looked at, at most ten a second. */
  'doctor.progress': { readonly taskId: string; readonly done: number; readonly of: number }
}

export interface DoctorAppEvents {
  /** At most ten a second: bytes that are read. */
  'corpora.mending': { readonly task: string; readonly done: number; readonly total: number }
}

export interface DoctorAppRequests {
  /**
   * Stores a corrected copy of a corpus; of a corrected one, a copy with one step more. Throws `corpus-not-found`,
   * `corpus-empty` if nothing is left, `cancelled` after `corpora.cancelMend`; nothing stays behind then.
   */
  'corpora.mend'(p: { task: string; id: string; name: string; mend: Mend }): CorpusEntry
  'corpora.cancelMend'(p: { task: string }): void
}
