/*
 * Bringing files in: what was found in files the user dropped or chose, what is to be made of them, and
 * what was done to their text on the way. Files are reviewed first, then imported; nothing of an import
 * that is cancelled or fails stays behind.
 * Over 150 lines: the lists of kinds and encodings, and what each count of a report means.
 */

import type { AppError } from '../errors'
import type { CorpusEntry, FileHandle } from './app'

/** How a file is read, told from its content; the name only decides where content cannot (markdown, csv, jsonl). */
export const SOURCE_KINDS = [
  'text',
  'markdown',
  'csv',
  'tsv',
  'json',
  'jsonl',
  'docx',
  'pdf',
  'epub',
  'parquet'
] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** Encodings that can be chosen, by their names in the Encoding Standard (encoding.spec.whatwg.org). */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'iso-8859-2',
  'iso-8859-15',
  'koi8-r',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr'
] as const
export type Encoding = (typeof ENCODINGS)[number]

/** `marked`: a byte-order mark; `valid`: every byte is valid UTF-8; `guessed`: by the statistics of its bytes; `chosen`: by the user. */
export type EncodingGround = 'marked' | 'valid' | 'guessed' | 'chosen'

/** A column of a table or a field of a record that holds text. */
export interface SourceField {
  /** As the file names it; `#1`, `#2` … for columns without a head. Paths of nested records join with dots. */
  readonly name: string
  /** Up to 3 values, each cut to 80 code points. */
  readonly samples: readonly string[]
}

/** How a file is to be read; what is left out is detected. */
export interface ReadingChoice {
  readonly encoding?: Encoding
  /** The field of a table or of records. */
  readonly field?: string
}

/** A file as the review shows it. */
export interface ReviewedFile extends FileHandle {
  /** Null for models, runs and what is refused. */
  readonly kind: SourceKind | null
  /** Where text has one. */
  readonly encoding: { readonly name: Encoding; readonly ground: EncodingGround } | null
  /** Tables and records: the fields to choose from; empty for others. */
  readonly fields: readonly SourceField[]
  /** The field that is read unless another is chosen. */
  readonly field: string | null
  /** Up to 5 lines as they would be read, each cut to 80 code points. */
  readonly sample: readonly string[]
  /** Why it cannot be used; null if it can. */
  readonly refusal: AppError | null
}

export interface ImportReview {
  readonly files: readonly ReviewedFile[]
  /** Files beyond the most that are looked at, in folders with very many. */
  readonly left: number
}

/** What reading a text did to it. Counts of what was changed, zero if nothing. */
export interface CleaningReport {
  readonly kind: SourceKind
  readonly encoding: Encoding | null
  readonly ground: EncodingGround | null
  /** Column or field that was read. */
  readonly field: string | null
  /** A byte-order mark was taken off. */
  readonly mark: boolean
  /** `\r\n` and `\r` that became `\n`. */
  readonly lineEnds: number
  /** No-break spaces (U+00A0, U+202F) that became spaces. */
  readonly noBreakSpaces: number
  /** Control characters that were taken out: C0 but tab and line end, DEL, C1, and zero-width U+FEFF inside. */
  readonly controls: number
  /** Lines that normalisation to NFC changed. */
  readonly normalised: number
  /** Byte sequences or surrogate halves that stand for no character and became U+FFFD. */
  readonly replaced: number
  /** Lines of one file that are valid in UTF-8 while others are not: mixed encodings. */
  readonly mixed: number
  /** Cells, records, pages or chapters that were read. */
  readonly parts: number
}

export interface ImportItem extends ReadingChoice {
  readonly file: string
}

/** What became of one file, in the order asked for. */
export type ImportResult =
  | { readonly name: string; readonly corpus: CorpusEntry; readonly error: null }
  | { readonly name: string; readonly corpus: null; readonly error: AppError }

export interface ImportRequests {
  /** The system's open dialog for several files, or for a folder, then their review; empty if nothing was chosen. */
  'imports.choose'(p: { task: string; what: 'files' | 'folder' }): ImportReview
  /**
   * What stands behind these handles; folders are opened, at most 1,000 files looked at.
   * Throws `cancelled` after `imports.cancel`.
   */
  'imports.review'(p: { task: string; files: readonly string[] }): ImportReview
  /** One file again, read as chosen. */
  'imports.look'(p: ImportItem): ReviewedFile
  /**
   * Reads and stores these files, each as a corpus, or all as one of the name `join`. Answers when all are done:
   * a file that cannot be read is told and the others go on.
   * Throws `cancelled` after `imports.cancel`; nothing of the file that was being read stays behind, corpora
   * that were complete before stay.
   */
  'imports.start'(p: {
    task: string
    items: readonly ImportItem[]
    join: string | null
  }): readonly ImportResult[]
  /** Stops a review or an import; it answers with `cancelled`. */
  'imports.cancel'(p: { task: string }): void
}

export interface ImportEvents {
  /**
   * At most ten a second. `done` and `total` are bytes of the source, both 0 during a review, which begins with `of` 0:
   * its files are not counted yet.
   */
  'imports.progress': {
    readonly task: string
    readonly index: number
    readonly of: number
    readonly name: string
    readonly done: number
    readonly total: number
  }
}
