/*
 * Removes temporary files that a killed process left behind. Only names made by atomicWrite count,
 * and only those whose process is gone: the terminal may be writing into the same library. The same for
 * runs that were being put together (runs.ts, `adopt`).
 */
import { join } from 'node:path'
import type { Disk } from './disk'
import type { LibraryPaths } from './paths'

const TEMPORARY = /^\..+\.(\d+)\.[0-9a-f]{12}\.tmp$/

/** A process id is used again some day; no write of ours takes this long. */
const DAY = 24 * 60 * 60 * 1000

/** Removes the stale ones among `folder`'s files; returns how many. A folder that is not there has none. */
export async function sweepFolder(disk: Disk, folder: string, now: Date): Promise<number> {
  let removed = 0
  for (const name of await disk.list(folder).catch(() => [])) {
    const match = TEMPORARY.exec(name)
    if (!match) continue
    const path = join(folder, name)
    try {
      if (!(await isStale(disk, path, Number(match[1]), now))) continue
      await disk.remove(path)
      removed++
    } catch {
      // It goes with the next start.
    }
  }
  return removed
}

/** Removes the folders of runs that a killed process was putting together. */
export async function sweepIncoming(disk: Disk, folder: string, now: Date): Promise<void> {
  for (const name of await disk.list(folder).catch(() => [])) {
    const pid = /\.(\d+)$/.exec(name)?.[1]
    const path = join(folder, name)
    if (pid === undefined || !(await isStale(disk, path, Number(pid), now).catch(() => false))) continue
    await disk.removeFolder(path).catch(() => undefined)
  }
}

/**
 * Gives texts without facts to the system's trash: an import was killed between the two, or failed and could not
 * take the text back. Not those whose facts were set aside or are in the library's own trash, nor new ones.
 */
export async function sweepTexts(
  disk: Disk,
  paths: LibraryPaths,
  now: Date,
  trash: (path: string) => Promise<void>
): Promise<void> {
  const [names, removed] = await Promise.all([paths.corpora, paths.trash].map((folder) => disk.list(folder)))
  for (const name of names ?? []) {
    const id = /^(text-[0-9a-f]{16})\.txt$/.exec(name)?.[1]
    if (id === undefined || names?.some((other) => other.startsWith(`${id}.json`))) continue
    if (removed?.some((folder) => folder.endsWith(`-${id}`))) continue
    const path = join(paths.corpora, name)
    const { mtimeMs } = await disk.stat(path)
    if (now.getTime() - mtimeMs > DAY) await trash(path)
  }
}

async function isStale(disk: Disk, path: string, pid: number, now: Date): Promise<boolean> {
  const { mtimeMs } = await disk.stat(path)
  if (now.getTime() - mtimeMs > DAY) return true
  // Our own id on an older file: a process before us had the same one, as in containers.
  if (pid === process.pid) return mtimeMs < now.getTime() - process.uptime() * 1000
  return !isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
