/*
 * Which runs train right now, as the page reports it: the computer stays awake for them if
 * that is wanted, and the window does not close over them without asking.
 */
import { powerSaveBlocker } from 'electron'
import type { RunState } from '#core/contracts/app'

export interface Activity {
  note(runId: string, state: RunState): void
  isTraining(): boolean
  /** Whether the computer stays awake for it may have changed. */
  refresh(): void
  /** The page is gone, and with it the machine. */
  clear(): void
}

/** `keepAwake`: whether the computer is to stay awake while a run trains. */
export function createActivity(keepAwake: () => boolean): Activity {
  const training = new Set<string>()
  let blocker: number | null = null
  const update = (): void => {
    if (training.size > 0 && keepAwake()) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
  return {
    note(runId, state) {
      if (state === 'training') training.add(runId)
      else training.delete(runId)
      update()
    },
    isTraining: () => training.size > 0,
    refresh: update,
    clear() {
      training.clear()
      update()
    }
  }
}
