/*
 * The few file operations the library is built from. Everything in src/storage goes through this interface, so that
 * tests can let the k-th operation fail, write short or stop the world. Apart from it stand the log, which may be
 * lost, and Parquet files, which their library opens itself.
 */
import { read } from 'node:fs'
import fs from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

/** Reads of `gather` that are under way at the same time. */
const AT_ONCE = 128

export interface DiskFile {
  /** Writes at the file's position (at its end when opened with 'a'); may take fewer bytes than asked. */
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }>
  /** Reads from `position` in the file into `bytes` at `offset`; may give fewer bytes than asked, 0 only at the end. */
  read(bytes: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
  /** Fills `bytes` with `size` bytes from each of these positions, which all must lie in the file. */
  gather(bytes: Uint8Array, positions: readonly number[], size: number): Promise<void>
  /** Waits until the bytes are on the medium, the file's size included. */
  sync(): Promise<void>
  truncate(size: number): Promise<void>
  stat(): Promise<DiskStat>
  close(): Promise<void>
}

export interface DiskStat {
  readonly size: number
  readonly mtimeMs: number
  /** Which file system it is on, and which file of it. */
  readonly device: number
  readonly inode: number
  readonly file: boolean
  readonly folder: boolean
}

export interface Disk {
  open(path: string, flags: 'wx' | 'a' | 'r' | 'r+'): Promise<DiskFile>
  /** The whole file in a buffer of its own. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>
  rename(from: string, to: string): Promise<void>
  /** Removes a file; content if it is not there. */
  remove(path: string): Promise<void>
  /** Removes a folder and all in it. Only for what this process has just made itself. */
  removeFolder(path: string): Promise<void>
  /** Removes a folder with nothing in it. */
  removeEmpty(path: string): Promise<void>
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>
  /** Sets when a file was last written, in milliseconds since 1970. */
  touch(path: string, mtimeMs: number): Promise<void>
  /** Names in a folder, in no particular order. */
  list(path: string): Promise<string[]>
  /** Follows symbolic links. */
  stat(path: string): Promise<DiskStat>
  wait(milliseconds: number): Promise<void>
}

/** The real disk. */
export const nodeDisk: Disk = {
  async open(path, flags) {
    const handle = await fs.open(path, flags)
    return {
      write: (bytes, offset, length) => handle.write(bytes, offset, length),
      read: (bytes, offset, length, position) => handle.read(bytes, offset, length, position),
      gather: (bytes, positions, size) => gather(handle.fd, bytes, positions, size),
      sync: () => handle.sync(),
      truncate: (size) => handle.truncate(size),
      stat: async () => statOf(await handle.stat()),
      close: () => handle.close()
    }
  },
  async read(path) {
    const bytes = await fs.readFile(path)
    const owned = bytes.byteLength === bytes.buffer.byteLength
    return owned ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes)
  },
  rename: (from, to) => fs.rename(from, to),
  remove: (path) => fs.rm(path, { force: true }),
  removeFolder: (path) => fs.rm(path, { recursive: true, force: true }),
  removeEmpty: (path) => fs.rmdir(path),
  makeFolder: async (path) => void (await fs.mkdir(path, { recursive: true })),
  touch: (path, mtimeMs) => fs.utimes(path, mtimeMs / 1000, mtimeMs / 1000),
  list: (path) => fs.readdir(path),
  stat: async (path) => statOf(await fs.stat(path)),
  wait: (milliseconds) => setTimeout(milliseconds)
}

function statOf(stat: Awaited<ReturnType<typeof fs.stat>>): DiskStat {
  return {
    size: Number(stat.size),
    mtimeMs: Number(stat.mtimeMs),
    device: Number(stat.dev),
    inode: Number(stat.ino),
    file: stat.isFile(),
    folder: stat.isDirectory()
  }
}

/** Thousands of small reads: callbacks cost a quarter of what promises do. */
function gather(file: number, bytes: Uint8Array, positions: readonly number[], size: number): Promise<void> {
  if (positions.length === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    let next = 0
    let left = positions.length
    const begin = (): void => {
      if (next >= positions.length) return
      const i = next++
      fill(i * size, positions[i]!, size)
    }
    const fill = (at: number, position: number, length: number): void =>
      read(file, bytes, at, length, position, (error, bytesRead) => {
        if (error) reject(error)
        else if (bytesRead === 0 && length > 0) reject(new Error('the file ends before'))
        else if (bytesRead < length) fill(at + bytesRead, position + bytesRead, length - bytesRead)
        else if (--left === 0) resolve()
        else begin()
      })
    for (let n = 0; n < AT_ONCE; n++) begin()
  })
}
