/*
 * Lines that somebody keeps, and how each was made: the shortlist of a corpus, and the sheets that lists are exported
 * as. Main stores the shortlists and prints the sheets.
 */

import type { GenerationSettings, Novelty } from '../generation'

/** How a line came to be: drawn with a seed, proven among the most probable, or chosen letter by letter. */
export const WAYS = ['drawn', 'proven', 'chosen'] as const
export type Way = (typeof WAYS)[number]

/**
 * What makes a line again: the model at the step, asked for `settings` from the line's index on. For `proven` only
 * count, prefix and constraints matter; `chosen` lines follow no seed and are made again by choosing the same.
 */
export interface LineRecipe {
  /** The run's or the file's name. */
  readonly model: string
  /** The run of the library; null for a model from elsewhere. */
  readonly run: string | null
  /** Steps the model was trained when it wrote. */
  readonly step: number
  readonly corpus: { readonly name: string; readonly sha256: string } | null
  readonly way: Way
  /** Of the whole list that the line stood in. */
  readonly settings: GenerationSettings
  /** True if a run went on training meanwhile: the step is that of the first line, and later lines are not exact. */
  readonly moving: boolean
}

/** A line with all that is known of it. What is unknown is null. */
export interface SheetLine {
  readonly text: string
  readonly status: Novelty | null
  readonly log_prob: number
  readonly bits_per_char: number
  readonly nearest: string | null
  readonly nearest_distance: number | null
  /** The longest stretch that stands in the training part. */
  readonly copied: { readonly start: number; readonly length: number } | null
  /** Place in the list it came from; index of its stream of random numbers. */
  readonly index: number
  /** Place in the list of recipes that belongs to it. */
  readonly recipe: number
  /** 0 (none) to 5; note and tags as typed. Of lines that are not kept: 0, '' and none. */
  readonly rating: number
  readonly note: string
  readonly tags: readonly string[]
}

/** Lines to be exported, with their recipes. */
export interface Sheet {
  readonly title: string
  /** ISO 8601. */
  readonly made: string
  readonly lines: readonly SheetLine[]
  readonly recipes: readonly LineRecipe[]
}

export interface KeptLine extends SheetLine {
  readonly id: string
  /** When it was kept, ISO 8601. */
  readonly kept: string
}

/** The lines kept of one corpus, in the order somebody gave them. */
export interface Shortlist {
  readonly lines: readonly KeptLine[]
  readonly recipes: readonly LineRecipe[]
}

export const NO_SHORTLIST: Shortlist = { lines: [], recipes: [] }

/** Lines of one shortlist, tags of a line, and lengths of texts, at most. */
export const SHORTLIST_LIMITS = { lines: 10_000, tags: 20, tag: 60, note: 2000, text: 100_000 } as const

export interface ShortlistAppRequests {
  /** What is kept for a corpus, empty if nothing. Throws `library-newer-version`. */
  'shortlists.read'(p: { corpus: string }): Shortlist
  /** Replaces what is kept for a corpus, atomically. Throws `disk-full`, `write-failed`. */
  'shortlists.write'(p: { corpus: string; list: Shortlist }): void
  /** The system's save dialog, then a printed sheet (PDF); null if cancelled, else the file's name. */
  'files.savePdf'(p: { name: string; sheet: Sheet }): string | null
}
