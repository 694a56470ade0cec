/*
 * Signs of life for processes on other computers, which cannot be asked whether one lives: a holder of locks changes a
 * small file every few seconds. Whoever wants to know watches it for a while: it counts only that it changes, so that
 * clocks that disagree do not matter. The bytes are written in place, which works on a full disk too.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { writeAll } from './atomic-write'
import type { Disk } from './disk'
import { errnoOf } from './disk-errors'

/** Time between two signs, and how long one who gives none is watched before he counts as gone, in milliseconds. */
export const BEAT_MS = 5000
const STILL_MS = 30_000
const LOOK_MS = 500

/** File name of the signs of life of the process that this describes. */
export function beatName(holder: {
  readonly pid: number
  readonly started: string | null
  readonly host: string
}): string {
  const { pid, started, host } = holder
  return `${createHash('sha256')
    .update(JSON.stringify([host, pid, started]))
    .digest('hex')
    .slice(0, 16)}.beat`
}

/** The next sign of life. @throws what the disk fails with */
export async function beat(disk: Disk, folder: string, name: string, count: number): Promise<void> {
  const path = join(folder, name)
  const file = await disk.open(path, 'r+').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return disk.open(path, 'wx')
    throw error
  })
  try {
    await writeAll(file, Buffer.from(String(count).padStart(12, '0')))
  } finally {
    await file.close().catch(() => undefined)
  }
}

/**
 * Watches until it changes, at most STILL_MS of waiting. Reading opens the file anew each time: file systems of networks
 * promise no more than that.
 * @returns whether it has changed. @throws what the disk fails with, since a disk that is away says nothing of anyone
 */
export async function seesBeat(disk: Disk, folder: string, name: string): Promise<boolean> {
  const look = async (): Promise<string> => {
    try {
      return Buffer.from(await disk.read(join(folder, name))).toString('latin1')
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return ''
      throw error
    }
  }
  const first = await look()
  for (let waited = 0; waited < STILL_MS; waited += LOOK_MS) {
    await disk.wait(LOOK_MS)
    if ((await look()) !== first) return true
  }
  return false
}
