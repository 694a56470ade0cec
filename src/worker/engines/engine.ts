/*
 * The border between the training loop and the arithmetic: one interface, interchangeable engines.
 * All engines compute the same function: for the same parameters, batch and step their losses and
 * gradients agree within a stated tolerance (one suite, engines.test.ts, runs over all of them).
 * Nothing above this file knows which engine it talks to.
 *
 * Dimensions: B rows, T positions, V vocabulary, L layers, H heads, C width.
 * Over 150 lines: one interface with every type in its signatures, and as much comment as code.
 */

import type { EngineDescription, EngineKind } from '#core/contracts/engine-report'
import type { GptShape, ParameterLayout } from '#core/gpt-shape'

/** Token ids of one step. Padding stands only at the end of a row. */
export interface Batch {
  /** B */
  readonly rows: number
  /** T: positions per row, at most the model's block. */
  readonly length: number
  /** B × T, row-major; 0 where padded. */
  readonly inputs: Int32Array
  /** B × T, row-major; −1 where padded: no loss and no gradient there. */
  readonly targets: Int32Array
  /** B: real positions of each row, 1 to T. */
  readonly lengths: Int32Array
}

/** What the optimizer is; fixed for the life of an engine. Formulas: training/optimizer.ts. */
export interface OptimizerSettings {
  readonly kind: 'adam' | 'adamw'
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Decoupled decay (Loshchilov & Hutter 2019), on tensors with `decay`; ignored by `adam`. */
  readonly weightDecay: number
  /** Largest global gradient norm; 0 = no clipping. */
  readonly clip: number
}

export interface EngineOptions {
  readonly optimizer: OptimizerSettings
  /** Share of activations dropped in `step`; never in evaluate, gradient, forward or decode. */
  readonly dropout: number
  /** Seeds the dropout masks, which are a function of (seed, step, place) alone. */
  readonly seed: number
  /** The most rows a batch will have; engines allocate for it once. */
  readonly maxRows: number
}

/** One optimizer update. */
export interface Update {
  /** 1-based number of this step: bias correction and dropout depend on it. */
  readonly step: number
  readonly learningRate: number
}

/** Sums over a batch: no means, so that batches add up exactly. */
export interface Evaluation {
  /** B: total nats of each row. */
  readonly nats: Float64Array
  /** B: predicted tokens of each row. */
  readonly tokens: Int32Array
}

export interface Gradient {
  /** Mean nats per predicted token. */
  readonly loss: number
  /** d loss / d θ, in arena order. */
  readonly gradient: Float32Array
}

/** All that a step changes; with the batch order it makes a run resumable. */
export interface EngineState {
  readonly parameters: Float32Array
  /** Adam's first moments, arena order. */
  readonly m: Float32Array
  /** Adam's second moments, arena order. */
  readonly v: Float32Array
}

/**
 * Intermediate values `forward` can hand out, each row-major for one sequence of T tokens:
 * `embedding` T×C (token + position), `residual` T×C after layer l, `query` `key` `value` T×C,
 * `scores` H×T×T before softmax (−Infinity where hidden), `attention` H×T×T after it,
 * `hidden` T×4C before the non-linearity, `activated` T×4C after it, `final` T×C after the last norm.
 */
export type TapName =
  | 'embedding'
  | 'residual'
  | 'query'
  | 'key'
  | 'value'
  | 'scores'
  | 'attention'
  | 'hidden'
  | 'activated'
  | 'final'

/** Parts of the model that `forward` can switch off (their output becomes zero). */
export type Ablation =
  | { readonly part: 'positions' }
  | { readonly part: 'head'; readonly layer: number; readonly head: number }
  | {
      readonly part: 'attention' | 'feed-forward' | 'attention-residual' | 'feed-forward-residual'
      readonly layer: number
    }

export interface ForwardOptions {
  readonly taps?: readonly TapName[]
  readonly ablations?: readonly Ablation[]
  /** Evaluate at these parameters instead of the engine's own. */
  readonly parameters?: Float32Array
}

export interface ForwardResult {
  /** T × V */
  readonly logits: Float32Array
  /** Per requested tap one array per layer (one in all for `embedding` and `final`). */
  readonly taps: Partial<Record<TapName, Float32Array[]>>
}

/**
 * Step-by-step generation for several rows at once, with a key/value cache.
 * All rows stand at the same position. A row's logits do not depend on the other rows.
 */
export interface DecodeSession {
  readonly rows: number
  /** Tokens fed so far; at most the block. */
  readonly position: number
  /** Feeds one token to every row (B ids) and returns the logits of the next, B × V, valid until the next call. */
  advance(tokens: Int32Array): Float32Array | Promise<Float32Array>
  /** Continues with these rows only, in this order (rows may repeat). */
  keep(rows: Int32Array): void
  /** Back to position 0 with `rows` rows. */
  reset(rows: number): void
  dispose(): void
}

/** A plane through parameter space that an engine keeps where it computes. */
export interface EnginePlane {
  /** As the engine's `evaluate` at θ = centre + alpha·δ + beta·η; exactly the centre at (0, 0). */
  evaluate(batch: Batch, alpha: number, beta: number): Promise<Evaluation>
  dispose(): void
}

export interface TrainingEngine {
  readonly kind: EngineKind
  readonly shape: GptShape
  readonly layout: ParameterLayout
  describe(): EngineDescription

  /**
   * Takes one optimizer step on this batch. A returned promise means "wait before giving the next
   * step" (a GPU allows two in flight); the loss is read through `takeLosses`.
   */
  step(batch: Batch, update: Update): void | Promise<void>
  /** The losses (mean nats per predicted token, before each update) of all steps since the last call, in order. */
  takeLosses(): Promise<Float64Array>
  /** The loss at θ (the engine's own parameters if none are given) without changing anything. */
  evaluate(batch: Batch, parameters?: Float32Array): Promise<Evaluation>
  /**
   * Keeps a plane where the engine computes, so that a point on it costs no upload. Engines in ordinary
   * memory have no need of it: `evaluate` at parameters made there costs them one copy.
   * @param vectors each in arena order; not kept
   */
  plane?(vectors: {
    readonly centre: Float32Array
    readonly delta: Float32Array
    readonly eta: Float32Array
  }): Promise<EnginePlane>
  /** Loss and gradient at θ, dropout off, not clipped, without changing anything. */
  gradient(batch: Batch, parameters?: Float32Array): Promise<Gradient>
  /** One sequence of T ids through the model, with a look at what happens inside. */
  forward(ids: Int32Array, options?: ForwardOptions): Promise<ForwardResult>
  /** Opens a decode session on a copy of the present parameters' meaning: do not step while it is open. */
  decode(rows: number): DecodeSession

  /** A copy of the whole state, after all steps given so far. */
  read(): Promise<EngineState>
  /** Replaces parameters and, if given, moments (otherwise they become zero). */
  write(state: { parameters: Float32Array; m?: Float32Array; v?: Float32Array }): Promise<void>
  /** Frees everything. Later calls are errors. */
  dispose(): void
}

/** Makes engines of one kind. `create` starts with zero parameters: `write` them. */
export interface EngineFactory {
  readonly kind: EngineKind
  create(shape: GptShape, options: EngineOptions): Promise<TrainingEngine>
}
