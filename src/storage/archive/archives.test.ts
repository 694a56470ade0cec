import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import type { RunEntry } from '#core/contracts/app'
import { encodeModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import { sha256 } from '../hash'
import { type Library, openLibrary } from '../library'
import { faultyDisk } from '../testing/faulty-disk'
import { CONFIG, failureOf, filesBelow, NOON, scratch } from '../testing/fixtures'
import { openArchive } from './read'

const PROGRAM = { version: '0.1.0', platform: 'linux x64', runtime: 'node 20' }
const TEXT = 'ada\nbea\nzoë\n'

let folder: string
let remove: () => void
let library: Library
let run: RunEntry
const zip = (): string => join(folder, 'run.zip')

/** Model files of two steps, which every test's run has. */
const models = Promise.all([10, 20].map((step) => modelAt(step)))
async function modelAt(step: number): Promise<Uint8Array> {
  const model = tinyModel()
  const corpus = { id: 'c', name: 'Names', sha256: await sha256(Buffer.from(TEXT)) }
  return encodeModelFile({ ...model, training: { ...model.training, step, corpus } })
}

beforeEach(async () => {
  ;({ folder, remove } = scratch())
  library = await openLibrary({ root: join(folder, 'here') })
  const { id, name, sha256: hash } = await library.corpora.addText('Names', TEXT)
  const corpus = { id, name, sha256: hash }
  const { id: runId } = await library.runs.create({ config: { ...CONFIG, family: 'gpt2' }, corpus })
  const train = Float64Array.from({ length: 25 }, (_, i) => 3 - i / 100)
  const val = [
    { step: 10, loss: 2.8, bits: 4.5 },
    { step: 20, loss: 2.7 }
  ]
  await library.runs.appendMetrics(runId, { first: 1, train, val })
  for (const [i, bytes] of (await models).entries()) {
    await library.runs.writeCheckpoint(runId, 10 * (i + 1), bytes, 2.8 - i / 10)
  }
  await library.runs.pin(runId, 10, true)
  run = await library.runs.update(runId, { state: 'stopped', step: 25, bestVal: 2.7, seconds: 3 })
})
afterEach(() => remove())

const exportTo = (path = zip(), corpus = true, lib = library): Promise<void> =>
  lib.archives.exportRun(run.id, path, { corpus, program: PROGRAM })
const elsewhere = (options = {}): Promise<Library> => openLibrary({ root: join(folder, 'there'), ...options })

/** An archive with these files, whatever they say. */
async function writeZip(files: Readonly<Record<string, string | Uint8Array>>, path = zip()): Promise<void> {
  const made = new ZipFile()
  for (const [name, content] of Object.entries(files))
    made.addBuffer(Buffer.from(content as Uint8Array), name)
  made.end()
  const pieces: Uint8Array[] = []
  for await (const piece of made.outputStream) pieces.push(piece as unknown as Uint8Array)
  writeFileSync(path, Buffer.concat(pieces))
}

/** The files of the exported run, by name. */
async function contents(): Promise<Record<string, Uint8Array>> {
  await exportTo()
  const archive = await openArchive(zip())
  const { list } = archive
  const found: Record<string, Uint8Array> = {
    'downhill-run.json': Buffer.from(
      JSON.stringify({ format: 'downhill-run-archive', version: 1, ...list }, null, 2)
    )
  }
  for (const file of [...list.checkpoints, list.metrics, list.corpus!])
    found[file.path] = await archive.read(file)
  archive.close()
  return found
}

describe('an exported run', () => {
  it('comes back on another machine with everything but its place', async () => {
    const told: number[] = []
    const progress = (done: number, of: number): void => void told.push(done / of)
    await library.archives.exportRun(run.id, zip(), { corpus: true, program: PROGRAM, progress })
    expect(told.at(-1)).toBe(1)
    const there = await elsewhere()
    const other = await there.archives.importRun(zip(), progress)
    expect(told.at(-1)).toBe(1)
    expect(other).toMatchObject({
      ...{ name: run.name, config: run.config, state: 'stopped', step: 25, bestVal: 2.7, seconds: 3 },
      ...{ checkpoints: [10, 20], parent: null, verified: null },
      origin: { version: '0.1.0', platform: 'linux x64' }
    })
    expect(other.corpus.sha256).toBe(run.corpus.sha256)
    expect(await there.corpora.readText(other.corpus.id)).toBe(TEXT)
    expect(other.kept).toEqual(run.kept)
    expect(await there.runs.readMetrics(other.id)).toEqual(await library.runs.readMetrics(run.id))
    for (const step of [10, 20]) {
      const { bytes } = await there.runs.readCheckpoint(other.id, step)
      expect(bytes).toEqual((await library.runs.readCheckpoint(run.id, step)).bytes)
    }
    expect(there.notices.all()).toEqual([])
    // The same run once more is another one, with a name of its own.
    const again = await there.archives.importRun(zip())
    expect(again.name).not.toBe(other.name)
    expect(await there.runs.list()).toHaveLength(2)
  })

  it('says in its list what it is, for whoever has only an unzip', async () => {
    const files = await contents()
    expect(JSON.parse(Buffer.from(files['downhill-run.json']!).toString())).toMatchObject({
      ...{ format: 'downhill-run-archive', version: 1, program: PROGRAM, seed: 42, device: null },
      split: { kind: 'auto', deduplicate: false, held_out: 0, split_seed: 42 },
      run: { id: run.id, corpus: run.corpus, config: run.config }
    })
    expect(Object.keys(files)).toEqual([
      'downhill-run.json',
      'checkpoints/ckpt-10.safetensors',
      'checkpoints/ckpt-20.safetensors',
      'metrics.jsonl',
      'corpus.txt'
    ])
    expect(Buffer.from(files['corpus.txt']!).toString()).toBe(TEXT)
  })

  it('without its text is a run whose corpus is looked for by its hash', async () => {
    await exportTo(zip(), false)
    const there = await elsewhere()
    expect((await there.archives.importRun(zip())).corpus).toEqual(run.corpus)
    expect((await there.corpora.list()).filter(({ bundled }) => !bundled)).toEqual([])
    const { id } = await there.corpora.addText('My names', TEXT)
    expect((await there.archives.importRun(zip())).corpus).toMatchObject({ id, name: 'My names' })
  })

  it('cannot be one that trains', async () => {
    await library.runs.update(run.id, { state: 'training' })
    expect((await failureOf(exportTo())).code).toBe('run-busy')
  })

  it('with a text that is too large to be taken back is refused, and goes without it', async () => {
    const facts = join(library.root, 'corpora', `${run.corpus.id}.json`)
    writeFileSync(facts, readFileSync(facts, 'utf8').replace(/"bytes": \d+/, '"bytes": 300000000'))
    expect(await failureOf(exportTo())).toMatchObject({
      ...{ code: 'archive-text-large', detail: { name: 'Names', bytes: 300_000_000, limit: 256 << 20 } }
    })
    expect(readdirSync(folder)).toEqual(['here'])
    await exportTo(zip(), false)
    const archive = await openArchive(zip())
    expect(archive.list).toMatchObject({ corpus: null, run: { corpus: run.corpus } })
    archive.close()
  })

  it('is whole or not written at any fault, and what stood there before stays', async () => {
    const probe = faultyDisk()
    const now = (): Date => NOON
    const first = await openLibrary({ root: join(folder, 'here'), disk: probe, now })
    const before = probe.count()
    await exportTo(join(folder, 'probe.zip'), true, first)
    const faults = probe.count() - before
    const whole = readFileSync(join(folder, 'probe.zip')).byteLength
    for (let at = 1; at <= faults; at++) {
      const error = ['ENOSPC', 'EIO', 'SHORT'][at % 3]!
      const lib = await openLibrary({
        ...{ root: join(folder, 'here'), now },
        disk: faultyDisk({ at: before + at, error, persistent: at % 2 === 0 })
      })
      writeFileSync(zip(), 'old')
      const written = await exportTo(zip(), true, lib).then(
        () => true,
        () => false
      )
      const { byteLength } = readFileSync(zip())
      // Failing to make the new name durable leaves the new file.
      expect(byteLength === whole || (!written && byteLength === 3)).toBe(true)
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
    }
  })

  it('with a checkpoint that is damaged is not written', async () => {
    const path = join(folder, 'here/runs', run.id, 'checkpoints/ckpt-10.safetensors')
    const bytes = readFileSync(path)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(path, bytes)
    expect((await failureOf(exportTo())).code).toBe('library-corrupt')
    expect(readdirSync(folder)).not.toContain('run.zip')
  })
})

describe('an archive is refused, and nothing of it taken,', () => {
  const refuses = async (code: string, detail: object = {}): Promise<void> => {
    const there = await elsewhere()
    const before = filesBelow(there.root)
    expect(await failureOf(there.archives.importRun(zip()))).toMatchObject({
      code,
      detail: { name: 'run.zip', ...detail }
    })
    expect(filesBelow(there.root)).toEqual(before)
    expect(await there.runs.list()).toEqual([])
  }
  const invalid = (problem: string): Promise<void> => refuses('archive-invalid', { problem })
  /** The archive with its list changed, and files as given. */
  const rewrite = async (
    change: (list: Record<string, unknown>) => object,
    files: Record<string, string | Uint8Array> = {}
  ): Promise<void> => {
    const all = await contents()
    const list = JSON.parse(Buffer.from(all['downhill-run.json']!).toString()) as Record<string, unknown>
    await writeZip({ ...all, ...files, 'downhill-run.json': JSON.stringify(change(list)) })
  }

  it('if it is no zip, or is cut anywhere', async () => {
    writeFileSync(zip(), 'PK not really')
    await invalid('zip')
    await exportTo()
    const whole = readFileSync(zip())
    for (let part = 1; part < 12; part++) {
      writeFileSync(zip(), whole.subarray(0, Math.floor((whole.byteLength * part) / 12)))
      await refuses('archive-invalid')
    }
    writeFileSync(zip(), whole.subarray(0, -1))
    await refuses('archive-invalid')
  })

  it('if names in it lead outside, or are none of a run', async () => {
    const files = await contents()
    for (const name of ['../x', '/etc/x', 'a/../../x', 'C:/x', 'checkpoints\\ckpt-1.safetensors']) {
      // yazl refuses to write such names: they are put over others of their length.
      const other = 'z'.repeat(name.length)
      await writeZip({ ...files, [other]: 'x' })
      const bytes = readFileSync(zip()).toString('latin1').replaceAll(other, name)
      writeFileSync(zip(), bytes, 'latin1')
      await refuses('archive-invalid')
    }
    for (const name of [
      'run.json',
      'checkpoints/x',
      'checkpoints/ckpt-1.safetensors.exe',
      'metrics.jsonl2'
    ]) {
      await writeZip({ ...files, [name]: '' })
      await invalid('entries')
    }
    await writeZip({ ...files, 'checkpoints/ckpt-30.safetensors': 'x' })
    await invalid('entries')
    expect(readdirSync(folder).sort()).toEqual(['here', 'run.zip', 'there'])
  })

  it('if it is made to fill the memory', async () => {
    const files = await contents()
    await writeZip({ ...files, 'corpus.txt': new Uint8Array(20 << 20) })
    await invalid('size')
    await writeZip({ ...files, 'checkpoints/ckpt-10.safetensors': new Uint8Array(1 << 20) })
    await invalid('size')
    // A directory that claims less than there is.
    await exportTo()
    const bytes = readFileSync(zip())
    const at = bytes.lastIndexOf('metrics.jsonl') - 46 + 24
    bytes.writeUInt32LE(bytes.readUInt32LE(at) - 1, at)
    writeFileSync(zip(), bytes)
    await refuses('archive-invalid')
  })

  it('if its list is damaged, newer, or says what is not so', async () => {
    await rewrite((list) => ({ ...list, version: 2 }))
    await refuses('archive-newer-version', { version: 2 })
    for (const version of [0, '1', null, undefined]) {
      await rewrite((list) => ({ ...list, version }))
      await invalid('manifest')
    }
    await rewrite(() => ({}))
    await invalid('manifest')
    await rewrite((list) => ({ ...list, run: { ...(list['run'] as object), step: -1 } }))
    await invalid('manifest')
    await rewrite((list) => ({
      ...list,
      run: { ...(list['run'] as object), config: { preset: 'names', layers: 0 } }
    }))
    await invalid('manifest')
    const checkpoints = (await (async () => (await openArchive(await exportTo().then(zip))).list)())
      .checkpoints
    await rewrite((list) => ({ ...list, checkpoints: [checkpoints[0], checkpoints[0]] }))
    await invalid('manifest')
    await rewrite((list) => ({
      ...list,
      checkpoints: [...checkpoints, { ...checkpoints[0], path: 'checkpoints/ckpt-7.safetensors', step: 7 }]
    }))
    await invalid('missing')
    await rewrite((list) => ({ ...list, checkpoints: [{ ...checkpoints[0], path: '../../x' }] }))
    await invalid('manifest')
  })

  it('if its files contradict it or each other', async () => {
    const files = await contents()
    const [ten] = await models
    // A model of another step under this name, with the right hash.
    const list = JSON.parse(Buffer.from(files['downhill-run.json']!).toString()) as {
      checkpoints: { step: number; bytes: number; sha256: string; path: string }[]
      run: object
    }
    const [first, second] = list.checkpoints
    await rewrite((l) => ({ ...l, checkpoints: [{ ...first, step: 11 }, second] }), {})
    await invalid('record')
    const swapped = { ...second!, bytes: ten!.byteLength, sha256: await sha256(ten!) }
    await rewrite((l) => ({ ...l, checkpoints: [first, swapped] }), { [second!.path]: ten! })
    await invalid('record')
    await rewrite((l) => ({ ...l, run: { ...list.run, corpus: { ...run.corpus, sha256: 'f'.repeat(64) } } }))
    await invalid('record')
    const broken = Buffer.from('no model at all')
    const notModel = { ...first!, bytes: broken.byteLength, sha256: await sha256(broken) }
    await rewrite((l) => ({ ...l, checkpoints: [notModel, second] }), { [first!.path]: broken })
    const there = await elsewhere()
    expect((await failureOf(there.archives.importRun(zip()))).code).toMatch(/^model-/)
    expect(await there.runs.list()).toEqual([])
  })

  it('if it changes while it is read', async () => {
    await exportTo()
    const there = await elsewhere()
    const changing = there.archives.importRun(zip(), () => utimesSync(zip(), new Date(), new Date(0)))
    expect(await failureOf(changing)).toMatchObject({ code: 'file-changed', detail: { name: 'run.zip' } })
    expect(await there.runs.list()).toEqual([])
  })

  it('if it is not there, or no file', async () => {
    await refuses('file-missing')
    const there = await elsewhere()
    expect((await failureOf(there.archives.importRun(folder))).code).toBe('file-is-folder')
  })
})

describe('importing', () => {
  it('meets a fault at any operation with a whole run or none, and no rest', async () => {
    await exportTo()
    const probe = faultyDisk()
    const first = await elsewhere({ disk: probe })
    await first.corpora.addText('Names', TEXT)
    const before = probe.count()
    await first.archives.importRun(zip())
    const faults = probe.count() - before
    let whole = 1
    for (let at = 1; at <= faults; at += 2) {
      const counting = faultyDisk()
      await elsewhere({ disk: counting })
      const error = ['ENOSPC', 'EIO', 'SHORT'][at % 3]!
      const disk = faultyDisk({ at: counting.count() + at, error, persistent: at % 4 === 1 })
      const there = await elsewhere({ disk })
      const taken = await there.archives.importRun(zip()).catch(() => null)
      if (taken) whole++
      const after = await elsewhere()
      const runs = await after.runs.list()
      expect(runs).toHaveLength(whole)
      expect(runs.every(({ checkpoints }) => checkpoints.join() === '10,20')).toBe(true)
      expect(readdirSync(join(folder, 'there/incoming'))).toEqual([])
    }
  })
})
