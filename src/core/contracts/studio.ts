/*
 * The studio's part of the worker border: what is known of a generated text, the share of new ones, the most
 * probable ones, several settings or checkpoints side by side, one token at a time, what training pushed towards a
 * text, and running text that is gone on with. A model is always told by `StudioModel`.
 * Over 150 lines: ten questions to a model, each with its request, its events and the fields of its answer.
 */

import type { Constraints } from '../constraints/constraints'
import type { AppError } from '../errors'
import type { GeneratedItem, GenerationSettings, Novelty } from '../generation'
import type { CorpusRef } from './worker'

/** The live run as it stands, the opened model, or a checkpoint of the library, which the worker fetches itself. */
export type StudioModel =
  { readonly from: 'run' } | { readonly from: 'model' } | ({ readonly from: 'checkpoint' } & KeptModel)

export interface KeptModel {
  readonly runId: string
  readonly step: number
  /** What it was trained on, to tell known from new; left out if not at hand. */
  readonly corpus?: CorpusRef | undefined
}

/** What only a look into the corpus tells of a text. All null where the corpus is not at hand. */
export interface TextReport {
  /** The line of either part nearest by edit distance (Levenshtein, code points); null for running text. */
  readonly nearest: string | null
  readonly nearest_distance: number | null
  /** The longest stretch that stands in the training part: code points before it, and its code points (0: none). */
  readonly copied: { readonly start: number; readonly length: number } | null
}

/** How many texts have which status. */
export type NoveltyCounts = Readonly<Record<Novelty, number>>

/** A point of the chart of new ones: at a temperature, or at a step of training. */
export interface SharePoint {
  readonly at: number
  readonly counts: NoveltyCounts
}

/** What to look for: best-first.ts. */
export interface SearchOrder {
  readonly count: number
  readonly prefix: string
  readonly constraints?: Constraints | undefined
}

export interface Panel {
  readonly model: StudioModel
  readonly settings: GenerationSettings
}

/** Sampling settings that change what may come next. */
export type NextSettings = Pick<
  GenerationSettings,
  'temperature' | 'top_k' | 'top_p' | 'min_p' | 'repetition_penalty' | 'seed' | 'constraints'
>

/** A token that may come next, with its probability at every stage of sampling. */
export interface NextToken {
  readonly id: number
  /** As shown to people; '' for the end of an item. */
  readonly text: string
  readonly end: boolean
  /** The model's own, at temperature 1. */
  readonly raw: number
  /** After repetition penalty and temperature. */
  readonly tempered: number
  /** After top-k, top-p, min-p and what the item must be: what is drawn from. 0 where it is cut away. */
  readonly cut: number
}

/** What may come next after a beginning. */
export interface NextTokens {
  /** Steps the model has been trained. */
  readonly step: number
  /** The beginning as text, and as tokens (those of the prefix first). */
  readonly text: string
  readonly path: readonly { readonly id: number; readonly text: string }[]
  /** How many of `path` were given as the prefix. */
  readonly given: number
  /** The likeliest by `raw`, falling; all of a small vocabulary. */
  readonly tokens: readonly NextToken[]
  /** Tokens in all, and the probability at temperature 1 of those that are not in `tokens`. */
  readonly of: number
  readonly rest: number
  /** What the stream of the seed draws here; null if nothing may come. */
  readonly drawn: number | null
  /** Nats of the path at temperature 1. */
  readonly log_prob: number
  /** Tokens the model looks at now, and at most. */
  readonly context: number
  readonly block: number
  /** An item of a list that can only end now, because it fills the block. */
  readonly full: boolean
}

/** A line of the training part (or a window of running text) and how hard it pushed. */
export interface Influence {
  readonly text: string
  /** TracIn (worker/studio/tracin.ts): positive pushed towards the item, negative away from it. In nats. */
  readonly score: number
}

export interface InfluenceReport {
  /** The hardest pushes towards it, falling, and away from it, rising; scores are exact dot products. */
  readonly towards: readonly Influence[]
  readonly away: readonly Influence[]
  /** Lines that training had used, all of which were scored. */
  readonly lines: number
  /** Steps of the checkpoints that were summed over. */
  readonly steps: readonly number[]
}

/** Where a text that is gone on with stands in the model's context. */
export interface ContextReport {
  readonly tokens: number
  readonly block: number
  /** Characters (UTF-16) at the beginning that the model no longer sees when it writes the next token. */
  readonly unseen: number
}

export interface StudioRequests {
  /** What a look into the corpus tells of these texts, in their order; at most 256 of them. */
  'studio.examine'(p: { model: StudioModel; texts: readonly string[] }): TextReport[]
  /**
   * The share of new items, point by point as `studio.share`: of one model against temperature, or of a run's
   * checkpoints against the step. Ends with `studio.ended`.
   */
  'studio.shares'(p: {
    taskId: string
    settings: GenerationSettings
    over:
      | { readonly temperatures: readonly number[]; readonly model: StudioModel }
      | { readonly steps: readonly number[]; readonly runId: string; readonly corpus: CorpusRef }
  }): void
  /** The most probable items, proven; they come as `studio.found`, then `studio.ended`. */
  'studio.search'(p: { taskId: string; model: StudioModel; order: SearchOrder }): void
  /** One list per panel; items come as `studio.panel`, panel after panel, then `studio.ended`. */
  'studio.compare'(p: { taskId: string; panels: readonly Panel[] }): void
  /** What may come next after `prefix` and then the tokens `ids`. Throws `unknown-character`, `prefix-too-long`. */
  'studio.next'(p: {
    model: StudioModel
    prefix: string
    ids: readonly number[]
    settings: NextSettings
    /** Which of the seed's streams draws: the index of an item. */
    index: number
  }): NextTokens
  /** A text as tokens. */
  'studio.tokens'(p: { model: StudioModel; text: string }): {
    ids: number[]
    texts: string[]
  }
  /** The names that microgpt's run ends with, with what is known of each. Throws `no-model` for any other model. */
  'studio.retraced'(p: { model: StudioModel }): (GeneratedItem & TextReport)[]
  /**
   * The training lines that pushed hardest towards a text, over these checkpoints of a run; comes as
   * `studio.influence`, then `studio.ended`. Throws `influence-too-large` above a million parameters.
   */
  'studio.influences'(p: {
    taskId: string
    runId: string
    steps: readonly number[]
    corpus: CorpusRef
    text: string
    count: number
  }): void
  /** Goes on with running text; what is written comes as `studio.text`, then `studio.ended`. */
  'studio.continue'(p: {
    taskId: string
    model: StudioModel
    prompt: string
    settings: GenerationSettings
  }): void
  /** How much of a text the model would see when it goes on with it. */
  'studio.context'(p: { model: StudioModel; text: string }): ContextReport
}

export interface StudioEvents {
  /** How far a task is; `of` is null where nobody can know. */
  'studio.progress': { readonly taskId: string; readonly done: number; readonly of: number | null }
  'studio.share': { readonly taskId: string; readonly point: SharePoint }
  'studio.found': {
    readonly taskId: string
    readonly items: readonly GeneratedItem[]
    /** Beginnings looked at so far. */
    readonly expanded: number
  }
  'studio.panel': {
    readonly taskId: string
    readonly panel: number
    readonly items: readonly GeneratedItem[]
  }
  'studio.influence': { readonly taskId: string; readonly report: InfluenceReport }
  /** All that was written so far after the prompt, and what the model sees of it. */
  'studio.text': {
    readonly taskId: string
    readonly text: string
    readonly tokens: number
    readonly context: number
    readonly block: number
    /** Whether the window has slid: the beginning is out of the model's sight. */
    readonly slid: boolean
  }
  /** A task has ended; `cancelled` is an error code too. `exhausted`: of a search, that nothing more exists. */
  'studio.ended': {
    readonly taskId: string
    readonly error: AppError | null
    readonly exhausted?: boolean
  }
}
