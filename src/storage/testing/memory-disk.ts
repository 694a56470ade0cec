/*
 * A disk in memory for tests that must open the library many thousand times, and that remembers every change in
 * order, so that power-loss.ts can say what a computer might find after the current failed at any of them.
 * memory-disk.test.ts holds it beside the real one. Paths are absolute and POSIX; there are no links.
 * Over 150 lines: every call of a disk, on one tree and into one journal.
 */
import type { Disk, DiskFile, DiskStat } from '../disk'
import { errnoOf } from '../disk-errors'
import {
  applyTruncate,
  applyWrite,
  type Change,
  copyNode,
  makeNode,
  type Node,
  snapshot
} from './memory-nodes'

export interface MemoryDisk extends Disk {
  readonly root: Node
  /** All changes since it was made. */
  readonly journal: readonly Change[]
  /** What it was made with. */
  readonly beginning: ReadonlyMap<Node, Pick<Node, 'entries' | 'bytes'>>
  /** Another disk with the same content and an empty journal. */
  clone(): MemoryDisk
  /** Every file, by path. */
  files(): Map<string, Uint8Array<ArrayBuffer>>
}

export function memoryDisk(root: Node = makeNode('folder')): MemoryDisk {
  const journal: Change[] = []
  const beginning = snapshot(root)

  const errorOf = (code: string, path: string): Error =>
    Object.assign(new Error(`${code}: ${path}`), { code })
  const fail = (code: string, path: string): never => {
    throw errorOf(code, path)
  }
  const partsOf = (path: string): string[] => path.split('/').filter(Boolean)

  function look(path: string): Node {
    let node = root
    for (const part of partsOf(path)) {
      if (!node.entries) return fail('ENOTDIR', path)
      node = node.entries.get(part) ?? fail('ENOENT', path)
    }
    return node
  }

  /** The folder that holds this path, and the path's last name. */
  function place(path: string): { folder: Node & { readonly entries: Map<string, Node> }; name: string } {
    const parts = partsOf(path)
    const name = parts.pop() ?? fail('EINVAL', path)
    const folder = look(`/${parts.join('/')}`)
    if (!folder.entries) return fail('ENOTDIR', path)
    return { folder: folder as Node & { entries: Map<string, Node> }, name }
  }

  function link(path: string, kind: 'file' | 'folder'): Node {
    const { folder, name } = place(path)
    const node = makeNode(kind)
    folder.entries.set(name, node)
    journal.push({ do: 'link', folder, name, node })
    return node
  }

  const statOf = (node: Node): DiskStat => ({
    ...{ size: node.bytes.byteLength, mtimeMs: node.mtimeMs, device: 1, inode: node.id },
    ...{ file: node.entries === null, folder: node.entries !== null }
  })

  function openNode(path: string, flags: 'wx' | 'a' | 'r' | 'r+'): Node {
    const found = path === '/' ? root : place(path).folder.entries.get(place(path).name)
    if (found && flags === 'wx') return fail('EEXIST', path)
    if (found?.entries && flags !== 'r') return fail('EISDIR', path)
    if (found) return found
    return flags === 'wx' || flags === 'a' ? link(path, 'file') : fail('ENOENT', path)
  }

  function open(path: string, flags: 'wx' | 'a' | 'r' | 'r+'): DiskFile {
    const node = openNode(path, flags)
    let position = 0
    return {
      write: (bytes, offset, length) => {
        const taken = bytes.slice(offset, offset + length)
        const at = flags === 'a' ? node.bytes.byteLength : position
        applyWrite(node, at, taken)
        position = at + length
        journal.push({ do: 'write', node, at, bytes: taken })
        return Promise.resolve({ bytesWritten: length })
      },
      read: (bytes, offset, length, from) => {
        if (node.entries) return Promise.reject(errorOf('EISDIR', path))
        const taken = node.bytes.subarray(from, from + length)
        bytes.set(taken, offset)
        return Promise.resolve({ bytesRead: taken.byteLength })
      },
      gather: (bytes, positions, size) => {
        for (const [i, from] of positions.entries()) {
          if (from + size > node.bytes.byteLength) return Promise.reject(new Error('the file ends before'))
          bytes.set(node.bytes.subarray(from, from + size), i * size)
        }
        return Promise.resolve()
      },
      sync: () => Promise.resolve(void journal.push({ do: 'sync', node })),
      truncate: (size) => {
        applyTruncate(node, size)
        return Promise.resolve(void journal.push({ do: 'truncate', node, size }))
      },
      stat: () => Promise.resolve(statOf(node)),
      close: () => Promise.resolve()
    }
  }

  function rename(from: string, to: string): void {
    const source = place(from)
    const node = source.folder.entries.get(source.name) ?? fail('ENOENT', from)
    const target = place(to)
    const there = target.folder.entries.get(target.name)
    if (there === node) return
    if (there?.entries && !node.entries) fail('EISDIR', to)
    if (there && !there.entries && node.entries) fail('ENOTDIR', to)
    if (there?.entries && there.entries.size > 0) fail('ENOTEMPTY', to)
    source.folder.entries.delete(source.name)
    target.folder.entries.set(target.name, node)
    const { folder, name: last } = target
    journal.push({ do: 'rename', from: source.folder, name: source.name, folder, to: last, node })
  }

  function unlink(path: string): void {
    const { folder, name } = place(path)
    folder.entries.delete(name)
    journal.push({ do: 'unlink', folder, name })
  }

  const exists = (path: string): boolean => {
    try {
      return look(path) !== undefined
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false
      throw error
    }
  }

  /** Failures as rejections, as the real disk has them. */
  const promised =
    <A extends unknown[], R>(call: (...a: A) => R) =>
    async (...a: A): Promise<R> => {
      await Promise.resolve()
      return call(...a)
    }

  return {
    root,
    journal,
    beginning,
    clone: () => memoryDisk(copyNode(root)),
    files: () => {
      const found = new Map<string, Uint8Array<ArrayBuffer>>()
      const visit = (node: Node, path: string): void => {
        if (!node.entries) found.set(path, node.bytes)
        for (const [name, child] of node.entries ?? []) visit(child, `${path}/${name}`)
      }
      visit(root, '')
      return found
    },
    open: promised(open),
    read: promised((path: string) => {
      const node = look(path)
      return node.entries ? fail('EISDIR', path) : node.bytes.slice()
    }),
    rename: promised(rename),
    remove: promised((path: string) => {
      if (!exists(path)) return
      if (look(path).entries) fail('ERR_FS_EISDIR', path)
      unlink(path)
    }),
    removeFolder: promised((path: string) => {
      if (exists(path)) unlink(path)
    }),
    removeEmpty: promised((path: string) => {
      const node = look(path)
      if (!node.entries) fail('ENOTDIR', path)
      if (node.entries!.size > 0) fail('ENOTEMPTY', path)
      unlink(path)
    }),
    makeFolder: promised((path: string) => {
      const parts = partsOf(path)
      for (let n = 1; n <= parts.length; n++) {
        const above = `/${parts.slice(0, n).join('/')}`
        if (!exists(above)) link(above, 'folder')
        else if (!look(above).entries) fail(n < parts.length ? 'ENOTDIR' : 'EEXIST', path)
      }
    }),
    // Durable or not, it changes nothing of what is read.
    touch: promised((path: string, mtimeMs: number) => void (look(path).mtimeMs = mtimeMs)),
    list: promised((path: string) => {
      const { entries } = look(path)
      return entries ? [...entries.keys()] : fail('ENOTDIR', path)
    }),
    stat: promised((path: string) => statOf(look(path))),
    wait: () => Promise.resolve()
  }
}
