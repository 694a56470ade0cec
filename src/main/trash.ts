/*
 * When deleted runs leave the library for the system's trash: some time after the deletion, at the end of the
 * program, and at its start what an end by force left. Until then they can be taken back in the window.
 */
import { shell } from 'electron'
import type { RemovedRuns, Trash } from '#storage/removed-runs'

/** How long a deletion can be undone in the window, in milliseconds. */
const UNDO_MS = 5 * 60_000

/** The system's trash; asked through `shell` at each call, so that tests can put their own in its place. */
export const systemTrash: Trash = (folder) => shell.trashItem(folder)

/** Empties what is due from now on: at once what an earlier start left, and after each `later`. */
export function createEmptying(removed: Pick<RemovedRuns, 'empty'>): {
  /** Something was deleted just now. */
  later(): void
  /** Everything that was deleted, for the end of the program. */
  now(): Promise<void>
} {
  const now = (): Promise<void> => removed.empty(new Date())
  void now()
  return {
    now,
    later() {
      const due = (): void => void removed.empty(new Date(Date.now() - UNDO_MS))
      // The end of the program empties by itself and does not wait for this.
      setTimeout(due, UNDO_MS + 1000).unref()
    }
  }
}
