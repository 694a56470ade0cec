/*
 * Files read through the disk a piece at a time: a read may give fewer bytes than it was asked for, and a large file
 * is never held.
 */
import { Failure } from '#core/errors'
import type { Disk, DiskFile } from './disk'

const PIECE = 1 << 20
/** No system reads more than 2 GiB at once. */
const MOST = 64 << 20

/** Reads until `bytes` is full or the file ends. @returns how many bytes there were */
export async function readFully(file: DiskFile, bytes: Uint8Array, position: number): Promise<number> {
  let done = 0
  while (done < bytes.byteLength) {
    const length = Math.min(MOST, bytes.byteLength - done)
    const { bytesRead } = await file.read(bytes, done, length, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

/**
 * The file's bytes from `from` on, at most `size` at a time, each piece in memory of its own.
 * @throws Failure `cancelled` once the signal says so, and what the disk fails with
 */
export async function* filePieces(
  disk: Disk,
  path: string,
  options: { readonly from?: number; readonly size?: number; readonly signal?: AbortSignal | undefined } = {}
): AsyncGenerator<Buffer<ArrayBuffer>> {
  const { from = 0, size = PIECE, signal } = options
  const file = await disk.open(path, 'r')
  try {
    for (let at = from; ;) {
      if (signal?.aborted) throw new Failure('cancelled')
      const buffer = Buffer.allocUnsafeSlow(size)
      const { bytesRead } = await file.read(buffer, 0, size, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    // Everything that was read is here.
    await file.close().catch(() => undefined)
  }
}
