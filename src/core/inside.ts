/*
 * Words for looking inside a model: what can be switched off or changed while one looks, and what is told of
 * its parts. Numbers come from the worker (worker/inside); nothing here computes.
 *
 * Dimensions: T positions of the looked-at text, C width, H heads, L layers, V vocabulary, D = C / H.
 * Over 150 lines: one report for each view of the model, with the size and meaning of its every field.
 */

import type { Family, GptShape } from './gpt-shape'
import type { GeneratedItem } from './generation'
import type { CorpusKind, RunConfig } from './run-config'

/** A part that is switched off: its output becomes zero. */
export type PartOff =
  | { readonly part: 'positions' }
  | { readonly part: 'head'; readonly layer: number; readonly head: number }
  | {
      readonly part: 'attention' | 'feed-forward' | 'attention-residual' | 'feed-forward-residual'
      readonly layer: number
    }

/** One number of one token's vector, set to another value. */
export interface Nudge {
  readonly token: number
  /** Which of the C numbers. */
  readonly dial: number
  readonly value: number
}

/** How the model that is looked at differs from the one that was trained; nothing of it is kept. */
export interface ModelChange {
  readonly off: readonly PartOff[]
  readonly nudge?: Nudge
}

export const UNCHANGED: ModelChange = { off: [] }

/** Whose numbers they are, in every answer: the model of this step. */
export interface AtStep {
  readonly step: number
}

/** The model that is looked at. */
export interface InsideModel extends AtStep {
  readonly name: string
  readonly family: Family
  readonly shape: GptShape
  readonly config: RunConfig
  readonly kind: CorpusKind
  /** Each token as people read it, by id. */
  readonly tokens: readonly string[]
  /** Id of the start-and-end token. */
  readonly end: number
  /** Of which part of its corpus losses are measured; null where the corpus is not at hand. */
  readonly measuredOn: 'held_out' | 'train' | null
  /** A text to begin with: an item, or the first words, of that part; empty where there is none. */
  readonly example: string
}

/** The tokens of a looked-at text. Lists begin with the start token. */
export interface TextTokens {
  /** T, at most the block. */
  readonly ids: Int32Array
  /** Tokens that did not fit. */
  readonly left: number
}

/** Tokens on a map, at most: the lowest ids, which are the commonest of a vocabulary of merges. */
export const MOST_ON_MAP = 1500

/** Token vectors on a map. */
export interface TokenMap extends AtStep {
  /** Which tokens are on it, n ids. */
  readonly ids: Int32Array
  /** n × dimensions, centred, turned onto the map before if one was given. */
  readonly places: Float32Array
  readonly dimensions: 2 | 3
  /** Share of the spread in the plane or space shown; null for UMAP, which has no such thing. */
  readonly explained: number | null
}

/** A token and how near it is to what was asked about. */
export interface Near {
  readonly token: number
  readonly value: number
}

export interface TokenReport extends AtStep {
  /** C numbers. */
  readonly vector: Float32Array
  readonly norm: number
  /** The nearest other tokens, nearest first: by the cosine of the angle, and by dot product. */
  readonly cosine: readonly Near[]
  readonly dot: readonly Near[]
}

export interface AnalogyReport extends AtStep {
  /** Nearest to a − b + c; the three themselves are left out. */
  readonly cosine: readonly Near[]
  readonly dot: readonly Near[]
  /** What would be nearest by cosine if they were not: usually a or c. */
  readonly nearest: number
}

export interface PositionsReport extends AtStep, TextTokens {
  /** block × C. */
  readonly vectors: Float32Array
  /** block × block: cosines. */
  readonly similarity: Float32Array
  /** Of the looked-at text, T × C each; `sum` is what goes into the first layer. */
  readonly token: Float32Array
  readonly position: Float32Array
  readonly sum: Float32Array
}

/** One layer's attention over the looked-at text. */
export interface AttentionLayer {
  /** T × C each; head h has columns h·D … (h + 1)·D. */
  readonly query: Float32Array
  readonly key: Float32Array
  readonly value: Float32Array
  /** H × T × T: query · key ÷ √D; −Infinity where hidden. */
  readonly scores: Float32Array
  /** H × T × T: after softmax; each row sums to 1. */
  readonly attention: Float32Array
}

export interface AttentionReport extends AtStep, TextTokens {
  readonly layers: readonly AttentionLayer[]
  /** Mean nats of predicting each token of this text after the first; null if there is only one. */
  readonly loss: number | null
}

/** What a head looks at, as shares of its attention, each beside what looking everywhere alike would give. */
export interface HeadScore {
  readonly layer: number
  readonly head: number
  /** At the token before. */
  readonly previous: number
  /** At the first token. */
  readonly first: number
  /** At tokens equal to the one that asks, itself included. */
  readonly same: number
  /** By how many nats the loss rises when it is switched off; null where there is no corpus. */
  readonly increase: number | null
}

export interface HeadsReport extends AtStep {
  readonly heads: readonly HeadScore[]
  /** The three shares of a head that looks everywhere alike. */
  readonly chance: { readonly previous: number; readonly first: number; readonly same: number }
  /** What the shares were taken on: a part of the corpus, or random tokens. */
  readonly on: 'held_out' | 'train' | 'random'
  /** Mean nats per token with everything on, and on how many tokens. */
  readonly loss: number | null
  readonly tokens: number
}

/** What a change does. */
export interface ChangeReport extends AtStep {
  /** Mean nats per predicted token on the same tokens; null where the corpus is not at hand. */
  readonly loss: { readonly before: number; readonly after: number; readonly tokens: number } | null
  /** The same random numbers with and without the change. */
  readonly before: readonly GeneratedItem[]
  readonly after: readonly GeneratedItem[]
}

/** A layer's neurons over the looked-at text and over the measuring tokens. */
export interface NeuronsReport extends AtStep, TextTokens {
  readonly layer: number
  /** T × 4C: before and after the non-linearity. */
  readonly hidden: Float32Array
  readonly activated: Float32Array
  /** 4C each, over the measuring tokens: mean and largest activation, share of tokens with a positive one. */
  readonly mean: Float32Array
  readonly largest: Float32Array
  readonly active: Float32Array
  /** Measuring tokens: of the corpus, or random ones where it is not at hand. */
  readonly tokens: number
  readonly on: 'held_out' | 'train' | 'random'
}

/** A place of the measuring tokens that excites a neuron. */
export interface Context {
  /** The tokens up to and including the exciting one. */
  readonly ids: readonly number[]
  readonly activation: number
}

export interface NeuronReport extends AtStep {
  readonly layer: number
  readonly neuron: number
  /** Values before the non-linearity over the measuring tokens: `counts[i]` lie in bin i from `low` to `high`. */
  readonly counts: readonly number[]
  readonly low: number
  readonly high: number
  readonly contexts: readonly Context[]
  /**
   * What an activation of 1 adds to each token's logit on the direct way, through the last norm's gain but not
   * its division: the most raised and the most lowered.
   */
  readonly raises: readonly Near[]
  readonly lowers: readonly Near[]
}

export interface LensReport extends AtStep, TextTokens {
  /** Rows: the embedding, then each layer. */
  readonly rows: number
  /** rows × T: the likeliest next token after each position, and its probability. */
  readonly best: Int32Array
  readonly probability: Float32Array
  /** The position that was asked for. */
  readonly position: number
  /** rows × V: logits there; the last row is the model's. */
  readonly logits: Float32Array
}

export interface TensorHealth {
  readonly name: string
  /** −1 for embeddings, last norm and head. */
  readonly layer: number
  readonly weights: number
  /** Euclidean norm of the gradient on the measuring batch; null where there is no corpus. */
  readonly gradient: number | null
  /** Length of the last update ÷ length of the weights; null before the first step or without moments. */
  readonly ratio: number | null
  readonly finite: boolean
}

export interface LayerHealth {
  /** Standard deviation of the residual stream after the layer. */
  readonly spread: number
  /** Of the activations after the non-linearity. */
  readonly activation: number
  /** Neurons that no measuring token moves, of how many. */
  readonly dead: number
  readonly neurons: number
  /** Euclidean norm of the gradient of all its weights; null where there is no corpus. */
  readonly gradient: number | null
  readonly finite: boolean
}

export interface HealthReport extends AtStep {
  /** Mean nats and norm of the whole gradient on the measuring batch, not clipped. */
  readonly loss: number | null
  readonly gradient: number | null
  /** The norm at which training clips; 0 for never. */
  readonly clip: number
  readonly learningRate: number | null
  readonly tensors: readonly TensorHealth[]
  readonly layers: readonly LayerHealth[]
  /** Standard deviation of what goes into the first layer. */
  readonly embedding: number
  readonly tokens: number
  readonly on: 'held_out' | 'train' | 'random'
}
