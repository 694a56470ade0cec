/* A cut through the centre of the square along one of its directions: losses on a line. */

import type { LandscapePlane } from '#core/landscape'
import { lossAt, type Field } from './field'
import { placeOf } from './terrain'

export interface Cut {
  /** Coordinates along the direction, ascending. */
  readonly at: Float64Array
  /** Loss at each; NaN where not computed. */
  readonly losses: Float64Array
}

/** The cut through (0, 0) from the ground that is there. */
export function cutOf(plane: LandscapePlane, field: Field, axis: 0 | 1): Cut {
  const values = axis === 0 ? plane.alphas : plane.betas
  const [from, to] = [values[0]!, values.at(-1)!]
  const [u0, v0] = placeOf(plane, { alpha: 0, beta: 0 })
  const at = Float64Array.from({ length: field.m }, (_, i) => from + ((to - from) * i) / (field.m - 1))
  const losses = at.map((_, i) => {
    const t = i / (field.m - 1)
    return axis === 0 ? lossAt(field, t, v0) : lossAt(field, u0, t)
  })
  return { at, losses }
}

/** The loss on the cut at a coordinate, linear between its points; NaN beyond its ends. */
export function lossOn({ at, losses }: Cut, value: number): number {
  const last = at.length - 1
  const place = ((value - at[0]!) / (at[last]! - at[0]!)) * last
  if (!(place >= -1e-9 && place <= last + 1e-9)) return NaN
  const i = Math.min(last - 1, Math.max(0, Math.floor(place)))
  const t = Math.min(1, Math.max(0, place - i))
  return losses[i]! + (losses[i + 1]! - losses[i]!) * t
}
