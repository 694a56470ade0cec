/*
 * Exporting: a run's files as one .zip, written as every file is (the whole or nothing), one checkpoint in
 * memory at a time. Nothing is compressed but the losses and the text: weights do not get smaller.
 */
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { atomicWriteStream } from '../atomic-write'
import type { Disk } from '../disk'
import { sha256 } from '../hash'
import { ARCHIVE, type ArchiveList, CHECKPOINTS, LIST } from './manifest'

/** A file of the archive: its place, its length, and a way to its bytes. */
export interface Part {
  readonly path: string
  readonly bytes: number
  readonly compress: boolean
  readonly read: () => Promise<Uint8Array>
}

/** Bytes handed to the zip at once. */
const PIECE = 1 << 20

/**
 * @param progress hears of bytes written, of all there will be
 * @throws Failure `disk-full`, `write-failed`, or why a part cannot be read; what stood at `path` stays then
 */
export async function writeArchive(
  disk: Disk,
  path: string,
  list: ArchiveList,
  parts: readonly Part[],
  progress: (done: number, of: number) => void
): Promise<void> {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  const mtime = new Date(list.exported)
  const of = parts.reduce((sum, part) => sum + part.bytes, 0)
  let done = 0
  const { format, version } = ARCHIVE
  zip.addBuffer(Buffer.from(`${JSON.stringify({ format, version, ...list }, null, 2)}\n`), LIST, { mtime })
  for (const { path, bytes, compress, read } of parts) {
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      const whole = await read()
      for (let at = 0; at < whole.byteLength; at += PIECE) {
        const piece = whole.subarray(at, at + PIECE)
        done += piece.byteLength
        progress(done, of)
        yield piece
      }
    }
    // A stream that is only made when its turn has come: the part is read then, and not before.
    zip.addReadStreamLazy(path, { mtime, compress, size: bytes }, (take) => {
      const stream = Readable.from(pieces(), { objectMode: false })
      // The zip does not listen for it.
      stream.on('error', (error) => output.destroy(error))
      take(null, stream)
    })
  }
  zip.on('error', (error: Error) => output.destroy(error))
  zip.end()
  // It may fail while nobody reads from it, since the disk has failed before; whoever reads hears it too.
  output.on('error', () => undefined)
  try {
    await atomicWriteStream(path, output, disk)
  } finally {
    output.destroy()
  }
}

/** A part whose bytes are at hand. */
export async function smallPart(path: string, bytes: Uint8Array): Promise<{ part: Part; sha256: string }> {
  const part: Part = { path, bytes: bytes.byteLength, compress: true, read: () => Promise.resolve(bytes) }
  return { part, sha256: await sha256(bytes) }
}

/** The place of a checkpoint in the archive. */
export function placeOf(file: string): string {
  return `${CHECKPOINTS}${file}`
}
