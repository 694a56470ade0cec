/*
 * From the system's error numbers to our codes. The only place in storage that looks at errno.
 * `name` is the file's name, `folder` where it was to be; the system's own text goes into `cause`.
 */
import { basename, dirname } from 'node:path'
import { Failure } from '#core/errors'
import type { Disk } from './disk'

/** ENOENT, ENOSPC, … or null for anything that is not a system error. */
export function errnoOf(error: unknown): string | null {
  const code: unknown = error instanceof Error ? (error as NodeJS.ErrnoException).code : null
  return typeof code === 'string' ? code : null
}

/** What a failed write means: `disk-full`, `file-is-folder` or `write-failed`. */
export function toWriteFailure(error: unknown, path: string): Failure {
  if (error instanceof Failure) return error
  const detail = { name: basename(path), folder: dirname(path) }
  const errno = errnoOf(error) ?? ''
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errno)) return new Failure('disk-full', detail, error)
  if (errno === 'EISDIR') return new Failure('file-is-folder', { name: detail.name }, error)
  return new Failure('write-failed', detail, error)
}

/** What a failed read means: `file-missing`, `file-is-folder` or `file-unreadable`. */
export function toReadFailure(error: unknown, path: string): Failure {
  if (error instanceof Failure) return error
  const detail = { name: basename(path) }
  const errno = errnoOf(error) ?? ''
  if (['ENOENT', 'ENOTDIR'].includes(errno)) return new Failure('file-missing', detail, error)
  if (errno === 'EISDIR') return new Failure('file-is-folder', detail, error)
  return new Failure('file-unreadable', detail, error)
}

/** The names in a folder. @throws Failure as toReadFailure */
export function namesIn(disk: Disk, folder: string): Promise<string[]> {
  return disk.list(folder).catch((error: unknown) => {
    throw toReadFailure(error, folder)
  })
}
