/*
 * The landscape's place beside training. Everything it computes goes through one line, a slot at a time;
 * a slot takes the engine's turn for a few milliseconds. While a run trains, in this worker and so on the
 * same processor whatever engine it uses, each slot is followed by four times its length of rest: training
 * keeps four fifths of the time and more. Otherwise there is no rest.
 */

import { Failure } from '#core/errors'
import { breathe, Turns } from '../turns'

/** The landscape's largest share of the time while a run trains. */
const SHARE = 0.2
/** Milliseconds of work after which a slot ends. A cell or a step that takes longer is one slot. */
const SLOT_MS = { training: 7, alone: 30 }
/** Milliseconds after which a rest looks whether it is still wanted. */
const LOOK_MS = 50

/** Something that was asked for by the window and can be cancelled there. */
export interface Task {
  readonly id: string
  cancelled: boolean
}

export interface PaceOptions {
  /** Whether a run trains at the moment. */
  readonly training: () => boolean
  /** Milliseconds from any origin. */
  readonly now?: () => number
  readonly wait?: (ms: number) => Promise<void>
}

export class Pace {
  readonly #line = new Turns()
  readonly #training: () => boolean
  readonly #now: () => number
  readonly #wait: (ms: number) => Promise<void>
  #rest = -Infinity

  constructor({ training, now = () => performance.now(), wait = sleep }: PaceOptions) {
    this.#training = training
    this.#now = now
    this.#wait = wait
  }

  /**
   * Does `piece` again and again in slots until it says that there is nothing left. The event loop runs
   * between any two pieces, so that a wish to cancel is heard within one.
   * @param turns of the engine that is used
   * @param piece returns false when it has done the last one
   * @param urgent without rest: for the little that a picture cannot begin without
   * @throws Failure `cancelled`
   */
  async work(task: Task, turns: Turns, piece: () => Promise<boolean>, urgent = false): Promise<void> {
    for (let more = true; more;) {
      more = await this.#line.take(async () => {
        if (!urgent) await this.#restUp(task)
        return this.#slot(task, turns, piece, urgent)
      })
      await breathe()
    }
  }

  /** One thing that is done in one piece. */
  async once<T>(task: Task, turns: Turns, thing: () => Promise<T>): Promise<T> {
    let result!: T
    await this.work(task, turns, async () => {
      result = await thing()
      return false
    })
    return result
  }

  async #slot(task: Task, turns: Turns, piece: () => Promise<boolean>, urgent: boolean): Promise<boolean> {
    const release = await turns.acquire()
    const began = this.#now()
    try {
      const length = this.#training() && !urgent ? SLOT_MS.training : SLOT_MS.alone
      for (;;) {
        check(task)
        if (!(await piece())) return false
        if (this.#now() - began >= length) return true
        await breathe()
      }
    } finally {
      release()
      const now = this.#now()
      this.#rest = this.#training() ? now + ((now - began) * (1 - SHARE)) / SHARE : -Infinity
    }
  }

  async #restUp(task: Task): Promise<void> {
    for (;;) {
      check(task)
      const left = this.#rest - this.#now()
      if (!(left > 0) || !this.#training()) return
      await this.#wait(Math.min(left, LOOK_MS))
    }
  }
}

/** @throws Failure `cancelled` once the task is */
export function check(task: Task): void {
  if (task.cancelled) throw new Failure('cancelled')
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
