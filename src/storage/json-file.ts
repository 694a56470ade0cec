/*
 * Small JSON files with a format name and a version: read strictly, written atomically. A file of a
 * newer version is refused and never rewritten; a broken one is `library-corrupt`.
 */
import { basename } from 'node:path'
import { Failure } from '#core/errors'
import { atomicWrite } from './atomic-write'
import { type Check, Mismatch } from './checks'
import type { Disk } from './disk'
import { toReadFailure } from './disk-errors'

export interface JsonFormat<T extends object> {
  readonly format: string
  readonly version: number
  readonly check: Check<T>
}

/** Larger than any of these files gets; a bigger one is not ours. */
const MAX_BYTES = 16 << 20

/** @throws Failure `file-missing`, `file-unreadable`, `library-corrupt` or `library-newer-version` */
export async function readJson<T extends object>(disk: Disk, path: string, kind: JsonFormat<T>): Promise<T> {
  let bytes: Uint8Array
  try {
    if ((await disk.stat(path)).size > MAX_BYTES) throw corrupt(path, `more than ${MAX_BYTES} bytes`)
    bytes = await disk.read(path)
  } catch (error) {
    throw toReadFailure(error, path)
  }
  return decodeJson(bytes, path, kind)
}

/** The same for bytes at hand; `path` only names them. */
export function decodeJson<T extends object>(bytes: Uint8Array, path: string, kind: JsonFormat<T>): T {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw corrupt(path, error)
  }
  const head = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if (head['format'] !== kind.format) throw corrupt(path, `expected the format ${kind.format}`)
  const version = head['version']
  if (typeof version === 'number' && version > kind.version) {
    throw new Failure('library-newer-version', { name: basename(path), version })
  }
  if (version !== kind.version) throw corrupt(path, 'no version')
  try {
    return kind.check(value, basename(path))
  } catch (error) {
    if (error instanceof Mismatch || error instanceof Failure) throw corrupt(path, error)
    throw error
  }
}

/** @throws Failure as atomicWrite */
export function writeJson<T extends object>(
  disk: Disk,
  path: string,
  kind: JsonFormat<T>,
  value: T
): Promise<void> {
  const { format, version } = kind
  return atomicWrite(path, `${JSON.stringify({ format, version, ...value }, null, 2)}\n`, disk)
}

function corrupt(path: string, cause: unknown): Failure {
  return new Failure('library-corrupt', { name: basename(path) }, cause)
}
