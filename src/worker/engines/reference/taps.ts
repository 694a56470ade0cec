/*
 * Looking inside and switching parts off: the hooks that `forward` gives the model, and the order in
 * which what they saw is handed out.
 */

import * as tf from '@tensorflow/tfjs-core'
import type { GptShape } from '#core/gpt-shape'
import type { Ablation, ForwardOptions, ForwardResult, TapName } from '../engine'
import { HIDDEN, PLAIN, type Hooks } from './model'

/** One intermediate value on its way out. */
export interface Seen {
  readonly tap: TapName
  readonly tensor: tf.Tensor
}

/** Hooks that put what is to be tapped into `seen`, layer by layer, and switch the ablated parts off. */
export function watchingHooks(shape: GptShape, options: ForwardOptions, seen: Seen[]): Hooks {
  const { taps = [], ablations = [] } = options
  return {
    ...PLAIN,
    see: (tap, tensor) => {
      if (taps.includes(tap)) seen.push({ tap, tensor })
    },
    isOff: (part, layer) =>
      ablations.some((off) => off.part === part && (off.part === 'positions' || off.layer === layer)),
    headMask: (layer) => headMask(shape.heads, layer, ablations)
  }
}

/** [1, H, 1, 1] of ones, and zeros for the ablated heads; null if there are none in this layer. */
function headMask(heads: number, layer: number, ablations: readonly Ablation[]): tf.Tensor | null {
  const mask = new Float32Array(heads).fill(1)
  for (const off of ablations) if (off.part === 'head' && off.layer === layer) mask[off.head] = 0
  return mask.includes(0) ? tf.tensor4d(mask, [1, heads, 1, 1]) : null
}

/** Sorts the values of `seen`, in the same order, under their names. */
export function groupTaps(seen: readonly Seen[], values: readonly Float32Array[]): ForwardResult['taps'] {
  const taps: ForwardResult['taps'] = {}
  seen.forEach(({ tap }, i) => {
    const value = values[i]!
    ;(taps[tap] ??= []).push(tap === 'scores' ? withInfinity(value) : value)
  })
  return taps
}

/** Scores that the mask hides read −∞; the mask itself only adds a large negative number. */
function withInfinity(scores: Float32Array): Float32Array {
  return scores.map((score) => (score <= HIDDEN / 2 ? -Infinity : score))
}
