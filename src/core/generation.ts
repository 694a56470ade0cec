/* What is asked of the sampler and what it answers: shared by the worker, the window and the terminal. */

import type { Constraints } from './constraints/constraints'

/** Where a generated text comes from. `unseen`: a training line that training has not reached yet. */
export type Novelty = 'train' | 'unseen' | 'held_out' | 'new'

export interface GenerationSettings {
  /** Items for lists; continuations for running text. */
  readonly count: number
  /** Index of the first item, 0 unless given: a list goes on by asking for more from its length on. */
  readonly first?: number
  /** 0 is greedy: always the likeliest token. */
  readonly temperature: number
  /** Keep the k likeliest tokens; 0 = all. */
  readonly top_k: number
  /** Keep the likeliest tokens that together reach this share; 1 = all. */
  readonly top_p: number
  /** Keep tokens at least this share as likely as the likeliest; 0 or left out = all. */
  readonly min_p?: number
  /** Above 1 makes tokens that the item already has less likely (Keskar et al. 2019); 1 or left out = off. */
  readonly repetition_penalty?: number
  /** Item i draws from its own stream (seed, i). null: continue the model's own stream (microgpt). */
  readonly seed: number | null
  /** "Starts with": part of the output. */
  readonly prefix: string
  /** Length of running text, in tokens. */
  readonly max_tokens: number
  /** What items of a list must look like; left out = anything. */
  readonly constraints?: Constraints
}

export const DEFAULT_GENERATION: GenerationSettings = {
  count: 20,
  temperature: 0.8,
  top_k: 0,
  top_p: 1,
  seed: 1,
  prefix: '',
  max_tokens: 256
}

export interface GeneratedItem {
  /** 0-based place in the whole list: `first`, `first` + 1, …. */
  readonly index: number
  readonly text: string
  readonly status: Novelty
  /** Natural log of the probability under the model at temperature 1, end mark included for lists. */
  readonly log_prob: number
  /** −log_prob / ln 2 / (code points + 1 for lists). */
  readonly bits_per_char: number
  /** How often it was drawn until it held the constraints; only where there are any. */
  readonly draws?: number
}
