/*
 * The numbers of a loss chart: every step's training loss, its smoothed line and the held-out points.
 * Grows in place, stays outside reactive state (a long run has a million steps) and carries a version
 * that changes with it, so that a chart redraws only then.
 */

import type { LossPoint } from './crossings'
import { memoryFor, smoothed } from './smoothing'

/** Losses of one run, in mean nats per character or per token, as the owner says. Steps count from 1. */
export class LossSeries {
  #train = new Float64Array(1024)
  #smooth = new Float64Array(1024)
  #length = 0
  /** Measured steps since the average began. */
  #counted = 0
  #val: LossPoint[] = []
  #memory: number
  #version = 0
  /** Rises whenever steps were taken back: what was derived from them is void. */
  #rewinds = 0

  /** The planned length and the pieces per step set how long the smoothed line averages. */
  constructor(steps: number, batch?: number) {
    this.#memory = memoryFor(steps, batch)
  }

  get version(): number {
    return this.#version
  }

  get rewinds(): number {
    return this.#rewinds
  }

  /** The last step with a training loss; 0 before the first. */
  get last(): number {
    return this.#length
  }

  /** Held-out points by rising step. */
  get val(): readonly LossPoint[] {
    return this.#val
  }

  /** Training loss of a step; NaN where it is not known. */
  train(step: number): number {
    return step >= 1 && step <= this.#length ? (this.#train[step - 1] as number) : NaN
  }

  /** Smoothed training loss of a step; NaN where it is not known. */
  smooth(step: number): number {
    return step >= 1 && step <= this.#length ? (this.#smooth[step - 1] as number) : NaN
  }

  /** The newest held-out point at or before a step. */
  valAt(step: number): LossPoint | null {
    let low = 0
    let high = this.#val.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#val[middle] as LossPoint).step <= step) low = middle + 1
      else high = middle
    }
    return this.#val[low - 1] ?? null
  }

  /**
   * Adds the losses of steps `first`, `first + 1`, …. Steps already known from there on are replaced
   * (a run that went on from an earlier checkpoint); a hole before `first` stays unknown.
   */
  append(first: number, train: ArrayLike<number>, val: readonly LossPoint[] = []): void {
    if (train.length > 0) {
      if (first <= this.#length) this.#rewind(first - 1)
      this.#reserve(first - 1 + train.length)
      while (this.#length < first - 1) this.#push(NaN)
      for (let i = 0; i < train.length; i++) this.#push(train[i] as number)
    }
    for (const point of val) {
      while ((this.#val.at(-1)?.step ?? 0) >= point.step) this.#val.pop()
      this.#val.push({ step: point.step, loss: point.loss })
    }
    this.#version++
  }

  #push(loss: number): void {
    const i = this.#length++
    this.#train[i] = loss
    if (Number.isFinite(loss)) {
      this.#counted++
      this.#smooth[i] = smoothed(this.#smooth[i - 1] ?? NaN, loss, this.#counted, this.#memory)
    } else {
      this.#counted = 0
      this.#smooth[i] = NaN
    }
  }

  #rewind(length: number): void {
    this.#length = length
    this.#counted = 0
    while (this.#counted < length && !Number.isNaN(this.#train[length - 1 - this.#counted])) this.#counted++
    while ((this.#val.at(-1)?.step ?? 0) > length) this.#val.pop()
    this.#rewinds++
  }

  #reserve(length: number): void {
    if (length <= this.#train.length) return
    const size = Math.max(length, this.#train.length * 2)
    const grow = (old: Float64Array<ArrayBuffer>) => {
      const larger = new Float64Array(size)
      larger.set(old.subarray(0, this.#length))
      return larger
    }
    this.#train = grow(this.#train)
    this.#smooth = grow(this.#smooth)
  }
}

/** A held-out loss in bits per character; where the bits are not told, each token was one character. */
export const bitsOf = ({
  loss,
  bits
}: {
  readonly loss: number
  readonly bits?: number | undefined
}): number => bits ?? loss / Math.LN2

/** Adds losses per token, and the same in bits per character, to a series in nats of each. */
export function appendBoth(
  characters: LossSeries,
  tokens: LossSeries,
  first: number,
  losses: {
    readonly train: Float64Array
    /** As long as `train`. */
    readonly bits: Float64Array
    readonly val: readonly (LossPoint & { readonly bits?: number | undefined })[]
  }
): void {
  const { train, bits, val } = losses
  tokens.append(first, train, val)
  characters.append(
    first,
    bits.map((value) => value * Math.LN2),
    val.map((point) => ({ step: point.step, loss: bitsOf(point) * Math.LN2 }))
  )
}
