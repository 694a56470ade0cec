/*
 * The landscape's part of the worker border: laying a plane, filling it, walking on it.
 * The words are those of core/landscape.ts; fields marked (transferred) lose their buffer on the sending side.
 */

import type { AppError } from '../errors'
import type { GeneratedItem, GenerationSettings } from '../generation'
import type {
  BallSettings,
  LandscapePlane,
  LandscapeSettings,
  PathPoint,
  RacePoint,
  Racer,
  Sharpness
} from '../landscape'
import type { CorpusRef, ModelReport } from './worker'

/**
 * Whose ground is drawn: the live run (its path grows with it), the opened model (no path), or a run on disk,
 * whose checkpoints the worker fetches from `app://bundle/library/runs/<id>/checkpoints/<step>`.
 */
export type LandscapeSource =
  | { readonly from: 'run' }
  | { readonly from: 'model' }
  | {
      readonly from: 'saved'
      readonly runId: string
      readonly corpus: CorpusRef
      readonly steps: readonly number[]
    }

export interface LandscapeRequests {
  /**
   * Lays a plane and begins to fill it, coarse to fine; heights come as `landscape.cells`. `losses` (n × n, NaN
   * where unfinished, transferred) goes on with a surface that was interrupted. The plane stays open after its
   * end, for balls, samples and slices, until the next `landscape.begin` or `landscape.close`.
   */
  'landscape.begin'(p: {
    taskId: string
    source: LandscapeSource
    settings: LandscapeSettings
    losses?: Float64Array
  }): LandscapePlane
  /** Fills the open plane, or goes on with `losses` (transferred): after a race, or after a cancelled surface. */
  'landscape.fill'(p: { taskId: string; losses?: Float64Array }): void
  'landscape.close'(p: Record<string, never>): void
  /** The loss at any point of the open plane, computed now. */
  'landscape.loss'(p: { alpha: number; beta: number }): { loss: number }
  /** Losses along a line of the open plane, `points` of them from `from` to `to`, ends included. */
  'landscape.slice'(p: { from: readonly [number, number]; to: readonly [number, number]; points: number }): {
    losses: Float64Array
  }
  /** Lets a ball roll from a point of the open plane; positions come as `landscape.ball`. */
  'landscape.drop'(p: { taskId: string; alpha: number; beta: number; settings: BallSettings }): void
  /** The largest eigenvalue of the Hessian at the open plane's centre. */
  'landscape.sharpness'(p: { taskId: string }): Sharpness
  /** What the model at this point of the open plane says. Nothing else is changed. */
  'landscape.samples'(p: { alpha: number; beta: number; settings: GenerationSettings }): {
    loss: number
    items: GeneratedItem[]
  }
  /** Makes the model at this point the opened model: Generate, Look inside and a branch start from it. */
  'landscape.open'(p: { alpha: number; beta: number; name: string }): ModelReport
  /**
   * Several optimizers from one starting point (the source's first checkpoint, or new weights of its
   * configuration), on the same batches; progress comes as `landscape.race`, in a joint PCA plane at the end.
   */
  'landscape.raceBegin'(p: {
    taskId: string
    source: LandscapeSource
    racers: readonly Racer[]
    steps: number
  }): void
}

export interface LandscapeEvents {
  /**
   * How far work is that shows nothing else yet: checkpoints fetched and directions laid (`landscape.begin`),
   * iterations (`landscape.sharpness`).
   */
  'landscape.progress': { readonly taskId: string; readonly done: number; readonly of: number }
  /** Heights, as they are computed: cell `indices[i]` (row-major, beta outer) has loss `losses[i]` (both transferred). */
  'landscape.cells': {
    readonly taskId: string
    readonly indices: Uint32Array
    readonly losses: Float64Array
    readonly done: number
    readonly of: number
    /** Seconds to the last cell at the present speed; null until measured. */
    readonly secondsLeft: number | null
  }
  /** The live run has moved: new points at the end of the open plane's path. */
  'landscape.path': { readonly taskId: string; readonly points: readonly PathPoint[] }
  /** Where a ball is; `done` with the last. Losses are those of the plane's points. */
  'landscape.ball': {
    readonly taskId: string
    readonly points: readonly { readonly alpha: number; readonly beta: number; readonly loss: number }[]
    readonly done: boolean
  }
  'landscape.race': {
    readonly taskId: string
    /** Index into `racers`. */
    readonly racer: number
    readonly points: readonly {
      readonly step: number
      readonly seconds: number
      readonly loss: number
    }[]
  }
  /**
   * The race is over: each racer's path on one plane, which is the open plane from now on; `landscape.fill`
   * computes its surface. `error` is `cancelled` too; a race cut short still shows what there is.
   */
  'landscape.raceEnded': {
    readonly taskId: string
    readonly plane: LandscapePlane | null
    readonly paths: readonly (readonly RacePoint[])[]
    readonly error: AppError | null
  }
  /** The filling of a surface, or a ball, has ended; `cancelled` is an error code too. */
  'landscape.ended': { readonly taskId: string; readonly error: AppError | null }
}
