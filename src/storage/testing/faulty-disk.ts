/*
 * A disk that misbehaves at a chosen operation, for tests: every call through the Disk interface and its
 * open files is counted, and the k-th one (or every one from the k-th on) fails or writes short.
 */
import { type Disk, type DiskFile, nodeDisk } from '../disk'

export interface Fault {
  /** Which operation, counted from 1. */
  readonly at: number
  /** An errno such as ENOSPC; `SHORT` lets writes take half of what they are given, at the end nothing. */
  readonly error: string
  /** Whether all operations after it fail too. Removing and closing always work: the process lives. */
  readonly persistent?: boolean
}

export interface FaultyDisk extends Disk {
  /** Operations so far. */
  count(): number
  /** Each operation's name, in order. */
  readonly log: readonly string[]
}

const CHANGES = ['open', 'write', 'sync', 'truncate', 'rename', 'makeFolder']

/** The real disk with this fault; without one it only counts. */
export function faultyDisk(fault?: Fault): FaultyDisk {
  const log: string[] = []
  const due = (name: string): boolean => {
    log.push(name)
    if (!fault) return false
    return fault.persistent ? log.length >= fault.at && CHANGES.includes(name) : log.length === fault.at
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
    ...file,
    write: async (bytes, offset, length) => {
      const now = due('write')
      if (now && fault?.error !== 'SHORT') fail('write')
      return file.write(bytes, offset, now ? Math.floor(length / 2) : length)
    },
    sync: guard('sync', () => file.sync()),
    truncate: guard('truncate', (size: number) => file.truncate(size)),
    stat: guard('stat', () => file.stat())
  })
  const open = guard('open', (path: string, flags: 'wx' | 'a' | 'r' | 'r+') => nodeDisk.open(path, flags))
  return {
    ...nodeDisk,
    open: async (path, flags) => guardFile(await open(path, flags)),
    read: guard('read', (path: string) => nodeDisk.read(path)),
    rename: guard('rename', (from: string, to: string) => nodeDisk.rename(from, to)),
    makeFolder: guard('makeFolder', (path: string) => nodeDisk.makeFolder(path)),
    list: guard('list', (path: string) => nodeDisk.list(path)),
    stat: guard('stat', (path: string) => nodeDisk.stat(path)),
    wait: () => Promise.resolve(),
    count: () => log.length,
    log
  }
}
