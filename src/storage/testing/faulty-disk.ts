/*
 * A disk that misbehaves at a chosen operation, for tests: every call through the Disk interface and its
 * open files is counted, and the k-th one (or every one from the k-th on) fails or writes short.
 */
import { type Disk, type DiskFile, nodeDisk } from '../disk'

export interface Fault {
  /** Which operation, counted from 1. */
  readonly at: number
  /** An errno such as ENOSPC; `SHORT` lets writes take half of what they are given, at the end nothing, and reads give half. */
  readonly error: string
  /** Whether all changes after it fail too. Reading, removing and closing work on. */
  readonly persistent?: boolean
  /** Whether really everything after it fails too, as on a disk that was pulled out. */
  readonly gone?: boolean
}

export interface FaultyDisk extends Disk {
  /** Operations so far. */
  count(): number
  /** Each operation's name, in order. */
  readonly log: readonly string[]
}

const CHANGES = ['open', 'write', 'sync', 'truncate', 'rename', 'makeFolder', 'touch']

/** A disk, the real one by default, with this fault; without one it only counts. */
export function faultyDisk(fault?: Fault, base: Disk = nodeDisk): FaultyDisk {
  const log: string[] = []
  const due = (name: string): boolean => {
    log.push(name)
    if (!fault || log.length < fault.at) return false
    if (fault.persistent) return CHANGES.includes(name)
    return fault.gone || log.length === fault.at
  }
  const fail = (name: string): never => {
    throw Object.assign(new Error(`${fault?.error}: ${name}`), { code: fault?.error })
  }
  const guard =
    <A extends unknown[], R>(name: string, call: (...a: A) => Promise<R>) =>
    async (...a: A): Promise<R> => {
      if (due(name) && fault?.error !== 'SHORT') fail(name)
      return call(...a)
    }
  const guardFile = (file: DiskFile): DiskFile => ({
    write: async (bytes, offset, length) => {
      const now = due('write')
      if (now && fault?.error !== 'SHORT') fail('write')
      return file.write(bytes, offset, now ? Math.floor(length / 2) : length)
    },
    read: async (bytes, offset, length, position) => {
      const now = due('read')
      if (now && fault?.error !== 'SHORT') fail('read')
      return file.read(bytes, offset, now ? Math.ceil(length / 2) : length, position)
    },
    gather: guard('gather', (bytes: Uint8Array, positions: readonly number[], size: number) =>
      file.gather(bytes, positions, size)
    ),
    sync: guard('sync', () => file.sync()),
    truncate: guard('truncate', (size: number) => file.truncate(size)),
    stat: guard('stat', () => file.stat()),
    // What fails to close is closed all the same.
    close: async () => {
      const failing = due('close') && fault?.error !== 'SHORT'
      await file.close()
      if (failing) fail('close')
    }
  })
  const open = guard('open', (path: string, flags: Parameters<Disk['open']>[1]) => base.open(path, flags))
  return {
    ...base,
    open: async (path, flags) => guardFile(await open(path, flags)),
    read: guard('read', (path: string) => base.read(path)),
    rename: guard('rename', (from: string, to: string) => base.rename(from, to)),
    remove: guard('remove', (path: string) => base.remove(path)),
    removeFolder: guard('removeFolder', (path: string) => base.removeFolder(path)),
    removeEmpty: guard('removeEmpty', (path: string) => base.removeEmpty(path)),
    makeFolder: guard('makeFolder', (path: string) => base.makeFolder(path)),
    touch: guard('touch', (path: string, mtimeMs: number) => base.touch(path, mtimeMs)),
    list: guard('list', (path: string) => base.list(path)),
    stat: guard('stat', (path: string) => base.stat(path)),
    wait: () => Promise.resolve(),
    count: () => log.length,
    log
  }
}
