/*
 * The copy of a run that is kept in ordinary memory while a graphics card holds the original: weights,
 * moments and everything the next step depends on. It is refreshed every few seconds without stopping
 * the steps: the card copies at one point of its queue, the numbers arrive some steps later. A copy
 * counts only once all losses that led to it have been read too, so that going back to it loses no row.
 */

import type { DataPosition } from './batches'
import type { EngineState } from './engines/engine'
import type { PreparedRun } from './prepare'

/** Where a run stands besides its arrays. */
export interface RunPlace {
  readonly step: number
  /** Where the batches stood after this step. */
  readonly data: DataPosition
  /** Step of the last held-out loss that had been measured, −1 for none, and what it was. */
  readonly evaluated: number
  readonly valLoss: number | null
  readonly bestVal: number | null
}

/** What an engine takes in `write`. */
export type GivenState = Pick<EngineState, 'parameters'> & Partial<EngineState>

export interface SafeCopy extends RunPlace {
  /** Loss of `step`. */
  readonly trainLoss: number | null
  readonly state: GivenState
}

export interface CopyPace {
  /** Milliseconds between copies. */
  readonly every?: number
  /** Milliseconds from any origin. */
  readonly now?: () => number
}

const EVERY_MS = 3000
/** Copies are on their way at most one part in this of the time. */
const SHARE = 10

interface Coming {
  readonly place: RunPlace
  readonly begun: number
  state: EngineState | null
  lossRead: boolean
  trainLoss: number | null
}

export class SafeCopies {
  #safe: SafeCopy
  #coming: Coming | null = null
  #next: number
  readonly #every: number
  readonly #now: () => number

  /** @param first the state the engine has been given */
  constructor(first: SafeCopy, { every = EVERY_MS, now = () => performance.now() }: CopyPace = {}) {
    this.#safe = first
    this.#every = every
    this.#now = now
    this.#next = now() + every
  }

  /** The newest copy to which a run can go back. */
  get safe(): SafeCopy {
    return this.#safe
  }

  /** Whether it is time to begin the next one; one is under way at a time. */
  get due(): boolean {
    return this.#coming === null && this.#now() >= this.#next
  }

  /** Begins a copy of the place at which the steps now stand. @param read given the engine at this very point */
  begin(place: RunPlace, read: Promise<EngineState>): void {
    const coming: Coming = { place, begun: this.#now(), state: null, lossRead: false, trainLoss: null }
    this.#coming = coming
    read.then(
      (state) => {
        coming.state = state
        const took = this.#now() - coming.begun
        this.#next = coming.begun + Math.max(this.#every, SHARE * took)
        this.#settle(coming)
      },
      // A card that fails says so to the next step as well; until then there is nothing to copy.
      () => this.#drop(coming)
    )
  }

  /** Hears of every loss that is read, in order. */
  lossRead(step: number, loss: number): void {
    const coming = this.#coming
    if (coming?.place.step !== step) return
    coming.lossRead = true
    coming.trainLoss = loss
    this.#settle(coming)
  }

  /** Takes a copy that was made for another purpose. */
  keep(copy: SafeCopy): void {
    if (copy.step < this.#safe.step) return
    this.#safe = copy
    this.#next = this.#now() + this.#every
    if (this.#coming && this.#coming.place.step <= copy.step) this.#coming = null
  }

  #settle(coming: Coming): void {
    const { place, state, lossRead, trainLoss } = coming
    if (this.#coming !== coming || !state || !lossRead) return
    this.#coming = null
    this.#safe = { ...place, trainLoss, state }
  }

  #drop(coming: Coming): void {
    if (this.#coming !== coming) return
    this.#coming = null
    this.#next = this.#now() + this.#every
  }
}

/** The run as it stands before its first step here. */
export function startOf({ batches, continues, from, initial }: PreparedRun): SafeCopy {
  const step = from?.training.step ?? 0
  const valLoss = continues ? (from?.training.val_loss ?? null) : null
  return {
    step,
    data: batches.save(),
    trainLoss: from?.training.train_loss ?? null,
    // A file without a held-out loss was written when one was due and not yet measured, if ever.
    evaluated: valLoss === null ? -1 : step,
    valLoss,
    bestVal: valLoss,
    state: initial
  }
}
