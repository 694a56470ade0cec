import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunEntry } from '#core/contracts/app'
import { type Library, openLibrary } from './library'
import { faultyDisk } from './testing/faulty-disk'
import { CONFIG, CORPUS, failureOf, filesBelow, NOON, scratch } from './testing/fixtures'

const LATER = new Date(NOON.getTime() + 1000)

let folder: string
let remove: () => void
/** Stands for the system's trash. */
let bin: string
beforeEach(() => {
  ;({ folder, remove } = scratch())
  bin = join(folder, 'bin')
  mkdirSync(bin)
})
afterEach(() => remove())

const trash = (path: string): Promise<void> => {
  renameSync(path, join(bin, basename(path)))
  return Promise.resolve()
}
const root = (): string => join(folder, 'data')
const open = (options: object = { trash }): Promise<Library> =>
  openLibrary({ root: root(), now: () => NOON, ...options })

async function runIn({ runs }: Library): Promise<RunEntry> {
  const { id } = await runs.create({ config: CONFIG, corpus: CORPUS })
  await runs.writeCheckpoint(id, 5, new Uint8Array(100), null)
  return runs.update(id, { state: 'stopped' })
}

describe('deleted runs', () => {
  it('are gone from everywhere at once, and come back as they were', async () => {
    const library = await open()
    const { runs } = library
    const [run, other] = [await runIn(library), await runIn(library)]
    const before = filesBelow(root())
    expect(await runs.remove(run.id)).toEqual({ undo: true })
    for (const lib of [library, await open()]) {
      expect((await lib.runs.list()).map(({ id }) => id)).toEqual([other.id])
      expect((await failureOf(lib.runs.find(run.id))).code).toBe('run-not-found')
      expect((await failureOf(lib.runs.readCheckpoint(run.id))).code).toBe('run-not-found')
      expect((await failureOf(lib.runs.remove(run.id))).code).toBe('run-not-found')
      expect(lib.notices.all()).toEqual([])
    }
    expect(await (await open()).runs.restore(run.id)).toEqual(run)
    expect(await runs.list()).toHaveLength(2)
    expect(filesBelow(root())).toEqual(before)
    expect((await failureOf(runs.restore(run.id))).code).toBe('run-not-found')
  })

  it('are not taken while they train', async () => {
    const { runs } = await open()
    const { id } = await runs.create({ config: CONFIG, corpus: CORPUS })
    expect((await failureOf(runs.remove(id))).code).toBe('run-busy')
    expect(await runs.list()).toHaveLength(1)
  })

  it('go to the trash when their time is over, and back into the library when put back there', async () => {
    const library = await open()
    const run = await runIn(library)
    await library.runs.remove(run.id)
    await library.removed.empty(new Date(NOON.getTime() - 1))
    expect(existsSync(join(root(), 'runs', run.id))).toBe(true)
    await library.removed.empty(LATER)
    expect(readdirSync(join(root(), 'runs'))).toEqual([])
    expect(readdirSync(join(root(), 'removed'))).toEqual([])
    expect((await failureOf(library.runs.restore(run.id))).code).toBe('run-not-found')
    // What the system's trash does when asked to put something back.
    renameSync(join(bin, run.id), join(root(), 'runs', run.id))
    expect(await library.runs.list()).toEqual([run])
  })

  it('stay, out of sight, where the trash fails, lies, or is not there', async () => {
    const refusing = await open({ trash: () => Promise.reject(new Error('no trash')) })
    const run = await runIn(refusing)
    await refusing.runs.remove(run.id)
    await refusing.removed.empty(LATER)
    const lying = await open({ trash: () => Promise.resolve() })
    await lying.removed.empty(LATER)
    for (const { notices } of [refusing, lying]) expect(notices.all()).toHaveLength(1)
    await (await open({})).removed.empty(LATER)
    expect(await lying.runs.list()).toEqual([])
    expect((await lying.runs.restore(run.id)).id).toBe(run.id)
  })

  it('are forgotten once their folder is gone, and hidden even by a mark that is broken', async () => {
    const library = await open()
    const [gone, broken] = [await runIn(library), await runIn(library)]
    for (const { id } of [gone, broken]) await library.runs.remove(id)
    rmSync(join(root(), 'runs', gone.id), { recursive: true })
    writeFileSync(join(root(), 'removed', `${broken.id}.json`), '{')
    expect(await library.runs.list()).toEqual([])
    await library.removed.empty(LATER)
    expect(readdirSync(bin)).toEqual([broken.id])
    expect(readdirSync(join(root(), 'removed'))).toEqual([])
    expect(library.notices.all()).toEqual([])
  })

  it('go to the trash at once where the disk is too full for a mark', async () => {
    const { id } = await runIn(await open())
    const probe = faultyDisk()
    await open({ disk: probe, trash })
    const full = faultyDisk({ at: probe.count() + 1, error: 'ENOSPC', persistent: true })
    const library = await open({ disk: full, trash })
    expect(await library.runs.remove(id)).toEqual({ undo: false })
    expect(readdirSync(bin)).toEqual([id])
    expect(await (await open()).runs.list()).toEqual([])
  })
})
