/*
 * Files that were saved through a dialog in this session, so that they can be dragged out of the window or shown in
 * their folder. The page names them by what saving answered; where they are it does not learn.
 */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { Failure } from '#core/errors'

/** Those that are remembered; the oldest go first. */
const LIMIT = 50

export interface SavedFiles {
  /** Remembers where a file went and gives its name. */
  add(path: string): string
  /** @throws Failure `file-missing` for one that was not saved here or is not there any more */
  find(name: string): string
}

export function createSavedFiles(): SavedFiles {
  const paths = new Map<string, string>()
  return {
    add(path) {
      const name = basename(path)
      paths.delete(name)
      paths.set(name, path)
      for (const oldest of paths.keys()) {
        if (paths.size <= LIMIT) break
        paths.delete(oldest)
      }
      return name
    },
    find(name) {
      const path = paths.get(name)
      if (path === undefined || !existsSync(path)) throw new Failure('file-missing', { name })
      return path
    }
  }
}
