/*
 * Taking the library to another folder. On one disk its parts are renamed, each at once; to another disk everything is
 * copied and compared first, then put in place, and only then does the old one go to the trash. Broken off at any
 * instant, every part is whole in one of the two folders, and moving again finishes it.
 */
import { cp, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#core/errors'
import { toWriteFailure } from './disk-errors'
import { LIBRARY_ENTRIES } from './paths'

export interface MoveOptions {
  readonly from: string
  readonly to: string
  /** What becomes of the old parts after they were copied. */
  readonly discard: (path: string) => Promise<void>
  readonly signal?: AbortSignal
  /** Whether renaming is enough; asked of the system unless a test says so. */
  readonly sameDisk?: boolean
}

/** Before the copy is complete it goes by another name. */
const COPYING = '.moving-'

/** @throws Failure `disk-full`, `write-failed` or `cancelled`; the library is then where it was */
export async function moveLibrary(options: MoveOptions): Promise<void> {
  const { from, to } = options
  try {
    await mkdir(to, { recursive: true })
    const sameDisk = options.sameDisk ?? (await stat(from)).dev === (await stat(to)).dev
    const entries = []
    for (const entry of LIBRARY_ENTRIES) if (await isThere(join(from, entry))) entries.push(entry)
    if (sameDisk) {
      await renameAll(entries, from, to)
      return
    }
    await copyAll(entries, options)
  } catch (error) {
    throw toWriteFailure(error, to)
  }
}

/** All of them, or none as far as that can be had. */
async function renameAll(entries: readonly string[], from: string, to: string): Promise<void> {
  const done: string[] = []
  try {
    for (const entry of entries) {
      await rename(join(from, entry), join(to, entry))
      done.push(entry)
    }
  } catch (error) {
    for (const entry of done) await rename(join(to, entry), join(from, entry)).catch(() => undefined)
    throw error
  }
}

async function copyAll(
  entries: readonly string[],
  { from, to, discard, signal }: MoveOptions
): Promise<void> {
  // What is in place already was put there by an attempt that broke off after its copy was complete.
  const missing = []
  for (const entry of entries) if (!(await isThere(join(to, entry)))) missing.push(entry)
  try {
    for (const entry of missing) {
      if (signal?.aborted) throw new Failure('cancelled')
      const copy = join(to, COPYING + entry)
      await rm(copy, { recursive: true, force: true })
      await cp(join(from, entry), copy, { recursive: true, preserveTimestamps: true, errorOnExist: true })
      if (!(await sameSizes(join(from, entry), copy))) throw new Failure('write-failed', { name: entry })
    }
  } catch (error) {
    for (const entry of missing) await rm(join(to, COPYING + entry), { recursive: true, force: true })
    throw error
  }
  for (const entry of missing) await rename(join(to, COPYING + entry), join(to, entry))
  // That the old one cannot be discarded loses nothing.
  for (const entry of entries) await discard(join(from, entry)).catch(() => undefined)
}

/** Whether both hold the same files with the same sizes. */
async function sameSizes(a: string, b: string): Promise<boolean> {
  const [here, there] = await Promise.all([lstat(a), lstat(b)])
  if (!here.isDirectory()) return here.size === there.size
  const [names, copied] = await Promise.all([readdir(a), readdir(b)])
  if (names.length !== copied.length) return false
  for (const name of names) {
    const same = await sameSizes(join(a, name), join(b, name)).catch(() => false)
    if (!same) return false
  }
  return true
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null
}

/** Whether a folder holds a library. */
export async function holdsLibrary(folder: string): Promise<boolean> {
  return (await isThere(join(folder, 'settings.json'))) || (await isThere(join(folder, 'runs')))
}
