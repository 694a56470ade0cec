/*
 * What may be found on a disk after the current failed: in the manner of ALICE (Pillai and others, OSDI 2014), all
 * that POSIX allows and no more. What was synced is there. Of what was not, since the last sync of a file's bytes
 * or of a folder's entries: nothing may be there, all of it, a part, or everything but one thing; and of bytes
 * also a length without its content. A rename is there or not, never half.
 */
import { memoryDisk, type MemoryDisk } from './memory-disk'
import { applyTruncate, applyWrite, type Change, makeNode, type Node } from './memory-nodes'

type EntryChange = Extract<Change, { do: 'link' | 'unlink' | 'rename' }>
type ByteChange = Extract<Change, { do: 'write' | 'truncate' }>

export interface Crash {
  /** How many changes had happened. */
  readonly after: number
  /** What was lost, in words for a test that fails. */
  readonly lost: string
  readonly disk: MemoryDisk
}

/** How the bytes that were not synced fared. */
const BYTES = ['none', 'half', 'zeros', 'all'] as const
type Fate = (typeof BYTES)[number]

/** Every state in which a disk may be found after the first `after` of its changes. What it began with is safe. */
export function* crashesAfter(whole: MemoryDisk, after: number): Generator<Crash> {
  const past = whole.journal.slice(0, after)
  const volatile = past.map((change, at) => !isDurable(past, change, at))
  const entries = past.flatMap((change, at) => (isEntry(change) && volatile[at] ? [at] : []))
  const loose = past.some((change, at) => isByte(change) && volatile[at])
  for (const [words, lost] of subsetsToLose(entries)) {
    for (const fate of loose ? BYTES : (['all'] as const)) {
      const disk = memoryDisk(replay(whole, past, volatile, lost, fate))
      yield { after, lost: `entries lost: ${words}; bytes kept: ${fate}`, disk }
    }
  }
}

function isEntry(change: Change): change is EntryChange {
  return change.do === 'link' || change.do === 'unlink' || change.do === 'rename'
}

function isByte(change: Change): change is ByteChange {
  return change.do === 'write' || change.do === 'truncate'
}

/** Synced since: a file's bytes by its own sync, an entry by that of its folder, of a rename the one it leads to. */
function isDurable(past: readonly Change[], change: Change, at: number): boolean {
  const node = isEntry(change) ? change.folder : change.node
  return past.some((later, i) => i > at && later.do === 'sync' && later.node === node)
}

/** None, all, every half, each one alone, all but each one. */
function subsetsToLose(entries: readonly number[]): Map<string, ReadonlySet<number>> {
  const subsets: (readonly number[])[] = [[], entries]
  for (let n = 1; n < entries.length; n++) subsets.push(entries.slice(0, n), entries.slice(n))
  for (const one of entries)
    subsets.push(
      [one],
      entries.filter((other) => other !== one)
    )
  return new Map(subsets.map((subset) => [subset.join(' ') || 'none', new Set(subset)]))
}

/** The changes carried out anew on the disk as it was, without what was lost. */
function replay(
  { root, beginning }: MemoryDisk,
  past: readonly Change[],
  volatile: readonly (boolean | undefined)[],
  lost: ReadonlySet<number>,
  fate: Fate
): Node {
  const made = new Map<Node, Node>()
  const twin = (node: Node): Node => {
    const known = made.get(node)
    if (known) return known
    const fresh = makeNode(node.entries ? 'folder' : 'file')
    made.set(node, fresh)
    const before = beginning.get(node)
    if (before) fresh.bytes = before.bytes
    for (const [name, child] of before?.entries ?? []) fresh.entries?.set(name, twin(child))
    return fresh
  }
  for (const [at, change] of past.entries()) {
    if (isByte(change)) applyBytes(twin(change.node), change, volatile[at] ? fate : 'all')
    else if (isEntry(change) && !lost.has(at)) applyEntry(change, twin)
  }
  return twin(root)
}

function applyBytes(node: Node, change: ByteChange, fate: Fate): void {
  if (fate === 'none') return
  if (change.do === 'truncate') applyTruncate(node, change.size)
  else if (fate === 'half')
    applyWrite(node, change.at, change.bytes.subarray(0, change.bytes.byteLength >> 1))
  else applyWrite(node, change.at, fate === 'zeros' ? new Uint8Array(change.bytes.byteLength) : change.bytes)
}

function applyEntry(change: EntryChange, twin: (node: Node) => Node): void {
  const { entries } = twin(change.folder)
  if (change.do === 'link') entries?.set(change.name, twin(change.node))
  else if (change.do === 'unlink') entries?.delete(change.name)
  else {
    const node = twin(change.node)
    const left = twin(change.from).entries
    // Another file may have taken the old name since.
    if (left?.get(change.name) === node) left.delete(change.name)
    entries?.set(change.to, node)
  }
}
