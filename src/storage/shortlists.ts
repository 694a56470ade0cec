/*
 * shortlists/<corpus>.json: the lines somebody keeps, one file per corpus, each replaced whole. A broken file is set
 * aside and the list begins anew; one of a newer version is neither read nor overwritten.
 */
import { NO_SHORTLIST, type Shortlist } from '#core/contracts/shortlist'
import { Failure } from '#core/errors'
import { makeFolderDurably } from './atomic-write'
import type { Disk } from './disk'
import { toWriteFailure } from './disk-errors'
import { readJson, writeJson } from './json-file'
import type { Notices } from './notices'
import type { LibraryPaths } from './paths'
import { createQueues } from './queues'
import { SHORTLIST } from './shortlist-record'

export interface Shortlists {
  /** @throws Failure `library-newer-version`, `file-unreadable` */
  read(corpus: string): Promise<Shortlist>
  /** @throws Failure `disk-full`, `write-failed`; `library-newer-version` where the file there is of one */
  write(corpus: string, list: Shortlist): Promise<void>
}

export function createShortlists(disk: Disk, paths: LibraryPaths, notices: Notices): Shortlists {
  const inTurn = createQueues()

  async function readNow(corpus: string): Promise<Shortlist> {
    const path = paths.shortlist(corpus)
    try {
      return await readJson(disk, path, SHORTLIST)
    } catch (error) {
      const code = error instanceof Failure ? error.error.code : 'internal'
      if (code === 'file-missing') return NO_SHORTLIST
      if (code !== 'library-corrupt') throw error
      await notices.quarantine(path, error)
      return NO_SHORTLIST
    }
  }

  return {
    read: (corpus) => inTurn(corpus, () => readNow(corpus)),
    write: (corpus, list) =>
      inTurn(corpus, async () => {
        await makeFolderDurably(paths.shortlists, disk).catch((error: unknown) => {
          throw toWriteFailure(error, paths.shortlists)
        })
        // What cannot be read here is somebody's work: it is never written over.
        await readNow(corpus)
        await writeJson(disk, paths.shortlist(corpus), SHORTLIST, list)
      })
  }
}
