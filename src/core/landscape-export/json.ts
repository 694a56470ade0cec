/*
 * A surface as JSON: everything that was computed, for other programs. Field names are a promise of the command
 * line; new ones may be added. Losses in nats per predicted token.
 */

import type { DirectionKind, LandscapeBatch, LandscapeSettings, LandscapeSurface } from '../landscape'

/** What stands in the file. */
export interface SurfaceJson {
  readonly title: string
  /** Step of the model at the centre. */
  readonly step: number
  readonly settings: LandscapeSettings
  readonly directions: DirectionKind
  /** n ascending coordinates along the first and along the second direction. */
  readonly alphas: readonly number[]
  readonly betas: readonly number[]
  /** Euclidean length of both directions. */
  readonly lengths: readonly [number, number]
  /** Flat, row-major, beta outer: losses[row · n + column]; null where unfinished. */
  readonly losses: readonly (number | null)[]
  readonly center_loss: number
  readonly batch: LandscapeBatch
  /** Share of the path's movement along each direction; null without a path. */
  readonly explained_variance: readonly [number, number] | null
  readonly learning_rate: number | null
  readonly path: readonly {
    readonly step: number
    readonly alpha: number
    readonly beta: number
    /** Of the model at that step itself, not of the plane under it. */
    readonly true_loss: number
    /** Distance to the plane, in the parameters' own length. */
    readonly residual: number
  }[]
}

/** The fields of the file. */
function jsonOf(surface: LandscapeSurface): SurfaceJson {
  const { settings, batch } = surface
  return {
    title: surface.title,
    step: surface.centre.step,
    settings,
    directions: settings.directions,
    alphas: [...surface.alphas],
    betas: [...surface.betas],
    lengths: surface.lengths,
    losses: Array.from(surface.losses, (loss) => (Number.isFinite(loss) ? loss : null)),
    center_loss: surface.centre.loss,
    batch,
    explained_variance: surface.explained,
    learning_rate: surface.learningRate,
    path: surface.path.map(({ step, alpha, beta, loss, residual }) => ({
      step,
      alpha,
      beta,
      true_loss: loss,
      residual
    }))
  }
}

/** The file's text: one top-level field a line, LF; numbers with all their digits. */
export function surfaceToJson(surface: LandscapeSurface): string {
  const fields = Object.entries(jsonOf(surface)).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  )
  return `{\n${fields.join(',\n')}\n}\n`
}
