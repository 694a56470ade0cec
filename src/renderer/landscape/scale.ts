/*
 * The scale of losses, colours and heights as the view uses it: core's, and what only a view can say of it.
 */

import type { LandscapePlane } from '#core/landscape'
import { RELIEF, type Scale } from '#core/landscape-scale'

export * from '#core/landscape-scale'

/**
 * Distance on the plane (in the parameters' own length, along the first direction) that is drawn as long as
 * one nat of height: the vertical exaggeration. Under a logarithmic height it has no single value: null.
 */
export function exaggeration(plane: LandscapePlane, { min, cap, log }: Scale): number | null {
  if (log) return null
  const side = (plane.alphas.at(-1)! - plane.alphas[0]!) * plane.lengths[0]
  return (RELIEF / (cap - min)) * (side / 2)
}
