/*
 * How long looks give way: between pieces of work messages and training steps run, and a cancelled task ends. How much
 * of it is done is told a few times a second.
 */

import { Failure } from '#core/errors'
import { BREATH_MS, breathe } from '../turns'

/** Something that was asked for and can be cancelled. */
export interface InsideTask {
  cancelled: boolean
  progress(done: number, of: number): void
}

/** Milliseconds between two reports of how much is done. */
export const TELL_MS = 150
/** A look never holds on for longer, in milliseconds. */
const LONGEST_MS = 250

/**
 * Call it after each piece. Where giving way takes long, since a training step of a large model does, a look then holds on
 * for half as long: else its answer would take as many steps as it has pieces.
 * @throws Failure `cancelled`
 */
export function giveWay(
  task: InsideTask | null,
  now: () => number = () => performance.now(),
  yielding: () => Promise<void> = breathe
): (done: number, of: number) => Promise<void> {
  let since = now()
  let told = since
  let hold = BREATH_MS
  return async (done, of) => {
    const at = now()
    if (at - since >= hold) {
      if (at - told >= TELL_MS) {
        task?.progress(done, of)
        told = at
      }
      await yielding()
      since = now()
      hold = Math.max(BREATH_MS, Math.min(LONGEST_MS, (since - at) / 2))
    }
    if (task?.cancelled) throw new Failure('cancelled')
  }
}
