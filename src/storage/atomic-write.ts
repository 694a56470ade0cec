/*
 * Replacing a file so that at any instant, power loss included, its place holds the whole old bytes
 * or the whole new ones. Every file of the library and every export is written through here, except
 * metrics.jsonl, which grows in place (metrics.ts).
 * Limit: on Windows a folder cannot be synced, so after a power cut the old file may stand there.
 */
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { Failure } from '#core/errors'
import { type Disk, type DiskFile, nodeDisk } from './disk'
import { errnoOf, toWriteFailure } from './disk-errors'
import { createQueues } from './queues'

/** Largest single write: bounds the time one system call holds its buffer. */
const CHUNK = 8 << 20

/** Renames are retried while a virus scanner or indexer holds the target: 10 ms doubling, 630 ms in all. */
const RENAME_RETRIES = 6
const RETRIED = new Set(['EPERM', 'EACCES', 'EBUSY'])

const inTurn = createQueues()

/**
 * Writes `bytes` to `path`, replacing what is there. Calls for the same path take turns, so that the
 * last caller's bytes stay. `bytes` must not change until the promise settles.
 * @throws Failure `disk-full`, `write-failed` or `file-is-folder`; the old file is then untouched and
 * no temporary file is left (unless removing it fails too: the start-up sweep does that).
 */
export function atomicWrite(
  path: string,
  bytes: ArrayBufferView | ArrayBuffer | string,
  disk: Disk = nodeDisk
): Promise<void> {
  const view = bytesOf(bytes)
  return inTurn(path, () => replace(path, [view], disk))
}

/**
 * The same for bytes that come one after another; also whatever `pieces` fails with leaves the old file.
 */
export function atomicWriteStream(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  disk: Disk = nodeDisk
): Promise<void> {
  return inTurn(path, () => replace(path, pieces, disk))
}

/** Name of a temporary file for `name`; sweep.ts recognises it and reads the process id out of it. */
export function temporaryName(name: string): string {
  return `.${name}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
}

/** The bytes a view covers, whatever its element type: a Float32Array of 1,000 is 4,000 bytes. */
export function bytesOf(bytes: ArrayBufferView | ArrayBuffer | string): Uint8Array {
  if (typeof bytes === 'string') return Buffer.from(bytes, 'utf8')
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

async function replace(
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  disk: Disk
): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, temporaryName(basename(path)))
  let file: DiskFile | undefined
  try {
    await refuseOtherKinds(path, disk)
    // 'wx': never opens what someone else put there.
    file = await disk.open(temporary, 'wx')
    let length = 0
    for await (const bytes of pieces) {
      await writeAll(file, bytes)
      length += bytes.byteLength
    }
    await file.sync()
    const { size } = await file.stat()
    if (size !== length) throw new Error(`wrote ${size} of ${length} bytes`)
    await file.close()
    file = undefined
    await renameOver(temporary, path, disk)
    await syncFolder(folder, disk)
  } catch (error) {
    await file?.close().catch(() => undefined)
    await disk.remove(temporary).catch(() => undefined)
    throw toWriteFailure(error, path)
  }
}

/** A folder, a device or a pipe under that name is not a file to be replaced. */
async function refuseOtherKinds(path: string, disk: Disk): Promise<void> {
  const found = await disk.stat(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  })
  if (found?.folder) throw new Failure('file-is-folder', { name: basename(path) })
  if (found && !found.file) throw new Error('not a regular file')
}

/** One write may take fewer bytes than it was given: a nearly full disk does exactly that. */
export async function writeAll(file: DiskFile, bytes: Uint8Array): Promise<void> {
  let done = 0
  while (done < bytes.byteLength) {
    const length = Math.min(CHUNK, bytes.byteLength - done)
    const { bytesWritten } = await file.write(bytes, done, length)
    if (bytesWritten <= 0) throw Object.assign(new Error('no byte was taken'), { code: 'ENOSPC' })
    done += bytesWritten
  }
}

export async function renameOver(from: string, to: string, disk: Disk): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await disk.rename(from, to)
    } catch (error) {
      if (attempt >= RENAME_RETRIES || !RETRIED.has(errnoOf(error) ?? '')) throw error
      await disk.wait(10 << attempt)
    }
  }
}

/** Makes a folder that is there after a power failure too, in one above it that is. */
export async function makeFolderDurably(folder: string, disk: Disk): Promise<void> {
  await disk.makeFolder(folder)
  await syncFolder(dirname(folder), disk)
}

/** Makes the new name itself durable. Windows cannot open folders for that. */
export async function syncFolder(folder: string, disk: Disk): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await disk.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
