/*
 * Tries something once for each of its file operations, each error and each way to fail, on a fresh copy of a disk in
 * memory, and says what may be told of it and what may be left over.
 */
import { expect } from 'vitest'
import type { AppError } from '#core/errors'
import { Failure } from '#core/errors'
import type { Disk } from '../disk'
import { openLibrary } from '../library'
import { faultyDisk } from './faulty-disk'
import { LATER, ROOT } from './furnished'
import type { MemoryDisk } from './memory-disk'

export const ERRORS = ['ENOSPC', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'SHORT']

export type Way = 'once' | 'persistent' | 'gone'

/** A disk that is gone says EIO to everything. */
export const waysOf = (error: string): readonly Way[] =>
  error === 'EIO' ? ['once', 'persistent', 'gone'] : ['once', 'persistent']

/** What a person may be told. Not `internal`: that would be a mistake of ours. */
const CODES: readonly AppError['code'][] = [
  ...(['disk-full', 'write-failed', 'file-unreadable', 'file-missing', 'no-model'] as const),
  ...(['run-not-found', 'corpus-not-found', 'library-corrupt'] as const)
]

export interface Outcome {
  readonly disk: MemoryDisk
  /** Which fault this was. */
  readonly where: string
  readonly way: Way
  readonly failure: unknown
}

/** Acts once for each operation, error and way; `open` is not counted, and is given the disk that will fail. */
export async function* everyFault<T>(
  from: MemoryDisk,
  open: (disk: Disk) => Promise<T>,
  act: (opened: T, disk: Disk) => Promise<unknown>
): AsyncGenerator<Outcome> {
  const probe = faultyDisk(undefined, from.clone())
  const opened = await open(probe)
  const begun = probe.count()
  await act(opened, probe)
  for (let at = begun + 1; at <= probe.count(); at++) {
    for (const error of ERRORS) {
      for (const way of waysOf(error)) {
        const disk = from.clone()
        const faulty = faultyDisk({ at, error, persistent: way === 'persistent', gone: way === 'gone' }, disk)
        const failure = await act(await open(faulty), faulty).then(
          () => null,
          (thrown: unknown) => thrown ?? 'nothing'
        )
        const where = `${error} ${way} at operation ${at - begun} (${faulty.log[at - 1]})`
        yield { disk, where, way, failure }
      }
    }
  }
}

export function expectTyped(failure: unknown, where: string): void {
  if (failure === null) return
  expect(failure, where).toBeInstanceOf(Failure)
  const { code, cause } = (failure as Failure).error
  expect(CODES, `${where}: ${code}, ${cause}`).toContain(code)
}

/** Long after: what a start clears away is then clearly left over. */
const NEXT_START = new Date(LATER.getTime() + 7 * 24 * 60 * 60 * 1000)

/** The same library after a next start, long after; what goes to the system's trash is gone. */
export async function nextStart(disk: MemoryDisk): Promise<MemoryDisk> {
  const next = disk.clone()
  const trash = async (path: string): Promise<void> =>
    (await next.stat(path)).folder ? next.removeFolder(path) : next.remove(path)
  await openLibrary({ root: ROOT, disk: next, owner: true, now: () => NEXT_START, trash })
  return next
}

/**
 * What is in the library that nobody will ask for again: temporary files, what was being put together, texts without
 * facts, what was computed from texts that are gone.
 */
export function leftovers(disk: MemoryDisk): string[] {
  const paths = [...disk.files().keys()].filter((path) => path.startsWith(`${ROOT}/`))
  const corpora = `${ROOT}/corpora/`
  return paths.filter((path) => {
    if (/\.tmp(\/|$)|\.clearing$/.test(path) || path.startsWith(`${ROOT}/incoming/`)) return true
    if (!path.startsWith(corpora)) return false
    const id = path.slice(corpora.length).split('.')[0]
    // Moved to the library's trash by halves, from where it comes back whole.
    if (paths.some((other) => other.startsWith(`${ROOT}/trash/`) && other.endsWith(`/${id}.json`)))
      return false
    return !paths.includes(`${corpora}${id}.json`) || !paths.includes(`${corpora}${id}.txt`)
  })
}
