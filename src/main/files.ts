/*
 * Files outside the library that the user chose or dropped. The page gets an opaque id; the path stays
 * here. A file is sniffed by content, since names lie.
 */
import { randomUUID } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FileHandle } from '#core/contracts/app'
import { Failure } from '#core/errors'
import { FOREIGN_FILES } from '#core/imports/files'
import { LIST } from '#storage/archive/manifest'
import { toReadFailure } from '#storage/disk-errors'
import { readStill } from '#storage/model-folder'

/** Handles that are remembered; the oldest go first. */
const LIMIT = 5000

/** The first bytes that are looked at: as far as the name of the first file in a zip. */
const HEAD = 64
const ZIP = Buffer.from('PK\x03\x04')

/** A safetensors header is JSON and at most this long. */
const MAX_HEADER = 100_000_000n

export interface ReadFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Files {
  /**
   * @param folders a folder gets a handle too, of the type `text`: it can be reviewed, not read
   * @throws Failure `file-missing`, `file-is-folder` or `file-unreadable`
   */
  mint(path: string, folders?: boolean): Promise<FileHandle>
  /** Where it stands, for what reads it piece by piece. @throws Failure `file-missing` for an unknown id */
  place(id: string): string
  /** The whole file. @throws Failure as mint; `file-missing` for an unknown id, `file-changed` if it changed meanwhile */
  read(id: string): Promise<ReadFile>
}

export function createFiles(): Files {
  const paths = new Map<string, string>()
  const place = (id: string): string => {
    const path = paths.get(id)
    if (path === undefined) throw new Failure('file-missing', { name: '' })
    return path
  }
  return {
    async mint(chosen, folders = false) {
      const path = await weightsIn(chosen)
      const { size, type } = await inspect(path, folders)
      const id = randomUUID()
      paths.set(id, path)
      for (const oldest of paths.keys()) {
        if (paths.size <= LIMIT) break
        paths.delete(oldest)
      }
      return { id, name: basename(chosen), bytes: size, type }
    },
    place,
    async read(id) {
      const path = place(id)
      await inspect(path)
      return { name: basename(path), bytes: await readStill(path) }
    }
  }
}

/** The weights in a folder of transformers, which stands for them; any other path as it is. */
async function weightsIn(path: string): Promise<string> {
  const weights = join(path, FOREIGN_FILES.weights)
  const found = await stat(weights).catch(() => null)
  return found?.isFile() ? weights : path
}

async function inspect(path: string, folders = false): Promise<{ size: number; type: FileHandle['type'] }> {
  try {
    const found = await stat(path)
    if (found.isDirectory() && folders) return { size: 0, type: 'text' }
    if (found.isDirectory()) throw new Failure('file-is-folder', { name: basename(path) })
    // Reading a pipe or a device might never end.
    if (!found.isFile()) throw new Failure('file-unreadable', { name: basename(path) }, 'not a regular file')
    const file = await open(path, 'r')
    try {
      const head = Buffer.alloc(HEAD)
      const { bytesRead } = await file.read(head, 0, HEAD, 0)
      return { size: found.size, type: typeOf(basename(path), head.subarray(0, bytesRead)) }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw toReadFailure(error, path)
  }
}

/**
 * A model by its name, or by a safetensors header's first nine bytes; an exported run by the zip's first file,
 * or by its name if it is a zip at all; everything else may be text.
 */
export function typeOf(name: string, head: Uint8Array): FileHandle['type'] {
  if (/\.safetensors$/i.test(name)) return 'model'
  if (ZIP.equals(head.subarray(0, 4))) {
    const first = Buffer.from(head.subarray(30, 30 + LIST.length)).toString('latin1')
    return first === LIST || /\.zip$/i.test(name) ? 'run' : 'text'
  }
  if (head.byteLength < 9 || head[8] !== 0x7b) return 'text'
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true)
  return length > 1n && length <= MAX_HEADER && head.subarray(0, 8).includes(0) ? 'model' : 'text'
}
