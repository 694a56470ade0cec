/*
 * What memory-disk.ts is made of: files and folders in memory, the changes to them, and how a change of bytes is
 * applied, so that power-loss.ts can apply some of them again.
 */

/** A file or a folder. */
export interface Node {
  readonly id: number
  readonly entries: Map<string, Node> | null
  bytes: Uint8Array<ArrayBuffer>
  mtimeMs: number
}

/** What happened, in order. Entries of folders are set and unset one by one, but for a rename, which is one change. */
export type Change =
  | {
      readonly do: 'write'
      readonly node: Node
      readonly at: number
      readonly bytes: Uint8Array<ArrayBuffer>
    }
  | { readonly do: 'truncate'; readonly node: Node; readonly size: number }
  | { readonly do: 'sync'; readonly node: Node }
  | { readonly do: 'link'; readonly folder: Node; readonly name: string; readonly node: Node }
  | { readonly do: 'unlink'; readonly folder: Node; readonly name: string }
  | {
      readonly do: 'rename'
      readonly from: Node
      readonly name: string
      readonly folder: Node
      readonly to: string
      readonly node: Node
    }

let ids = 0

export function makeNode(kind: 'file' | 'folder'): Node {
  return {
    ...{ id: ++ids, entries: kind === 'folder' ? new Map<string, Node>() : null },
    ...{ bytes: new Uint8Array(), mtimeMs: Date.UTC(2026, 6, 12, 12) }
  }
}

/** The same files and folders once more, as others. */
export function copyNode(node: Node): Node {
  const entries = node.entries && new Map([...node.entries].map(([name, child]) => [name, copyNode(child)]))
  return { ...node, id: ++ids, entries }
}

/** Every file and folder as it is now. Bytes are replaced, never changed, so that the arrays may be kept. */
export function snapshot(root: Node): Map<Node, Pick<Node, 'entries' | 'bytes'>> {
  const found = new Map<Node, Pick<Node, 'entries' | 'bytes'>>()
  const visit = (node: Node): void => {
    found.set(node, { entries: node.entries && new Map(node.entries), bytes: node.bytes })
    for (const child of node.entries?.values() ?? []) visit(child)
  }
  visit(root)
  return found
}

export function applyWrite(node: Node, at: number, bytes: Uint8Array): void {
  const size = Math.max(node.bytes.byteLength, at + bytes.byteLength)
  const grown = new Uint8Array(size)
  grown.set(node.bytes)
  grown.set(bytes, at)
  node.bytes = grown
}

export function applyTruncate(node: Node, size: number): void {
  const cut = new Uint8Array(size)
  cut.set(node.bytes.subarray(0, size))
  node.bytes = cut
}
