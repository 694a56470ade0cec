/*
 * How long looks give way: between pieces of work messages and training steps run, and a cancelled task ends. How much
 * of it is done is told a few times a second.
 */

import { Failure } from '#core/errors'
import { Breath } from '../turns'

/** Something that was asked for and can be cancelled. */
export interface InsideTask {
  cancelled: boolean
  progress(done: number, of: number): void
}

/** Milliseconds between two reports of how much is done. */
export const TELL_MS = 150

/** Call it after each piece. @throws Failure `cancelled` */
export function giveWay(task: InsideTask | null): (done: number, of: number) => Promise<void> {
  const breath = new Breath()
  let told = performance.now()
  return async (done, of) => {
    if (breath.due) {
      const now = performance.now()
      if (now - told >= TELL_MS) {
        task?.progress(done, of)
        told = now
      }
      await breath.take()
    }
    if (task?.cancelled) throw new Failure('cancelled')
  }
}
