/*
 * Runs that were deleted and can still be taken back. A deleted run stays where it is and is only marked, by
 * removed/<id>.json: nothing large moves, and undoing is the removal of the mark. Later its folder goes to
 * the system's trash from its own place, so that putting it back there brings it back into the library.
 */
import { join } from 'node:path'
import { Failure } from '#core/errors'
import { makeFolderDurably, syncFolder } from './atomic-write'
import * as check from './checks'
import type { Disk } from './disk'
import { errnoOf, toReadFailure, toWriteFailure } from './disk-errors'
import { type JsonFormat, readJson, writeJson } from './json-file'
import type { Notices } from './notices'
import { ID, type LibraryPaths } from './paths'

/** Moves a folder to the system's trash; rejects if there is none. */
export type Trash = (folder: string) => Promise<void>

interface Mark {
  /** When it was deleted, ISO 8601. */
  readonly removed: string
}

const MARK: JsonFormat<Mark> = {
  format: 'downhill-removed-run',
  version: 1,
  check: check.storedRecord<Mark>({ removed: check.isoDate })
}

export interface RemovedRuns {
  has(id: string): Promise<boolean>
  /** @returns whether it can be taken back: not where the mark itself could not be written. @throws Failure */
  mark(id: string): Promise<{ undo: boolean }>
  /** @throws Failure `run-not-found` if it is not marked, or no longer there */
  unmark(id: string): Promise<void>
  /** Gives those deleted before this instant to the system's trash; what it does not take stays marked and is noted. */
  empty(before: Date): Promise<void>
}

export function createRemovedRuns(
  disk: Disk,
  paths: LibraryPaths,
  notices: Notices,
  now: () => Date,
  trash: Trash | null
): RemovedRuns {
  const pathOf = (id: string): string => join(paths.removed, `${id}.json`)
  const isThere = (path: string): Promise<boolean> =>
    disk.stat(path).then(
      () => true,
      (error: unknown) => {
        if (errnoOf(error) === 'ENOENT') return false
        throw toReadFailure(error, path)
      }
    )

  async function discard(id: string): Promise<void> {
    const { folder } = paths.run(id)
    if (!(await isThere(folder))) return
    if (!trash) throw new Failure('write-failed', { name: id }, 'no trash here')
    await trash(folder)
    // What says it has moved a folder and has not is not believed.
    if (await isThere(folder)) throw new Failure('write-failed', { name: id }, 'the trash did not take it')
  }

  return {
    has: (id) => isThere(pathOf(id)),

    async mark(id) {
      try {
        await makeFolderDurably(paths.removed, disk)
        await writeJson(disk, pathOf(id), MARK, { removed: now().toISOString() })
        return { undo: true }
      } catch (error) {
        const failure = toWriteFailure(error, pathOf(id))
        // On a full disk not even the mark fits: then deleting is what makes room.
        if (failure.error.code !== 'disk-full' || !trash) throw failure
        await discard(id)
        return { undo: false }
      }
    },

    async unmark(id) {
      const there = (await isThere(pathOf(id))) && (await isThere(paths.run(id).record))
      if (!there) throw new Failure('run-not-found', { id })
      try {
        await disk.remove(pathOf(id))
        // Else a power failure brings the mark back, and with it the way to the trash.
        await syncFolder(paths.removed, disk)
      } catch (error) {
        throw toWriteFailure(error, pathOf(id))
      }
    },

    async empty(before) {
      if (!trash) return
      for (const file of await disk.list(paths.removed).catch(() => [])) {
        const id = file.slice(0, -'.json'.length)
        if (!file.endsWith('.json') || !ID.test(id)) continue
        try {
          // A mark that cannot be read says at least that its run was deleted, at some time.
          const mark = await readJson(disk, pathOf(id), MARK).catch((error: unknown) => {
            if (error instanceof Failure && error.error.code === 'library-newer-version') throw error
            return null
          })
          if (mark && Date.parse(mark.removed) > before.getTime()) continue
          await discard(id)
          await disk.remove(pathOf(id))
        } catch (error) {
          notices.add(error)
        }
      }
    }
  }
}
