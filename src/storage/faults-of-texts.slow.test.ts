/*
 * A fault at each file operation of what faults.slow.test.ts leaves out: texts on their way in, mended copies, large
 * texts with their tokens, files from outside, and the move of the whole library.
 * Limit: hyparquet opens Parquet files itself; Word, EPUB and PDF are read whole first.
 */
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { fromAppError } from '#core/errors'
import { atomicWrite } from './atomic-write'
import type { Disk } from './disk'
import { type Job, runJob } from './intake/job'
import { look, read } from './intake/read'
import { checkTokens, readWindows } from './large/token-files'
import { LARGE_SIZES, type LargePlace, prepareLarge } from './large/prepare'
import { type Library, openLibrary } from './library'
import { readModelFolder, readStill } from './model-folder'
import { moveLibrary } from './move-library'
import { libraryPaths } from './paths'
import { everyFault, expectTyped, leftovers, nextStart } from './testing/every-fault'
import { furnish, type Furnished, LATER, modelBytes, ROOT } from './testing/furnished'
import { type MemoryDisk, memoryDisk } from './testing/memory-disk'
import { fingerprint } from './testing/view'

const SIZES = { ...LARGE_SIZES, piece: 4000, learned: 4, fitted: 4, scored: 2, beginning: 100 }
const PROSE = 'The river walked past the town, and 1,234 people saw it; été, 😀.\n'.repeat(12)
const CHARACTERS = { kind: 'text' as const, held_out: 0.1 }
const MEND = { mend: 'spelling' as const, kind: 'list' as const, characters: [], lines: new Float64Array() }
const never = new AbortController().signal

let there: Furnished
let place: LargePlace
let tokens: string
let towns: string
beforeAll(async () => {
  there = await furnish()
  const { disk } = there
  await disk.makeFolder('/in')
  for (const [name, text] of Object.entries({
    ...{ 'a.txt': 'one\r\ntwo é\r\n', 'b.txt': 'three\n', 'c.csv': 'name,town\nada,Ayr\nbea,Bath\n' },
    ...{ 'd.jsonl': '{"text":"x"}\n{"text":"y"}\n', 'config.json': '{}', 'merges.txt': 'm' }
  }))
    await atomicWrite(`/in/${name}`, text, disk)
  towns = (await (await open(disk)).corpora.addText('Towns', 'Ulm\nulm\nUlm\nBonn\n')).id
  await atomicWrite('/in/model.safetensors', await modelBytes(1), disk)
  const { corpora } = await open(disk)
  const { id, sha256 } = await corpora.addText('Prose', PROSE)
  const paths = libraryPaths(ROOT)
  place = { paths, id, text: paths.corpusText(id), sha256 }
  const ready = disk.clone()
  const { key } = await prepareTokens(ready)
  tokens = `${paths.large(id)}/${key}.tokens`
})

const open = (disk: Disk): Promise<Library> =>
  openLibrary({ root: ROOT, disk, now: () => LATER, trash: (path) => disk.removeFolder(path) })
const nothing = (): Promise<null> => Promise.resolve(null)

/** What a job says of its files, a refused one as the failure that it is. */
async function work(disk: Disk, job: Job): Promise<unknown> {
  const outcomes = await runJob(job, () => undefined, never, disk)
  for (const outcome of outcomes) if ('error' in outcome) throw fromAppError(outcome.error)
  return outcomes
}

const items = (...names: string[]) => names.map((name) => ({ path: `/in/${name}`, choice: {} }))

async function prepareTokens(disk: Disk) {
  const hooks = { sizes: SIZES, disk }
  const data = await prepareLarge(
    place,
    { want: 'tokenizer', split: CHARACTERS, setting: 'graphemes' },
    hooks
  )
  return prepareLarge(place, { want: 'tokens', split: CHARACTERS, tokenizer: data }, hooks)
}

/** Every file of the library, temporary ones by a common name, but for facts with a time in them. */
function filesOf(disk: MemoryDisk): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [path, bytes] of disk.files()) {
    const text = Buffer.from(bytes)
      .toString('latin1')
      // When it happened differs from one time to the next.
      .replace(/"(added|since)": ?"[^"]*"/, '')
    found[path.replace(/\.[0-9a-f]{12}\.tmp/, '.tmp')] = createHash('sha1').update(text).digest('hex')
  }
  return found
}

const joined = (disk: Disk, names: readonly string[]): Promise<unknown> =>
  work(disk, { do: 'store', root: ROOT, items: items(...names), join: 'All' })

/** The files in which two states differ. */
function unlike(a: Record<string, string>, b: Record<string, string>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path])
}

const CHANGES: Record<string, (disk: Disk) => Promise<unknown>> = {
  'a text from a file': (disk) => work(disk, { do: 'store', root: ROOT, items: items('a.txt'), join: null }),
  'a column of a table': (disk) => work(disk, { do: 'store', root: ROOT, items: items('c.csv'), join: null }),
  'files as one text': (disk) => joined(disk, ['a.txt', 'b.txt', 'd.jsonl']),
  'a mended copy': async (disk) => (await open(disk)).corpora.mend(towns, 'Mended', MEND)
}

describe('a fault at every operation of bringing a text in', () => {
  it.each(Object.entries(CHANGES))('%s', async (name, act) => {
    const whole = there.disk.clone()
    await act(whole)
    const after = filesOf(whole)
    const may = [there.disk, whole]
    // A file that fails is told, and the others make the text.
    if (name === 'files as one text')
      for (const some of [
        ['a.txt', 'b.txt'],
        ['a.txt', 'd.jsonl'],
        ['b.txt', 'd.jsonl']
      ]) {
        const partly = there.disk.clone()
        await joined(partly, some)
        may.push(partly)
      }
    const states = await Promise.all(may.map(async (disk) => filesOf(await nextStart(disk))))
    const seen = new Set<string>()
    for await (const { disk, where, failure } of everyFault(there.disk, nothing, (_, d) => act(d))) {
      expectTyped(failure, where)
      if (failure === null) expect(unlike(filesOf(disk), after), where).toEqual([])
      const key = fingerprint(disk)
      if (seen.has(key)) continue
      seen.add(key)
      const next = await nextStart(disk)
      expect(leftovers(next), where).toEqual([])
      const differences = states.map((state) => unlike(filesOf(next), state))
      expect(differences, where).toContainEqual([])
    }
  })
})

describe('a fault at every operation of preparing a large text', () => {
  it.each([
    ['from nothing', true],
    ['with all of it there', false]
  ])('%s', async (_name, fresh) => {
    const from = there.disk.clone()
    if (!fresh) await prepareTokens(from)
    const whole = from.clone()
    const answer = await prepareTokens(whole)
    const after = filesOf(await nextStart(whole))
    const seen = new Set<string>()
    let done = 0
    for await (const { disk, where, failure } of everyFault(from, nothing, (_, d) => prepareTokens(d))) {
      expectTyped(failure, where)
      if (failure === null) done++
      const key = fingerprint(disk)
      if (seen.has(key)) continue
      seen.add(key)
      expect(leftovers(await nextStart(disk)), where).toEqual([])
      // Whatever is kept of it is what would be computed, and asking again has all of it.
      expect(await prepareTokens(disk), where).toEqual(answer)
      expect(unlike(filesOf(await nextStart(disk)), after), where).toEqual([])
    }
    expect(done).toBeGreaterThan(0)
  })
})

const READINGS: Record<string, (disk: Disk) => Promise<unknown>> = {
  'looking at a text': (disk) => look('/in/a.txt', {}, disk),
  'looking at a table': (disk) => look('/in/c.csv', {}, disk),
  'reading a file': async (disk) => {
    let text = ''
    for await (const piece of (await read('/in/d.jsonl', {}, undefined, undefined, disk)).pieces)
      text += piece
    return text
  },
  'a model': async (disk) => [...(await readStill('/in/model.safetensors', disk))],
  'a model in a folder': async (disk) => {
    const { weights, config, tokenizer, vocab, merges } = await readModelFolder('/in', disk)
    return [weights, config, tokenizer, vocab, merges].map(
      (bytes) => bytes && Buffer.from(bytes).toString('hex')
    )
  },
  'checking tokens': (disk) => checkTokens(disk, tokens),
  'windows of tokens': async (disk) => [...(await readWindows(disk, tokens, [0, 5, 9], 7))],
  'the hash of a text': (disk) => open(disk).then(({ corpora }) => corpora.textFile(towns))
}

describe('a fault at every operation of reading', () => {
  it.each(Object.entries(READINGS))('%s', async (_name, act) => {
    const from = there.disk.clone()
    await prepareTokens(from)
    const answer = await act(from.clone())
    const before = filesOf(from)
    const acted = async (disk: Disk): Promise<void> => void expect(await act(disk)).toEqual(answer)
    for await (const { disk, where, failure } of everyFault(from, nothing, (_, d) => acted(d))) {
      expectTyped(failure, where)
      expect(filesOf(disk), where).toEqual(before)
    }
  })
})

describe('a fault at every operation of moving the library', () => {
  it.each([
    ['on one disk', true],
    ['to another disk', false]
  ])('%s', async (_name, sameDisk) => {
    // A file of each depth is enough, and quicker.
    const from = memoryDisk()
    for (const [name, text] of Object.entries({
      ...{ 'runs/a/run.json': '{}', 'runs/a/checkpoints/ckpt-1.safetensors': 'weights' },
      ...{ 'corpora/text-a.large/facts.json': 'facts', 'settings.json': '{}' }
    })) {
      await from.makeFolder(dirname(join(ROOT, name)))
      await atomicWrite(join(ROOT, name), text, from)
    }
    const move = (disk: Disk): Promise<void> =>
      moveLibrary({ from: ROOT, to: '/new/place', discard: (path) => discardOn(disk, path), sameDisk, disk })
    const whole = from.clone()
    await move(whole)
    const [before, after] = [contentOf(from, ROOT), contentOf(whole, '/new/place')]
    expect(after).toEqual(before)
    expect(contentOf(whole, ROOT)).toEqual({})
    const seen = new Set<string>()
    for await (const { disk, where, way, failure } of everyFault(from, nothing, (_, d) => move(d))) {
      expectTyped(failure, where)
      const key = `${fingerprint(disk)} ${failure === null} ${way}`
      if (seen.has(key)) continue
      seen.add(key)
      const [old, fresh] = [contentOf(disk, ROOT), contentOf(disk, '/new/place')]
      if (failure === null) expect(unlike(fresh, after), where).toEqual([])
      // All of it where it was and nothing of it elsewhere, or, where even taking back fails, each part in one place.
      else if (way === 'once') expect([unlike(old, before), fresh], where).toEqual([[], {}])
      else expect(lost(before, old, fresh), where).toEqual([])
      // Asked again, it is all there.
      await move(disk)
      expect(unlike(contentOf(disk, '/new/place'), after), where).toEqual([])
    }
  })
})

/** What is whole in neither of two places. */
function lost(
  all: Record<string, string>,
  here: Record<string, string>,
  there: Record<string, string>
): string[] {
  return Object.keys(all).filter((path) => here[path] !== all[path] && there[path] !== all[path])
}

/** The files below a folder, by their place in it. */
function contentOf(disk: MemoryDisk, folder: string): Record<string, string> {
  // Locks are of processes, not of the library.
  const isOf = (path: string): boolean => path.startsWith(`${folder}/`) && !path.includes('/locks/')
  const below = Object.entries(filesOf(disk)).filter(([path]) => isOf(path))
  return Object.fromEntries(below.map(([path, sum]) => [path.slice(folder.length + 1), sum]))
}

const discardOn = async (disk: Disk, path: string): Promise<void> =>
  (await disk.stat(path)).folder ? disk.removeFolder(path) : disk.remove(path)
