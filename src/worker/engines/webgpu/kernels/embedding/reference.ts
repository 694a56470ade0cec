/* Embedding, its gradient, and the mask on both, in float64: what shader.ts must compute. */

import { DROPOUT_SITES } from '../../../dropout'
import { dropoutReference } from '../dropout/reference'
import type { DropoutSettings } from '../dropout/shader'

type Numbers = ArrayLike<number>

/** Dropout as the tests need it: absent, or with the step and the places of the positions in the padded batch. */
export interface EmbeddingDropout extends DropoutSettings {
  readonly step: number
  readonly padded: Numbers
}

function dropped(x: Float64Array, width: number, dropout?: EmbeddingDropout): Float64Array {
  if (!dropout) return x
  return dropoutReference(x, dropout.padded, width, dropout, {
    step: dropout.step,
    site: DROPOUT_SITES.embedding
  })
}

/** wte[id[n]] + wpe[place[n]], [N, width]. */
export function embedReference(
  wte: Numbers,
  wpe: Numbers,
  ids: Numbers,
  places: Numbers,
  width: number,
  dropout?: EmbeddingDropout
): Float64Array {
  const out = new Float64Array(ids.length * width)
  for (let n = 0; n < ids.length; n++) {
    for (let c = 0; c < width; c++)
      out[n * width + c] = wte[ids[n]! * width + c]! + wpe[places[n]! * width + c]!
  }
  return dropped(out, width, dropout)
}

/** before (kept or taken as zero) + Σ of dx over the positions of each row; `rowOf` [N] is an id or a place. */
export function embedGradientReference(
  dx: Numbers,
  rowOf: Numbers,
  before: Numbers,
  width: number,
  accumulate: boolean,
  dropout?: EmbeddingDropout
): Float64Array {
  const masked = dropped(Float64Array.from(dx), width, dropout)
  const gradient = Float64Array.from(before, (value) => (accumulate ? value : 0))
  for (let n = 0; n < rowOf.length; n++) {
    for (let c = 0; c < width; c++) gradient[rowOf[n]! * width + c]! += masked[n * width + c]!
  }
  return gradient
}
