/*
 * Everything the storage does, with a fault at each of its file operations in turn: once, from then on, and with
 * the disk gone for good. Whatever happens, what was there is whole or what was asked for is complete; what is
 * refused is refused with a code of ours; and what was called done is done.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { atomicWrite, atomicWriteStream } from './atomic-write'
import type { Disk } from './disk'
import { type Library, openLibrary } from './library'
import { writeFolder } from './model-folder'
import { ERRORS, everyFault, expectTyped, leftovers, nextStart, waysOf } from './testing/every-fault'
import { faultyDisk } from './testing/faulty-disk'
import { CORPUS } from './testing/fixtures'
import { furnish, type Furnished, LATER, modelBytes, ROOT, TINY } from './testing/furnished'
import { keptLine } from './testing/kept-line'
import type { MemoryDisk } from './testing/memory-disk'
import { fingerprint, quickView, type View } from './testing/view'

interface Tried {
  readonly library: Library
  readonly disk: Disk
  readonly there: Furnished
}

type Act = (tried: Tried) => Promise<unknown>

const program = { version: '0.1.0', platform: 'linux x64', runtime: 'node 20' }
const config = TINY
const cleaning = {
  ...{ kind: 'text' as const, encoding: null, ground: null, field: null, mark: false, lineEnds: 0 },
  ...{ noBreakSpaces: 0, controls: 0, normalised: 0, replaced: 0, mixed: 0, parts: 1 }
}
async function* pieces(): AsyncGenerator<string> {
  for (const piece of ['one\n', 'two\n']) yield await Promise.resolve(piece)
}
async function* blocks(): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces()) yield Buffer.from(piece)
}

/** What changes something. */
const CHANGES: Record<string, Act> = {
  'runs.create': ({ library }) => library.runs.create({ config, corpus: CORPUS }),
  'runs.branch': ({ library, there }) =>
    library.runs.branch(
      { runId: there.run, step: 20 },
      { config: { ...config, steps: 999 }, corpus: CORPUS }
    ),
  'runs.rename': ({ library, there }) => library.runs.rename(there.run, 'mine'),
  'runs.update': ({ library, there }) => library.runs.update(there.training, { state: 'paused', step: 11 }),
  'runs.remove': ({ library, there }) => library.runs.remove(there.run),
  'runs.restore': ({ library, there }) => library.runs.restore(there.removed),
  'runs.pin': ({ library, there }) => library.runs.pin(there.run, 20, true),
  'runs.appendMetrics': ({ library, there }) =>
    library.runs.appendMetrics(there.training, { first: 11, train: Float64Array.of(2, 1), val: [] }),
  'runs.writeCheckpoint': async ({ library, there }) =>
    library.runs.writeCheckpoint(there.training, 20, await modelBytes(20), 1),
  'runs.writeCheckpoint beyond the budget': async ({ library, there }) =>
    library.runs.writeCheckpoint(there.run, 40, await modelBytes(40), 9),
  'runs.markInterrupted': ({ library }) => library.runs.markInterrupted(),
  'removed.empty': ({ library }) => library.removed.empty(new Date('2030-01-01')),
  'settings.change': ({ library }) => library.settings.changeApp({ theme: 'light' }),
  'measurements.add': ({ library }) => library.measurements.add({ speeds: [], tests: [TEST] }),
  'shortlists.write': ({ library }) => library.shortlists.write('names', keptLine(2)),
  'corpora.addText': ({ library }) => library.corpora.addText('New', 'a\nb\n'),
  'corpora.addPieces': ({ library }) => library.corpora.addPieces('New', pieces(), () => cleaning),
  'corpora.remove': ({ library, there }) => library.corpora.remove(there.corpus),
  'corpora.restore': ({ library, there }) => library.corpora.restore(there.oldCorpus),
  'archives.importRun': ({ library }) => library.archives.importRun(archive)
}

const TEST = {
  ...{ adapter: 'a', passed: true, quantity: 'step' as const, worst: '', difference: null },
  at: '2026-07-12T12:00:00.000Z'
}

/** What only reads, or keeps the library tidy. */
const READINGS: Record<string, Act> = {
  'runs.list': ({ library }) => library.runs.list(),
  'runs.find': ({ library, there }) => library.runs.find(there.run),
  'runs.suggestName': ({ library }) => library.runs.suggestName(),
  'runs.readMetrics': ({ library, there }) => library.runs.readMetrics(there.run),
  'runs.readCheckpoint': ({ library, there }) => library.runs.readCheckpoint(there.run),
  'runs.readCheckpoint of a step': ({ library, there }) => library.runs.readCheckpoint(there.run, 10),
  'runs.findCheckpoint': ({ library, there }) => library.runs.findCheckpoint(there.run, 20),
  'removed.has': ({ library, there }) => library.removed.has(there.removed),
  'shortlists.read': ({ library }) => library.shortlists.read('names'),
  'corpora.list': ({ library }) => library.corpora.list(),
  'corpora.find': ({ library, there }) => library.corpora.find(there.corpus),
  'corpora.textFile': ({ library, there }) => library.corpora.textFile(there.corpus),
  'corpora.readText': ({ library, there }) => library.corpora.readText(there.corpus),
  'corpora.tidy': ({ library }) => library.corpora.tidy()
}

/** What writes beside the library. All of them find a file or an empty folder there. */
const EXPORTS: Record<string, Act> = {
  'saving a model': async ({ disk }) => atomicWrite('/out/file', await modelBytes(1), disk),
  'saving a stream': ({ disk }) => atomicWriteStream('/out/file', blocks(), disk),
  'archives.exportRun': ({ library, there }) =>
    library.archives.exportRun(there.run, '/out/file', { corpus: true, program }),
  'a folder of a model': ({ disk }) =>
    writeFolder(
      '/out/folder',
      new Map([
        ['config.json', '{}'],
        ['in/model', 'weights']
      ]),
      disk
    )
}

const archive = '/in/run.zip'
let there: Furnished
let known: readonly string[]
let before: View
beforeAll(async () => {
  there = await furnish()
  known = [there.run, there.training, there.removed]
  before = await quickView(there.disk.clone(), ROOT, known)
  expect(before.notices).toEqual([])
  const disk = there.disk.clone()
  await disk.makeFolder('/in')
  const { runs, archives } = await openLibrary({ root: ROOT, disk })
  // One checkpoint is enough, and quicker.
  const small = await runs.branch({ runId: there.run, step: 10 }, { config, corpus: CORPUS })
  await archives.exportRun(small.id, archive, { corpus: false, program })
  await there.disk.makeFolder('/in')
  await atomicWrite(archive, await disk.read(archive), there.disk)
})

/** A library on this disk as the window has it. */
const open = (disk: Disk): Promise<Library> =>
  openLibrary({ root: ROOT, disk, now: () => LATER, trash: (run) => disk.removeFolder(run) })

/** Every fault of one of these. */
const faultsOf = (from: MemoryDisk, act: Act): ReturnType<typeof everyFault> =>
  everyFault(from, open, (library, disk) => act({ library, disk, there }))

/** What was left over in states that were looked at. */
const clean = new Map<string, readonly string[]>()

async function expectClean(disk: MemoryDisk, where: string): Promise<void> {
  const key = fingerprint(disk, known)
  const found = clean.get(key) ?? leftovers(await nextStart(disk))
  clean.set(key, found)
  expect(found, where).toEqual([])
}

describe('a fault at every operation of what changes the library', () => {
  it.each(Object.entries(CHANGES))('%s', async (name, act) => {
    const whole = there.disk.clone()
    await act({ library: await open(whole), disk: whole, there })
    const after = await quickView(whole, ROOT, known)
    for await (const { disk, where, failure } of faultsOf(there.disk, act)) {
      expectTyped(failure, where)
      const found = await quickView(disk, ROOT, known)
      if (failure === null && !MAY_GIVE_UP.has(name)) expect(found, where).toEqual(after)
      else if (!isBetween(found, before, after)) expect(found, where).toEqual(after)
      await expectClean(disk, where)
    }
  })
})

/** These go on without what they cannot do, and note it: the next start does it. */
const MAY_GIVE_UP = new Set(['runs.markInterrupted', 'removed.empty'])

/** Whether each part of it is as it was or as it was to be: what consists of several steps may have done some. */
function isBetween(found: View, before: View, after: View): boolean {
  const text = (value: unknown): string => JSON.stringify(value) ?? ''
  const same = (key: keyof View): boolean => [text(before[key]), text(after[key])].includes(text(found[key]))
  const runs = [
    ...new Set([...Object.keys(before.runs), ...Object.keys(after.runs), ...Object.keys(found.runs)])
  ]
  const rest = (['settings', 'measurements', 'shortlist', 'corpora', 'notices'] as const).every(same)
  return (
    rest && runs.every((id) => [text(before.runs[id]), text(after.runs[id])].includes(text(found.runs[id])))
  )
}

describe('a fault at every operation of what reads the library', () => {
  it.each(Object.entries(READINGS))('%s', async (name, act) => {
    const whole = there.disk.clone()
    const answer = JSON.stringify(await act({ library: await open(whole), disk: whole, there }))
    for await (const { disk, where, failure } of faultsOf(there.disk, act)) {
      expectTyped(failure, where)
      expect(await quickView(disk, ROOT, known), where).toEqual(before)
    }
    if (name === 'runs.suggestName') return
    const again = there.disk.clone()
    expect(JSON.stringify(await act({ library: await open(again), disk: again, there }))).toBe(answer)
  })

  it('opening it', async () => {
    const probe = faultyDisk(undefined, there.disk.clone())
    await openLibrary({ root: ROOT, disk: probe, owner: true })
    const after = there.disk.clone()
    await openLibrary({ root: ROOT, disk: after, owner: true })
    const interrupted = await quickView(after, ROOT, known)
    for (let at = 1; at <= probe.count(); at++) {
      for (const error of ERRORS) {
        for (const way of waysOf(error)) {
          const disk = there.disk.clone()
          const faulty = faultyDisk(
            { at, error, persistent: way === 'persistent', gone: way === 'gone' },
            disk
          )
          const where = `${error} ${way} at operation ${at} (${probe.log[at - 1]})`
          const failure = await openLibrary({ root: ROOT, disk: faulty, owner: true }).then(
            () => null,
            (thrown: unknown) => thrown
          )
          expectTyped(failure, where)
          const found = await quickView(disk, ROOT, known)
          if (!isBetween(found, before, interrupted)) expect(found, where).toEqual(interrupted)
        }
      }
    }
  })
})

describe('a fault at every operation of what writes beside the library', () => {
  it.each(Object.entries(EXPORTS))('%s', async (_name, act) => {
    const from = there.disk.clone()
    await from.makeFolder('/out/folder')
    await atomicWrite('/out/file', 'what was there', from)
    const outside = (disk: MemoryDisk): Record<string, string> =>
      Object.fromEntries(
        [...disk.files()]
          .filter(([path]) => path.startsWith('/out/'))
          .map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')])
      )
    const old = outside(from)
    const whole = from.clone()
    await act({ library: await open(whole), disk: whole, there })
    const complete = outside(whole)
    for await (const { disk, where, failure } of faultsOf(from, act)) {
      expectTyped(failure, where)
      const found = outside(disk)
      // What is gone for good cannot be tidied either.
      if (where.includes(' gone '))
        for (const path of Object.keys(found)) if (/\.tmp(\/|$)/.test(path)) delete found[path]
      if (failure === null) expect(found, where).toEqual(complete)
      else expect([old, complete], where).toContainEqual(found)
      expect(await quickView(disk, ROOT, known), where).toEqual(before)
    }
  })
})
