/*
 * Files outside the library that the user chose or dropped. The page gets an opaque id; the path stays
 * here. A file is sniffed by content, since names lie.
 */
import { randomUUID } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { FileHandle } from '#core/contracts/app'
import { Failure } from '#core/errors'
import { toReadFailure } from '#storage/disk-errors'

/** Handles that are remembered; the oldest go first. */
const LIMIT = 1000

/** A safetensors header is JSON and at most this long. */
const MAX_HEADER = 100_000_000n

export interface ReadFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Files {
  /** @throws Failure `file-missing`, `file-is-folder` or `file-unreadable` */
  mint(path: string): Promise<FileHandle>
  /** The whole file. @throws Failure as mint; `file-missing` for an unknown id, `file-changed` if it changed meanwhile */
  read(id: string): Promise<ReadFile>
}

export function createFiles(): Files {
  const paths = new Map<string, string>()
  return {
    async mint(path) {
      const { size, type } = await inspect(path)
      const id = randomUUID()
      paths.set(id, path)
      for (const oldest of paths.keys()) {
        if (paths.size <= LIMIT) break
        paths.delete(oldest)
      }
      return { id, name: basename(path), bytes: size, type }
    },
    async read(id) {
      const path = paths.get(id)
      if (path === undefined) throw new Failure('file-missing', { name: '' })
      return { name: basename(path), bytes: await readWhole(path) }
    }
  }
}

async function inspect(path: string): Promise<{ size: number; type: FileHandle['type'] }> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw new Failure('file-is-folder', { name: basename(path) })
    // Reading a pipe or a device might never end.
    if (!found.isFile()) throw new Failure('file-unreadable', { name: basename(path) }, 'not a regular file')
    const file = await open(path, 'r')
    try {
      const head = Buffer.alloc(9)
      const { bytesRead } = await file.read(head, 0, 9, 0)
      return { size: found.size, type: typeOf(basename(path), head.subarray(0, bytesRead)) }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw toReadFailure(error, path)
  }
}

/** A model by its name, or by a safetensors header's first nine bytes; everything else may be text. */
export function typeOf(name: string, head: Uint8Array): FileHandle['type'] {
  if (/\.safetensors$/i.test(name)) return 'model'
  if (head.byteLength < 9 || head[8] !== 0x7b) return 'text'
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true)
  return length > 1n && length <= MAX_HEADER && head.subarray(0, 8).includes(0) ? 'model' : 'text'
}

async function readWhole(path: string): Promise<Uint8Array<ArrayBuffer>> {
  await inspect(path)
  try {
    const file = await open(path, 'r')
    try {
      const before = await file.stat()
      const bytes = new Uint8Array(before.size)
      let done = 0
      while (done < bytes.byteLength) {
        const { bytesRead } = await file.read(bytes, done, Math.min(bytes.byteLength - done, 64 << 20))
        if (bytesRead === 0) break
        done += bytesRead
      }
      const after = await file.stat()
      if (done !== after.size || after.mtimeMs !== before.mtimeMs) {
        throw new Failure('file-changed', { name: basename(path) })
      }
      return bytes
    } finally {
      await file.close()
    }
  } catch (error) {
    throw toReadFailure(error, path)
  }
}
