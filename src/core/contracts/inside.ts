/*
 * Looking inside: its part of the worker border. Each request reads the model as it stands (the live run's between two
 * steps, or the opened one's) and answers with the step it belongs to. Typed arrays are transferred.
 * All throw `no-model`; those with a text `unknown-character`. Each that takes its time reports progress under its
 * `taskId` and can be cancelled by it (`cancelled`).
 */

import type { GenerationSettings } from '../generation'
import type {
  AnalogyReport,
  AttentionReport,
  ChangeReport,
  HeadsReport,
  HealthReport,
  InsideModel,
  LensReport,
  ModelChange,
  NeuronReport,
  NeuronsReport,
  PositionsReport,
  TokenMap,
  TokenReport
} from '../inside'

/** The live run's model, or the opened one: a file's, or that of the time machine's step. */
export interface Looking {
  readonly from: 'run' | 'model'
  readonly taskId?: string
}

/** A text to be looked at, and what is changed meanwhile. */
export interface LookingAt extends Looking {
  readonly text: string
  readonly change: ModelChange
}

export interface InsideRequests {
  'inside.model'(p: Looking): InsideModel
  /**
   * The map of token vectors: principal components, or UMAP. `onto` (n × dimensions, from an earlier answer) turns
   * it onto that map. `also` are tokens to be on it beyond those that always are (principal components only).
   */
  'inside.map'(
    p: Looking & {
      readonly method: 'pca' | 'umap'
      readonly dimensions: 2 | 3
      readonly onto?: Float32Array
      readonly also?: readonly number[]
    }
  ): TokenMap
  'inside.token'(p: Looking & { readonly token: number; readonly count: number }): TokenReport
  'inside.analogy'(
    p: Looking & { readonly a: number; readonly b: number; readonly c: number; readonly count: number }
  ): AnalogyReport
  'inside.positions'(p: Looking & { readonly text: string }): PositionsReport
  'inside.attention'(p: LookingAt): AttentionReport
  /** Scores every head and measures the loss without it. */
  'inside.heads'(p: Looking): HeadsReport
  /** Loss and samples with and without a change. */
  'inside.compare'(
    p: Looking & {
      readonly change: ModelChange
      readonly settings: GenerationSettings
    }
  ): ChangeReport
  'inside.neurons'(p: LookingAt & { readonly layer: number }): NeuronsReport
  'inside.neuron'(p: Looking & { readonly layer: number; readonly neuron: number }): NeuronReport
  /** `position` counts from 0; beyond the text's end it is its last token. */
  'inside.lens'(p: LookingAt & { readonly position: number }): LensReport
  'inside.health'(p: Looking): HealthReport
  /** Frees what only looking inside needs. */
  'inside.close'(p: Record<string, never>): void
}

export interface InsideEvents {
  'inside.progress': { readonly taskId: string; readonly done: number; readonly of: number }
}
