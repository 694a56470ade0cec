/*
 * One run's curve among several: bits per character, so that runs with different tokenizers compare. The held-out
 * losses where there are any, else the smoothed training losses. Pure.
 */

import { memoryFor, smoothed } from './smoothing'

export interface RunCurve {
  readonly id: string
  readonly name: string
  /** Ascending. */
  readonly steps: readonly number[]
  /** Bits per character, as long as `steps`. */
  readonly bits: readonly number[]
  /** Nothing was held out, so that this is the training loss. */
  readonly training: boolean
}

export interface StoredLosses {
  /** `train[i]` of step i + 1, in bits per character; NaN where unknown. */
  readonly bits: Float64Array
  readonly val: readonly { step: number; loss: number; bits?: number | undefined }[]
}

export function curveOf(
  run: { readonly id: string; readonly name: string; readonly steps: number; readonly batch: number },
  { bits, val }: StoredLosses
): RunCurve {
  const { id, name } = run
  if (val.length > 0) {
    const measured = val.map((point) => point.bits ?? point.loss / Math.LN2)
    return { id, name, steps: val.map(({ step }) => step), bits: measured, training: false }
  }
  const memory = memoryFor(run.steps, run.batch)
  const steps: number[] = []
  const smooth: number[] = []
  let counted = 0
  for (const [i, value] of bits.entries()) {
    if (!Number.isFinite(value)) {
      counted = 0
      continue
    }
    counted++
    steps.push(i + 1)
    smooth.push(smoothed(smooth.at(-1) ?? NaN, value, counted, memory))
  }
  return { id, name, steps, bits: smooth, training: true }
}

/** The value at the newest point at or before a step; null before the first. */
export function bitsAt({ steps, bits }: RunCurve, step: number): number | null {
  let [low, high] = [0, steps.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] as number) <= step) low = middle + 1
    else high = middle
  }
  return bits[low - 1] ?? null
}

/** A name as short as the room beside a chart allows. */
export function shortName(name: string, most = 24): string {
  const letters = [...name]
  return letters.length <= most
    ? name
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
