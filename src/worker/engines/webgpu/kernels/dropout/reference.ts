/* What a dropout kernel must compute: the masks defined in ../../../dropout.ts, applied element by element. */

import { dropoutKeys, dropoutMask } from '../../../dropout'
import type { DropoutSettings } from './shader'

/**
 * x · mask. `padded` [N] says where each packed position stands in the batch as given (row-major, with padding),
 * which is what the mask counts; x is [N, width].
 */
export function dropoutReference(
  x: ArrayLike<number>,
  padded: ArrayLike<number>,
  width: number,
  { rate, seed }: DropoutSettings,
  at: { readonly step: number; readonly site: number }
): Float64Array {
  const keys = dropoutKeys(seed, at.step, at.site)
  const size = (Math.max(0, ...Array.from(padded)) + 1) * width
  const mask = dropoutMask(size, rate, keys)
  return Float64Array.from(
    x,
    (value, i) => value * mask[padded[Math.floor(i / width)]! * width + (i % width)]!
  )
}
