import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunEntry, RunState } from '#core/contracts/app'
import { encodeModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import type { RunConfig } from '#core/run-config'
import { type Library, openLibrary } from './library'
import { runName } from './run-name'
import { mayBecome } from './run-states'
import { faultyDisk } from './testing/faulty-disk'
import { CONFIG, CORPUS, failureOf, filesBelow, NOON, scratch } from './testing/fixtures'

let folder: string
let remove: () => void
let library: Library
beforeEach(async () => {
  ;({ folder, remove } = scratch())
  library = await openLibrary({ root: folder, now: () => NOON })
})
afterEach(() => remove())

const create = (): Promise<RunEntry> => library.runs.create({ config: CONFIG, corpus: CORPUS })
const reopen = (owner = false): Promise<Library> => openLibrary({ root: folder, owner })

describe('runs', () => {
  it('are created with a name of two words and read back the same', async () => {
    const run = await create()
    expect(run).toMatchObject({ state: 'training', step: 0, engine: null, checkpoints: [], config: CONFIG })
    expect(run.id).toMatch(/^20260712-120000-[0-9a-f]{6}$/)
    expect(run.name).toMatch(/^[a-z]+-[a-z]+(-\d+)?$/)
    const { runs, notices } = await reopen()
    expect(await runs.list()).toEqual([run])
    expect(await runs.find(run.id)).toEqual(run)
    expect(notices.all()).toEqual([])
  })

  it('never share a name', async () => {
    const runs = await Promise.all(Array.from({ length: 12 }, create))
    expect(new Set(runs.map((run) => run.name)).size).toBe(12)
  })

  it('remember where they branched off', async () => {
    const parent = await create()
    await library.runs.create({ config: CONFIG, corpus: CORPUS, parent: { runId: parent.id, step: 100 } })
    const record = (await library.runs.list()).find((run) => run.id !== parent.id)
    expect(record).toMatchObject({ parent: { runId: parent.id, step: 100, name: parent.name } })
  })

  it('take changes in the order they come', async () => {
    const { id } = await create()
    await Promise.all(Array.from({ length: 20 }, (_, i) => library.runs.update(id, { step: i + 1 })))
    await library.runs.update(id, { seconds: 1.5, lastTrain: 2.5, bestVal: 2.6 })
    expect(await library.runs.find(id)).toMatchObject({
      step: 20,
      seconds: 1.5,
      lastTrain: 2.5,
      bestVal: 2.6
    })
  })

  it('left training by a killed process are interrupted, for the owner only', async () => {
    const training = await create()
    const paused = await create()
    await library.runs.update(paused.id, { state: 'paused' })
    expect((await (await reopen()).runs.find(training.id)).state).toBe('training')
    const { runs } = await reopen(true)
    expect((await runs.find(training.id)).state).toBe('interrupted')
    expect((await runs.find(paused.id)).state).toBe('paused')
    expect((await runs.update(training.id, { state: 'training' })).state).toBe('training')
  })

  it('killed after their last checkpoint are finished, not interrupted', async () => {
    const { id } = await create()
    const bytes = await encodeModelFile(tinyModel())
    await library.runs.writeCheckpoint(id, CONFIG.steps, bytes, 2.5)
    const { runs } = await reopen(true)
    expect(await runs.find(id)).toMatchObject({ state: 'finished', step: CONFIG.steps })
  })

  it('refuse a state that may not follow', async () => {
    const { id } = await create()
    await library.runs.update(id, { state: 'finished' })
    const error = await failureOf(library.runs.update(id, { state: 'paused' }))
    expect(error).toMatchObject({ code: 'bad-request', detail: { from: 'finished', to: 'paused' } })
    expect((await library.runs.find(id)).state).toBe('finished')
  })

  it('may always go on, and stay what they are', () => {
    const states: RunState[] = ['training', 'paused', 'finished', 'stopped', 'failed', 'interrupted']
    for (const state of states) {
      expect(mayBecome(state, state)).toBe(true)
      expect(mayBecome(state, 'training')).toBe(true)
      if (!['training', 'paused', 'finished'].includes(state))
        expect(mayBecome(state, 'finished')).toBe(false)
    }
  })

  it('that do not exist, or are named to escape, are not found', async () => {
    const before = filesBelow(folder)
    expect((await failureOf(library.runs.find('none'))).code).toBe('run-not-found')
    expect((await failureOf(library.runs.update('none', { step: 1 }))).code).toBe('run-not-found')
    expect((await failureOf(library.runs.readCheckpoint('none'))).code).toBe('run-not-found')
    expect((await failureOf(library.runs.readMetrics('none'))).code).toBe('run-not-found')
    const block = { first: 1, train: new Float64Array([1]), val: [] }
    expect((await failureOf(library.runs.appendMetrics('none', block))).code).toBe('run-not-found')
    expect((await failureOf(library.runs.writeCheckpoint('none', 1, new Uint8Array(1), 1))).code).toBe(
      'run-not-found'
    )
    for (const id of ['../corpora', '..', 'a/b', '', 'con', 'a\0']) {
      expect((await failureOf(library.runs.find(id))).code).toBe('bad-request')
    }
    expect(filesBelow(folder)).toEqual(before)
  })

  it('that are broken are set aside with their files kept; the others open', async () => {
    const good = await create()
    const bad = await create()
    await library.runs.writeCheckpoint(bad.id, 5, new Uint8Array([1, 2, 3]), null)
    const path = join(folder, 'runs', bad.id, 'run.json')
    const valid = readFileSync(path, 'utf8')
    const broken = [
      '',
      valid.slice(0, -20),
      valid.replace('"format": "downhill-run"', '"format": "other"'),
      valid.replace('"training"', '"flying"'),
      valid.replace('"layers": 1', '"layers": 1e9'),
      valid.replace('"heads": 4', '"heads": 3'),
      valid.replace('"step": 0', '"step": -1'),
      valid.replace(bad.id, good.id),
      `\u0000${valid}`
    ]
    for (const content of broken) {
      writeFileSync(path, content)
      const { runs, notices } = await reopen(true)
      const found = await runs.list()
      expect(
        found.map((run) => run.id),
        content
      ).toEqual([good.id])
      expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail: { name: 'run.json' } }])
    }
    const names = readdirSync(join(folder, 'runs', bad.id))
    expect(names.filter((name) => name.startsWith('run.json.corrupt-'))).toHaveLength(broken.length)
    expect(names).toContain('checkpoints')
  })

  it('of a newer version are named and left alone', async () => {
    const { id } = await create()
    const path = join(folder, 'runs', id, 'run.json')
    const newer = readFileSync(path, 'utf8').replace('"version": 2', '"version": 7')
    writeFileSync(path, newer)
    const { runs, notices } = await reopen(true)
    expect(await runs.list()).toEqual([])
    expect(notices.all()[0]).toMatchObject({ code: 'library-newer-version', detail: { version: 7 } })
    expect((await failureOf(runs.update(id, { step: 1 }))).code).toBe('library-newer-version')
    expect(readFileSync(path, 'utf8')).toBe(newer)
  })

  it('written before a setting existed take it from their preset', async () => {
    const { id } = await create()
    const path = join(folder, 'runs', id, 'run.json')
    writeFileSync(
      path,
      readFileSync(path, 'utf8')
        .replace(/\s*"eval_every": 100,?/, '')
        .replace(/,(\s*})/g, '$1')
    )
    expect((await (await reopen()).runs.find(id)).config).toEqual(CONFIG)
  })

  it('ignore folders that are no runs', async () => {
    mkdirSync(join(folder, 'runs', 'empty'))
    mkdirSync(join(folder, 'runs', '.hidden'))
    const { runs, notices } = await reopen(true)
    expect(await runs.list()).toEqual([])
    expect(notices.all()).toEqual([])
  })

  it('keep the old record or the new one at a fault in any operation of an update', async () => {
    const { id } = await create()
    const probe = faultyDisk()
    await (await openLibrary({ root: folder, disk: probe })).runs.update(id, { step: 1 })
    for (let at = 1; at <= probe.count(); at++) {
      for (const error of ['ENOSPC', 'EIO', 'SHORT']) {
        const disk = faultyDisk({ at, error, persistent: true })
        const updated = await openLibrary({ root: folder, disk })
          .then(({ runs }) => runs.update(id, { step: at + 1 }))
          .catch(() => null)
        const { runs, notices } = await reopen()
        const { step } = await runs.find(id)
        expect(notices.all()).toEqual([])
        if (updated) expect(step).toBe(at + 1)
        await runs.update(id, { step: 1 })
      }
    }
  })
})

describe('run names', () => {
  it('come from the id alone', () => {
    expect(runName('20260712-120000-abcdef')).toBe(runName('20260712-120000-abcdef'))
    expect(runName('a', 3)).toBe(`${runName('a')}-3`)
  })

  it('seldom repeat', () => {
    const names = new Set(Array.from({ length: 1000 }, (_, i) => runName(`run-${i}`)))
    expect(names.size).toBeGreaterThan(900)
    for (const name of names) expect(name).toMatch(/^[a-z]+-[a-z]+$/)
  })
})

describe('a run of the first version', () => {
  it('is read with what it could not know, and stands in the second once it changes', async () => {
    const { id, name } = await create()
    const path = join(folder, 'runs', id, 'run.json')
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    for (const later of ['bestBits', 'seconds', 'verified', 'repeatOf', 'origin', 'parent'])
      delete stored[later]
    const first = JSON.stringify({ ...stored, version: 1 })
    writeFileSync(path, first)
    const { runs, notices } = await reopen()
    const unknown = { bestBits: null, seconds: 0, verified: null, repeatOf: null, origin: null, parent: null }
    expect(await runs.find(id)).toMatchObject({ ...unknown, id, name, config: CONFIG })
    expect(readFileSync(path, 'utf8')).toBe(first)
    await runs.update(id, { seconds: 2 })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ ...unknown, version: 2, seconds: 2 })
    const parent = { runId: 'a', step: 3 }
    writeFileSync(path, JSON.stringify({ ...stored, version: 1, parent }))
    expect(await runs.find(id)).toMatchObject({ ...unknown, parent })
    writeFileSync(path, JSON.stringify({ ...stored, version: 0 }))
    expect((await failureOf(runs.find(id))).code).toBe('library-corrupt')
    expect(notices.all()).toEqual([])
  })
})

describe('names', () => {
  it('can be changed, but not to that of another run, deleted or not', async () => {
    const [a, b] = [await create(), await create()]
    expect((await library.runs.rename(a.id, ' Über dem Tal ')).name).toBe('Über dem Tal')
    expect((await library.runs.rename(a.id, 'Über dem Tal')).name).toBe('Über dem Tal')
    expect(await failureOf(library.runs.rename(b.id, 'Über dem Tal'))).toMatchObject({
      ...{ code: 'run-name-taken', detail: { name: 'Über dem Tal' } }
    })
    await library.runs.update(a.id, { state: 'stopped' })
    await library.runs.remove(a.id)
    expect((await failureOf(library.runs.rename(b.id, 'Über dem Tal'))).code).toBe('run-name-taken')
    expect((await (await reopen()).runs.find(b.id)).name).toBe(b.name)
  })

  it('are offered that no run has', async () => {
    const taken = (await Promise.all(Array.from({ length: 5 }, create))).map(({ name }) => name)
    for (let i = 0; i < 20; i++) expect(taken).not.toContain(await library.runs.suggestName())
  })
})

describe('a branch', () => {
  const modelAt = (step: number): Promise<Uint8Array> => {
    const model = tinyModel()
    return encodeModelFile({ ...model, training: { ...model.training, step } })
  }
  const SHAPED = tinyModel().config
  const parentWithLosses = async (): Promise<RunEntry> => {
    const parent = await library.runs.create({ config: SHAPED, corpus: CORPUS })
    const train = Float64Array.from({ length: 30 }, (_, i) => 3 - i / 100)
    const val = [
      { step: 5, loss: 2.9 },
      { step: 10, loss: 2.8, bits: 4.5 },
      { step: 20, loss: 2.7 }
    ]
    await library.runs.appendMetrics(parent.id, { first: 1, train, val })
    for (const step of [10, 20]) {
      await library.runs.writeCheckpoint(parent.id, step, await modelAt(step), 3 - step / 100)
    }
    return parent
  }

  it('begins with its checkpoint and the losses up to it, and knows where it came from', async () => {
    const parent = await parentWithLosses()
    const config = { ...SHAPED, learning_rate: 0.001, steps: 500, optimizer: 'adam' as const, batch: 7 }
    const branch = await library.runs.branch({ runId: parent.id, step: 10 }, { config, corpus: CORPUS })
    expect(branch).toMatchObject({
      ...{ state: 'interrupted', step: 10, config, checkpoints: [10], bestVal: 2.8, bestBits: 4.5 },
      parent: { runId: parent.id, step: 10, name: parent.name }
    })
    expect(branch.lastTrain).toBeCloseTo(2.91, 12)
    const { train, val } = await library.runs.readMetrics(branch.id)
    expect(train).toHaveLength(10)
    expect(val.map(({ step }) => step)).toEqual([5, 10])
    expect((await library.runs.readCheckpoint(branch.id)).bytes).toEqual(await modelAt(10))
    // The parent is as it was, and neither needs the other.
    expect((await library.runs.find(parent.id)).checkpoints).toEqual([10, 20])
    await library.runs.update(parent.id, { state: 'stopped' })
    await library.runs.remove(parent.id)
    expect((await library.runs.readCheckpoint(branch.id)).step).toBe(10)
  })

  it('of another shape or tokenizer, or without a step to take, is refused and leaves nothing', async () => {
    const parent = await parentWithLosses()
    const branchTo = (change: Partial<RunConfig>) =>
      failureOf(
        library.runs.branch(
          { runId: parent.id, step: 20 },
          { config: { ...SHAPED, ...change }, corpus: CORPUS }
        )
      )
    for (const change of [{ layers: 2 }, { width: 8 }, { block: 4 }, { tokenizer: 'graphemes' }]) {
      const [key, wanted] = Object.entries(change)[0] as [string, unknown]
      expect(await branchTo(change)).toMatchObject({ code: 'branch-shape', detail: { key, wanted } })
    }
    expect(await branchTo({ steps: 20, warmup: 0 })).toMatchObject({
      ...{ code: 'branch-steps', detail: { step: 20, steps: 20 } }
    })
    expect(readdirSync(join(folder, 'runs'))).toEqual([parent.id])
  })

  it('from a checkpoint that is not there leaves nothing behind', async () => {
    const parent = await parentWithLosses()
    const branching = library.runs.branch({ runId: parent.id, step: 15 }, { config: SHAPED, corpus: CORPUS })
    expect((await failureOf(branching)).code).toBe('no-model')
    expect(readdirSync(join(folder, 'runs'))).toEqual([parent.id])
  })

  it('that meets a fault at any operation is whole or leaves nothing behind', async () => {
    const parent = await parentWithLosses()
    const probe = faultyDisk()
    const first = await openLibrary({ root: folder, disk: probe })
    const before = probe.count()
    const place = { runId: parent.id, step: 10 }
    await first.runs.branch(place, { config: SHAPED, corpus: CORPUS })
    const faults = probe.count() - before
    let whole = 1
    for (let at = 1; at <= faults; at += 2) {
      const disk = faultyDisk({ at: before + at, error: 'ENOSPC', persistent: at % 4 === 1 })
      const lib = await openLibrary({ root: folder, disk })
      const made = await lib.runs.branch(place, { config: SHAPED, corpus: CORPUS }).catch(() => null)
      if (made) whole++
      const runs = (await reopen()).runs
      const branches = (await runs.list()).filter(({ id }) => id !== parent.id)
      expect(branches.length).toBe(whole)
      for (const { id } of branches) expect((await runs.readCheckpoint(id)).step).toBe(10)
      expect((await runs.readCheckpoint(parent.id)).step).toBe(20)
    }
  })
})
