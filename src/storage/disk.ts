/*
 * The few file operations the library is built from. Everything in src/storage goes through this
 * interface, so that tests can let the k-th operation fail, write short or stop the world.
 */
import fs from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

export interface DiskFile {
  /** Writes at the file's position (at its end when opened with 'a'); may take fewer bytes than asked. */
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }>
  /** Waits until the bytes are on the medium, the file's size included. */
  sync(): Promise<void>
  truncate(size: number): Promise<void>
  stat(): Promise<DiskStat>
  close(): Promise<void>
}

export interface DiskStat {
  readonly size: number
  readonly mtimeMs: number
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
  list: (path) => fs.readdir(path),
  stat: async (path) => statOf(await fs.stat(path)),
  wait: (milliseconds) => setTimeout(milliseconds)
}

function statOf(stat: Awaited<ReturnType<typeof fs.stat>>): DiskStat {
  return {
    size: Number(stat.size),
    mtimeMs: Number(stat.mtimeMs),
    file: stat.isFile(),
    folder: stat.isDirectory()
  }
}
