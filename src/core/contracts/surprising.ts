/*
 * Every line of a corpus with its own loss under a model, the most surprising ones first: scored once as a task,
 * then read a page at a time, so that the window never holds more than it shows. How lines are cut and scored:
 * worker/lines/cut.ts.
 */

import type { AppError } from '../errors'
import type { CorpusKind } from '../run-config'
import type { StudioModel } from './studio'

/** The parts of the split, as `status` of the terminal names them. */
export const LINE_PARTS = ['train', 'held_out'] as const
export type LinePart = (typeof LINE_PARTS)[number]

/** What was scored of one part. */
export interface PartScore {
  /** Lines that were scored, of how many there are. */
  readonly lines: number
  readonly of: number
  /** Predicted tokens of all that was scored, and the characters they stand for. */
  readonly tokens: number
  readonly characters: number
  /** Their nats together. */
  readonly nats: number
}

export interface SurprisingSummary {
  readonly kind: CorpusKind
  /** Steps the model had been trained. */
  readonly step: number
  readonly parts: Readonly<Record<LinePart, PartScore>>
}

export interface LineOrder {
  readonly part: LinePart | 'all'
  /** Loss per character, or of the whole line. */
  readonly by: 'character' | 'line'
  readonly first: 'most' | 'least'
}

/** A token of a line and what it cost. */
export interface ScoredToken {
  /** As shown to people; '' for the end of an item. */
  readonly text: string
  /** −log₂ of its probability; null for the first token of a text, which nothing comes before. */
  readonly bits: number | null
}

export interface ScoredLine {
  /** Place in the order asked for, from 0. */
  readonly rank: number
  readonly part: LinePart
  /** Line of the text, from 1, where it first stands; 0 if not known. */
  readonly number: number
  readonly tokens: readonly ScoredToken[]
  /** What stands beyond the context and is neither learned nor scored. */
  readonly rest: string
  /** The item fills the context, so its end is not scored. */
  readonly cut: boolean
  /** Bits of all its tokens, and the characters they stand for: the end of an item is one, a line end too. */
  readonly bits: number
  readonly characters: number
}

export interface SurprisingRequests {
  /**
   * Scores every line of the corpus that the model was trained on, or a seeded sample of a very large one. Ends
   * with `surprising.ended`; until then the lines of the last scoring stay. One at a time: a newer one replaces it.
   */
  'surprising.score'(p: { taskId: string; model: StudioModel }): void
  /** Up to 200 lines in this order, from a rank on. Throws `no-model` where nothing was scored. */
  'surprising.lines'(p: { order: LineOrder; from: number; count: number }): ScoredLine[]
  /** The rank in this order of the scored line that stands at, or nearest before, a line of the text; null if none. */
  'surprising.find'(p: { order: LineOrder; number: number }): number | null
}

export interface SurprisingEvents {
  /** Windows or items that are done. */
  'surprising.progress': { readonly taskId: string; readonly done: number; readonly of: number }
  'surprising.ended': {
    readonly taskId: string
    readonly error: AppError | null
    readonly summary: SurprisingSummary | null
  }
}
