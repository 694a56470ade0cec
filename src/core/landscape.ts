/*
 * Words of the loss landscape that worker, window, terminal and exports share: a plane through the model's
 * parameters, losses on a square grid over it, the path a run took as seen from that plane.
 * A point of the plane is θ = θ_centre + alpha·δ + beta·η. All losses are mean nats per predicted token
 * on one fixed batch.
 */

import type { CorpusKind } from './run-config'

/**
 * `random`: two random directions with filter normalisation (Li et al. 2018). `pca`: the two principal
 * components of the run's checkpoints, θ_t − θ_end. `line`: from one checkpoint to another, and the gradient
 * at the centre made orthogonal to it.
 */
export type DirectionKind = 'random' | 'pca' | 'line'

/** Points along one side; always odd, so that the centre is a grid point. */
export const GRID = { min: 21, max: 201, usual: 41 } as const

/** Cells along one side of the first, coarsest picture. */
const FIRST = 5

/**
 * The order of a surface, coarse to fine: level k is the cells (row, column) with both indices in
 * `levels[k]`, less those of the levels before. Each level holds the one before, 0, the centre and n − 1;
 * the last holds everything. What is not there yet can be drawn from the finished level around it.
 * @param n points along one side, odd
 */
export function gridLevels(n: number): readonly (readonly number[])[] {
  const evenly = (count: number): number[] =>
    Array.from({ length: count }, (_, i) => Math.round((i * (n - 1)) / (count - 1)))
  const levels = [n > FIRST ? evenly(FIRST) : evenly(n)]
  for (let last = levels[0]!; last.length < n; last = levels.at(-1)!) {
    const between = last.slice(1).map((index, i) => (index + last[i]!) >> 1)
    levels.push([...new Set([...last, ...between])].sort((a, b) => a - b))
  }
  return levels
}

export interface LandscapeSettings {
  readonly directions: DirectionKind
  /** Of the random directions; ignored by the others. */
  readonly seed: number
  /** n: points along one side, odd, 21 to 201. */
  readonly size: number
  /**
   * Half the side. `random`: in lengths of the normalised direction, usually 1. `pca` and `line`: as a factor
   * on the smallest square around the centre that holds the whole path, usually 1.25.
   */
  readonly span: number
  /** `line` only: the steps of the two checkpoints. */
  readonly from?: number
  readonly to?: number
}

export const DEFAULT_LANDSCAPE: LandscapeSettings = { directions: 'pca', seed: 42, size: 41, span: 1.25 }

/** What the heights are measured on: the same items at every point and every step. */
export interface LandscapeBatch {
  readonly kind: CorpusKind
  /** Items of a list, or windows of running text. */
  readonly items: number
  /** Predicted tokens, end marks included. */
  readonly tokens: number
  readonly part: 'held_out' | 'train'
}

/** Where the model was at a step, seen from the plane. */
export interface PathPoint {
  readonly step: number
  readonly alpha: number
  readonly beta: number
  /** The loss of θ at that step itself, not of the nearest point of the plane. */
  readonly loss: number
  /** Distance from θ to the plane, in the parameters' own length (Euclidean). */
  readonly residual: number
}

/** A plane ready to be filled: everything but the heights. */
export interface LandscapePlane {
  readonly settings: LandscapeSettings
  /** n ascending coordinates along δ, and along η; 0 among them. */
  readonly alphas: Float64Array
  readonly betas: Float64Array
  /** Euclidean length of δ and of η, which are orthogonal: distance² = (alpha·lengths[0])² + (beta·lengths[1])². */
  readonly lengths: readonly [number, number]
  /** Share of the path's movement (sum of squares of θ_t − θ_centre) along δ and η; null without a path. */
  readonly explained: readonly [number, number] | null
  readonly centre: { readonly step: number; readonly loss: number }
  readonly batch: LandscapeBatch
  /** Of the run at the centre's step; null where there is no run. */
  readonly learningRate: number | null
  readonly path: readonly PathPoint[]
}

/** A plane with its heights: what is drawn and exported. */
export interface LandscapeSurface extends LandscapePlane {
  /** n × n, row-major, beta outer: losses[row(beta) · n + column(alpha)]; NaN where not computed. */
  readonly losses: Float64Array
  /** Name of the model or run, and of the corpus: for titles and exports. */
  readonly title: string
}

/** How a dropped ball rolls: gradient descent on the real model, restricted to the plane. */
export interface BallSettings {
  readonly optimizer: 'sgd' | 'momentum' | 'adam' | 'adamw'
  /** In plane coordinates (alpha, beta). */
  readonly learning_rate: number
  readonly steps: number
}

export interface Sharpness {
  /** Largest eigenvalue of the Hessian of the batch's loss at the centre. */
  readonly eigenvalue: number
  /** ‖Hv − λv‖ / |λ| where the iteration stopped. */
  readonly error: number
  readonly iterations: number
  /** 2 / learning rate: above it plain gradient descent would diverge; null without a run. */
  readonly bound: number | null
}

/** One racer of the optimizer race. All start at the same θ and see the same batches. */
export interface Racer {
  readonly optimizer: BallSettings['optimizer']
  readonly learning_rate: number
}

export interface RacePoint extends PathPoint {
  /** Training time of this racer alone. */
  readonly seconds: number
}
