/*
 * Files of tokens on disk: written piece by piece, checked whole, read in windows at any place. The format is
 * core/formats/token-file.ts.
 */
import { basename, dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { Failure } from '#core/errors'
import {
  decodeTokenFooter,
  encodeTokenFooter,
  TOKEN_FOOTER,
  tokenBytesOf,
  widthFor,
  type TokenFileInfo
} from '#core/formats/token-file'
import { renameOver, syncFolder, temporaryName, writeAll } from '../atomic-write'
import type { Disk, DiskFile } from '../disk'
import { toReadFailure, toWriteFailure } from '../disk-errors'
import { readFully } from '../file-pieces'

const BLOCK = 4 << 20

export interface TokenParts {
  readonly train: AsyncIterable<Int32Array>
  readonly heldOut: AsyncIterable<Int32Array>
}

/** Writes the tokens of both parts; whatever fails, the parts included, leaves nothing behind. */
export async function writeTokens(
  disk: Disk,
  path: string,
  about: Pick<TokenFileInfo, 'vocab' | 'text' | 'tokenizer' | 'share'>,
  parts: TokenParts
): Promise<TokenFileInfo> {
  const temporary = join(dirname(path), temporaryName(basename(path)))
  const width = widthFor(about.vocab)
  let file: DiskFile | undefined
  try {
    await disk.makeFolder(dirname(path))
    file = await disk.open(temporary, 'wx')
    let checksum = 0
    const counts = { train: 0, heldOut: 0 }
    for (const part of ['train', 'heldOut'] as const) {
      for await (const ids of parts[part]) {
        const bytes = tokenBytesOf(ids, width)
        checksum = crc32(bytes, checksum)
        counts[part] += ids.length
        await writeAll(file, bytes)
      }
    }
    const info = { ...about, ...counts, width, checksum }
    await writeAll(file, encodeTokenFooter(info))
    await file.sync()
    await file.close()
    file = undefined
    await renameOver(temporary, path, disk)
    await syncFolder(dirname(path), disk)
    return info
  } catch (error) {
    await file?.close().catch(() => undefined)
    await disk.remove(temporary).catch(() => undefined)
    throw toWriteFailure(error, path)
  }
}

async function footerOf(file: DiskFile): Promise<TokenFileInfo> {
  const { size } = await file.stat()
  if (size < TOKEN_FOOTER) throw new Failure('token-file-invalid', { what: 'length' })
  const footer = new Uint8Array(TOKEN_FOOTER)
  if ((await readFully(file, footer, size - TOKEN_FOOTER)) < TOKEN_FOOTER)
    throw new Failure('token-file-invalid', { what: 'length' })
  return decodeTokenFooter(footer, size)
}

/** Works on an open file and closes it. @throws Failure as reading fails, and what the work throws */
async function withFile<T>(disk: Disk, path: string, work: (file: DiskFile) => Promise<T>): Promise<T> {
  try {
    const file = await disk.open(path, 'r')
    try {
      return await work(file)
    } finally {
      // Everything that was read is here.
      await file.close().catch(() => undefined)
    }
  } catch (error) {
    throw toReadFailure(error, path)
  }
}

/**
 * What the file says of itself, every byte checked.
 * @throws Failure `token-file-invalid`, `cancelled`, `file-missing`, `file-unreadable`
 */
export function checkTokens(
  disk: Disk,
  path: string,
  progress: (done: number, of: number) => void = () => undefined,
  signal?: AbortSignal
): Promise<TokenFileInfo> {
  return withFile(disk, path, async (file) => {
    const info = await footerOf(file)
    const end = (info.train + info.heldOut) * info.width
    const block = Buffer.allocUnsafe(Math.min(BLOCK, end))
    let checksum = 0
    for (let at = 0; at < end;) {
      if (signal?.aborted) throw new Failure('cancelled')
      const { bytesRead } = await file.read(block, 0, Math.min(BLOCK, end - at), at)
      if (bytesRead === 0) throw new Failure('token-file-invalid', { what: 'length' })
      checksum = crc32(block.subarray(0, bytesRead), checksum)
      progress((at += bytesRead), end)
    }
    if (checksum !== info.checksum) throw new Failure('token-file-invalid', { what: 'checksum' })
    return info
  })
}

/**
 * The bytes of `length` tokens from each of these places on, one window after another.
 * @throws Failure `token-file-invalid`, `file-missing`, `file-unreadable`, `bad-request` for a window that does not
 *   lie in the file
 */
export function readWindows(
  disk: Disk,
  path: string,
  starts: readonly number[],
  length: number
): Promise<Buffer> {
  return withFile(disk, path, async (file) => {
    const { width, train, heldOut } = await footerOf(file)
    if (starts.some((start) => start + length > train + heldOut))
      throw new Failure('bad-request', { at: 'at' })
    const bytes = Buffer.alloc(starts.length * length * width)
    await file.gather(
      bytes,
      starts.map((start) => start * width),
      length * width
    )
    return bytes
  })
}
