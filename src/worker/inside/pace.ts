/* How long looks give way: between pieces of work messages and training steps run, and a cancelled task ends. */

import { Failure } from '#core/errors'
import { Breath } from '../turns'

/** Something that was asked for and can be cancelled. */
export interface InsideTask {
  cancelled: boolean
  progress(done: number, of: number): void
}

/** Call it after each piece. @throws Failure `cancelled` */
export function giveWay(task: InsideTask | null): (done: number, of: number) => Promise<void> {
  const breath = new Breath()
  return async (done, of) => {
    if (breath.due) {
      task?.progress(done, of)
      await breath.take()
    }
    if (task?.cancelled) throw new Failure('cancelled')
  }
}
