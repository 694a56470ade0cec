/*
 * What could not be read, kept until someone asks, and the setting aside of broken files: they are
 * renamed to `<name>.corrupt-<time>`, never deleted, so that a person or a later version can look.
 */
import { basename } from 'node:path'
import { type AppError, Failure, toAppError } from '#core/errors'
import type { Disk } from './disk'

export interface Notices {
  all(): AppError[]
  add(error: unknown): void
  /** Sets a broken file aside and notes why; if even that fails, it stays and is noted all the same. */
  quarantine(path: string, why: unknown): Promise<void>
}

/** The most that are kept: one broken disk must not fill the memory. */
const LIMIT = 100

export function createNotices(disk: Disk, now: () => Date): Notices {
  const found: AppError[] = []
  const add = (error: unknown): void => {
    if (found.length < LIMIT) found.push(toAppError(error))
  }
  return {
    all: () => [...found],
    add,
    async quarantine(path, why) {
      const aside = `${path}.corrupt-${timestamp(now())}`
      try {
        await disk.rename(path, await freeName(disk, aside))
        const { cause } = toAppError(why)
        add(new Failure('library-corrupt', { name: basename(path), aside: basename(aside) }, cause ?? why))
      } catch {
        add(why)
      }
    }
  }
}

/** `20260712-153012`: sorts by time and is safe in file names. */
export function timestamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}

async function freeName(disk: Disk, path: string): Promise<string> {
  for (let copy = 1; copy < 1000; copy++) {
    const candidate = copy === 1 ? path : `${path}-${copy}`
    const taken = await disk.stat(candidate).then(
      () => true,
      () => false
    )
    if (!taken) return candidate
  }
  return path
}
