/*
 * A text that comes in pieces, written to a temporary file of the library with its hash taken on the way.
 * The caller renames it; a process that is killed leaves a file that the sweep knows (sweep.ts).
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '#core/errors'
import { temporaryName, writeAll } from './atomic-write'
import { MAX_LIBRARY_BYTES } from './decode-text'
import type { Disk, DiskFile } from './disk'
import { toWriteFailure } from './disk-errors'

/** Bytes that are gathered before they are written. */
const BLOCK = 1 << 20

export interface Written {
  /** The temporary file, complete and synced. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

/** @throws Failure `corpus-too-large`, `disk-full`, `write-failed`, or what `pieces` throws; nothing is left then */
export async function writePieces(
  disk: Disk,
  folder: string,
  pieces: AsyncIterable<string>,
  limit = MAX_LIBRARY_BYTES
): Promise<Written> {
  const path = join(folder, temporaryName('incoming'))
  const hash = createHash('sha256')
  let file: DiskFile | undefined
  let bytes = 0
  let waiting: Buffer[] = []
  let held = 0
  const flush = async (): Promise<void> => {
    if (held === 0) return
    const block = Buffer.concat(waiting)
    waiting = []
    held = 0
    hash.update(block)
    await writeAll(file!, block)
  }
  try {
    await disk.makeFolder(folder)
    file = await disk.open(path, 'wx')
    for await (const piece of pieces) {
      const block = Buffer.from(piece, 'utf8')
      bytes += block.byteLength
      if (bytes > limit) throw new Failure('corpus-too-large', { bytes, limit })
      waiting.push(block)
      held += block.byteLength
      if (held >= BLOCK) await flush()
    }
    await flush()
    if (bytes === 0) throw new Failure('corpus-empty')
    await file.sync()
    const { size } = await file.stat()
    if (size !== bytes) throw new Error(`wrote ${size} of ${bytes} bytes`)
    await file.close()
    file = undefined
    return { path, sha256: hash.digest('hex'), bytes }
  } catch (error) {
    await file?.close().catch(() => undefined)
    await disk.remove(path).catch(() => undefined)
    throw toWriteFailure(error, path)
  }
}
