/* Everything a library holds, read by a fresh one and told in plain values, so that tests can compare two states. */
import { createHash } from 'node:crypto'
import type { Disk } from '../disk'
import { openLibrary } from '../library'
import type { MemoryDisk } from './memory-disk'

export interface View {
  /** By id; a run that `known` does not name stands as `new`, and so does its name. */
  readonly runs: Readonly<Record<string, unknown>>
  readonly settings: unknown
  readonly measurements: unknown
  readonly shortlist: unknown
  /** Text of each corpus, by name. */
  readonly corpora: Readonly<Record<string, string>>
  /** Codes of what could not be read. */
  readonly notices: readonly string[]
}

const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 12)

/** An id of a run, and what a temporary file has of its own. */
const ID = /\d{8}-\d{6}-[0-9a-f]{6}/g
const OWN = /\.[0-9a-f]{12}\.tmp/g

/**
 * A hash of all files, the same for two states that differ only in what is another each time: ids of new runs, which
 * `known` does not name, their names, and temporary files.
 */
export function fingerprint(disk: MemoryDisk, known?: readonly string[]): string {
  const plain = (text: string): string =>
    text.replaceAll(ID, (id) => (!known || known.includes(id) ? id : 'new')).replaceAll(OWN, '.tmp')
  const hash = createHash('sha1')
  for (const [path, bytes] of [...disk.files()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const place = plain(path)
    const record = place.includes('/new') && place.endsWith('.json')
    // When a lock was taken is another time each time.
    const lock =
      place.includes('/locks/') &&
      Buffer.from(bytes)
        .toString()
        .replace(/"since":"[^"]*"/, '')
    const text = lock || (record && plain(Buffer.from(bytes).toString()).replace(/"name": "[^"]*"/, ''))
    hash.update(`${place}\0`).update(text || bytes)
  }
  return hash.digest('hex')
}

/** What was seen of each state: most faults leave one of two. */
const seenBefore = new Map<string, View>()

/** The same, quicker where a disk in memory holds what another held. */
export async function quickView(disk: MemoryDisk, root: string, known: readonly string[]): Promise<View> {
  const key = fingerprint(disk, known)
  const view = seenBefore.get(key) ?? (await viewOf(disk, root, known))
  seenBefore.set(key, view)
  return view
}

/** @param known ids of the runs that were there before */
export async function viewOf(disk: Disk, root: string, known: readonly string[]): Promise<View> {
  const { runs, corpora, settings, measurements, shortlists, notices } = await openLibrary({ root, disk })
  const seen: Record<string, unknown> = {}
  for (const run of await runs.list()) {
    const { id, name, kept } = run
    const { train, val } = await runs.readMetrics(id)
    const models: Record<number, string> = {}
    for (const step of run.checkpoints) models[step] = sum((await runs.readCheckpoint(id, step)).bytes)
    const pinned = kept.filter((checkpoint) => checkpoint.pinned).map(({ step }) => step)
    const told: Record<string, unknown> = { ...run, pinned, models, train: [...train], val }
    // What is another each time, and what is told another way.
    for (const field of ['id', 'name', 'updated', 'created', 'bytes', 'kept']) delete told[field]
    if (known.includes(id)) seen[id] = { ...told, name }
    else seen['new'] = told
  }
  const texts: Record<string, string> = {}
  for (const { id, name } of await corpora.list()) texts[name] = await corpora.readText(id)
  return {
    runs: seen,
    settings: settings.current(),
    measurements: measurements.current(),
    shortlist: await shortlists.read('names'),
    corpora: texts,
    notices: notices.all().map(({ code }) => code)
  }
}
