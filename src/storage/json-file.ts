/*
 * Small JSON files with a format name and a version: read strictly, written atomically. One of an older
 * version is read through its migrations and stands in the newest once it is next written; one of a newer
 * version is refused and never rewritten; a broken one is `library-corrupt`.
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
  /** Of the newest version. */
  readonly check: Check<T>
  /** What makes of a file of this version one of the next; every older version has one. */
  readonly migrate?: Readonly<Record<number, Migration>>
}

export type Migration = (fields: Record<string, unknown>) => Record<string, unknown>

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
  try {
    return kind.check(migrated(head, kind), basename(path))
  } catch (error) {
    if (error instanceof Mismatch || error instanceof Failure) throw corrupt(path, error)
    throw error
  }
}

/** The fields as the newest version has them. @throws Mismatch for a version that never was */
function migrated(
  { version, ...fields }: Record<string, unknown>,
  { version: newest, migrate }: JsonFormat<object>
): Record<string, unknown> {
  let result = fields
  for (let at = version; at !== newest; at++) {
    const step = typeof at === 'number' ? migrate?.[at] : undefined
    if (typeof at !== 'number' || !step) throw new Mismatch('version', `1 to ${newest}`)
    result = step(result)
  }
  return result
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
