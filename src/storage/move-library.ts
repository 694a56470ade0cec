/*
 * Taking the library to another folder. On one disk its parts are renamed, each at once; to another disk everything is
 * copied, synced and compared first, then put in place, and only then does the old one go to the trash. Broken off at
 * any instant, every part is whole in one of the two folders, and moving again finishes it.
 * Over 150 lines: moving by name and by copy undo themselves in different orders, best compared in one view.
 */
import { dirname, join } from 'node:path'
import { Failure } from '#core/errors'
import { syncFolder, writeAll } from './atomic-write'
import { type Disk, type DiskStat, nodeDisk } from './disk'
import { errnoOf, toReadFailure, toWriteFailure } from './disk-errors'
import { filePieces } from './file-pieces'
import { LIBRARY_ENTRIES } from './paths'

export interface MoveOptions {
  readonly from: string
  readonly to: string
  /** What becomes of the old parts after they were copied. */
  readonly discard: (path: string) => Promise<void>
  readonly signal?: AbortSignal
  /** Whether renaming is enough; asked of the system unless a test says so. */
  readonly sameDisk?: boolean
  readonly disk?: Disk
}

/** Before the copy is complete it goes by another name. */
const COPYING = '.moving-'
/** Bytes that are copied at once. */
const PIECE = 8 << 20

/**
 * @throws Failure `disk-full`, `write-failed`, `file-unreadable` or `cancelled`; every part is then where it was, or,
 *   where the disk failed in the middle, whole in one of the two folders
 */
export async function moveLibrary(options: MoveOptions): Promise<void> {
  const { from, to, disk = nodeDisk } = options
  try {
    await disk.makeFolder(to)
    await syncFolder(dirname(to), disk).catch(() => undefined)
    const sameDisk = options.sameDisk ?? (await disk.stat(from)).device === (await disk.stat(to)).device
    const entries = []
    for (const entry of LIBRARY_ENTRIES) if (await statIfThere(disk, join(from, entry))) entries.push(entry)
    if (sameDisk) await renameAll(disk, entries, from, to)
    else await copyAll(disk, entries, options)
  } catch (error) {
    throw toWriteFailure(error, to)
  }
}

/** All of them, or none as far as that can be had. */
async function renameAll(disk: Disk, entries: readonly string[], from: string, to: string): Promise<void> {
  const done: string[] = []
  try {
    for (const entry of entries) {
      await disk.rename(join(from, entry), join(to, entry))
      done.push(entry)
    }
    // Where they came to first: a power failure then leaves none of them nowhere.
    for (const folder of [to, from]) await syncFolder(folder, disk)
  } catch (error) {
    for (const entry of done) await disk.rename(join(to, entry), join(from, entry)).catch(() => undefined)
    throw error
  }
}

async function copyAll(
  disk: Disk,
  entries: readonly string[],
  { from, to, discard, signal }: MoveOptions
): Promise<void> {
  // What is in place already was put there by an attempt that broke off after its copy was complete.
  const missing = []
  for (const entry of entries) if (!(await statIfThere(disk, join(to, entry)))) missing.push(entry)
  const placed: string[] = []
  try {
    for (const entry of missing) {
      const copy = join(to, COPYING + entry)
      await disk.removeFolder(copy)
      await copyTree(disk, join(from, entry), copy, signal)
      if (!(await sameSizes(disk, join(from, entry), copy)))
        throw new Failure('write-failed', { name: entry })
    }
    await syncFolder(to, disk)
    for (const entry of missing) {
      placed.push(entry)
      await disk.rename(join(to, COPYING + entry), join(to, entry))
    }
    await syncFolder(to, disk)
  } catch (error) {
    // Copies of this attempt; the old ones are all where they were.
    const copies = [...missing.map((entry) => COPYING + entry), ...placed]
    for (const copy of copies) await disk.removeFolder(join(to, copy)).catch(() => undefined)
    throw error
  }
  // That the old one cannot be discarded loses nothing.
  for (const entry of entries) await discard(join(from, entry)).catch(() => undefined)
}

/** A file, or a folder with all in it, on the medium when this is done. Links become what they lead to. */
async function copyTree(disk: Disk, from: string, to: string, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) throw new Failure('cancelled')
  const reading = (error: unknown): never => {
    throw toReadFailure(error, from)
  }
  const found = await disk.stat(from).catch(reading)
  if (!found.folder) return copyFile(disk, from, to, found, signal)
  await disk.makeFolder(to)
  for (const name of await disk.list(from).catch(reading)) {
    await copyTree(disk, join(from, name), join(to, name), signal)
  }
  await syncFolder(to, disk)
}

async function copyFile(
  disk: Disk,
  from: string,
  to: string,
  { size, mtimeMs }: DiskStat,
  signal?: AbortSignal
): Promise<void> {
  const file = await disk.open(to, 'wx')
  try {
    for await (const piece of readingFrom(
      from,
      filePieces(disk, from, { size: Math.min(PIECE, size + 1), signal })
    )) {
      await writeAll(file, piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  // What was computed from a large text is known by when the text was written; without it, it is computed anew.
  await disk.touch(to, mtimeMs).catch(() => undefined)
}

/** What fails while reading is told as that. */
async function* readingFrom(path: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces
  } catch (error) {
    throw toReadFailure(error, path)
  }
}

/** Whether both hold the same files with the same sizes. */
async function sameSizes(disk: Disk, a: string, b: string): Promise<boolean> {
  const [here, there] = await Promise.all([disk.stat(a), disk.stat(b)])
  if (!here.folder) return here.size === there.size
  const [names, copied] = await Promise.all([disk.list(a), disk.list(b)])
  if (names.length !== copied.length) return false
  for (const name of names) {
    const same = await sameSizes(disk, join(a, name), join(b, name)).catch(() => false)
    if (!same) return false
  }
  return true
}

async function statIfThere(disk: Disk, path: string): Promise<DiskStat | null> {
  return disk.stat(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null
    throw toReadFailure(error, path)
  })
}

/** Whether a folder holds a library. */
export async function holdsLibrary(folder: string): Promise<boolean> {
  for (const entry of ['settings.json', 'runs']) {
    if (await nodeDisk.stat(join(folder, entry)).catch(() => null)) return true
  }
  return false
}
