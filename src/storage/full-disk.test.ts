import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atomicWrite } from './atomic-write'
import { encodeModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import { parameterCount } from '#core/gpt-shape'
import { type Library, openLibrary } from './library'
import { CONFIG, CORPUS, failureOf, filesBelow, scratch } from './testing/fixtures'
import { makeReadOnly, type Mount, mountMemory } from './testing/mounts'

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

describe('a disk that is really full', () => {
  let mount: Mount | null
  beforeEach(() => {
    mount = mountMemory(folder, 2 << 20)
  })
  afterEach(() => mount?.unmount())

  it('refuses a 4 MB save on 2 MB, keeps the old file to the byte, and works again later', async (context) => {
    if (!mount) return context.skip('no memory file system can be mounted here')
    const path = join(folder, 'model')
    const old = Buffer.alloc(100_000, 7)
    await atomicWrite(path, old)
    const error = await failureOf(atomicWrite(path, new Uint8Array(4 << 20)))
    expect(error).toMatchObject({ code: 'disk-full', detail: { name: 'model', folder } })
    expect(readFileSync(path).equals(old)).toBe(true)
    expect(readdirSync(folder)).toEqual(['model'])
    await atomicWrite(path, new Uint8Array(1 << 20))
    expect(statSync(path).size).toBe(1 << 20)
  })

  it('keeps a run readable: the last checkpoint and whole metrics stay, and saving works again', async (context) => {
    if (!mount) return context.skip('no memory file system can be mounted here')
    const { runs } = await openLibrary({ root: folder })
    const { id } = await runs.create({ config: CONFIG, corpus: CORPUS })
    const block = (first: number) => ({ first, train: new Float64Array(2000).fill(2.345678901), val: [] })
    await runs.appendMetrics(id, block(1))
    await runs.writeCheckpoint(id, 10, new Uint8Array(100_000).fill(1), 2.5)
    writeFileSync(join(folder, 'ballast'), Buffer.alloc(1_700_000))
    expect((await failureOf(runs.writeCheckpoint(id, 20, new Uint8Array(500_000), 2.4))).code).toBe(
      'disk-full'
    )
    let steps = 2000
    for (;;) {
      const appended = await runs.appendMetrics(id, block(steps + 1)).then(
        () => true,
        () => false
      )
      if (!appended) break
      steps += 2000
    }
    expect((await failureOf(runs.appendMetrics(id, block(steps + 1)))).code).toBe('disk-full')
    expect((await runs.readMetrics(id)).train.length).toBe(steps)
    expect((await runs.readCheckpoint(id)).step).toBe(10)
    rmSync(join(folder, 'ballast'))
    await runs.appendMetrics(id, block(steps + 1))
    await runs.writeCheckpoint(id, 30, new Uint8Array(500_000).fill(3), 2.3)
    const later = (await openLibrary({ root: folder })).runs
    expect((await later.readMetrics(id)).train.length).toBe(steps + 2000)
    expect((await later.readCheckpoint(id)).step).toBe(30)
  })
})

describe('a full disk and exported runs', () => {
  let mount: Mount | null
  beforeEach(() => {
    mount = mountMemory(folder, 2 << 20)
  })
  afterEach(() => mount?.unmount())

  const program = { version: '0.1.0', platform: 'linux x64', runtime: 'node 20' }
  /** A library outside the small disk, with a run whose one model does not fit on it. */
  async function largeRun(root: string): Promise<{ library: Library; id: string }> {
    const library = await openLibrary({ root })
    const { id } = await library.runs.create({ config: { ...CONFIG, family: 'gpt2' }, corpus: CORPUS })
    const model = tinyModel()
    const config = { ...model.config, width: 256, heads: 4 }
    const shape = { ...model.shape, width: 256, heads: 4 }
    const parameters = new Float32Array(parameterCount(shape)).fill(0.5)
    const training = { ...model.training, corpus: CORPUS }
    const bytes = await encodeModelFile({ ...model, config, shape, training, parameters, m: null, v: null })
    expect(bytes.byteLength).toBeGreaterThan(2 << 20)
    await library.runs.writeCheckpoint(id, model.training.step, bytes, null)
    await library.runs.update(id, { state: 'stopped' })
    return { library, id }
  }

  it('leaves the old archive when a new one does not fit', async (context) => {
    if (!mount) return context.skip('no memory file system can be mounted here')
    const outside = scratch()
    try {
      const { library, id } = await largeRun(outside.folder)
      const path = join(folder, 'run.zip')
      writeFileSync(path, 'what was there before')
      const error = await failureOf(library.archives.exportRun(id, path, { corpus: false, program }))
      expect(error).toMatchObject({ code: 'disk-full' })
      expect(readFileSync(path, 'utf8')).toBe('what was there before')
      expect(readdirSync(folder)).toEqual(['run.zip'])
    } finally {
      outside.remove()
    }
  })

  it('takes in nothing of a run that does not fit, and the library stays as it is', async (context) => {
    if (!mount) return context.skip('no memory file system can be mounted here')
    const outside = scratch()
    try {
      const { library, id } = await largeRun(join(outside.folder, 'there'))
      const path = join(outside.folder, 'run.zip')
      await library.archives.exportRun(id, path, { corpus: false, program })
      const here = await openLibrary({ root: folder })
      const before = Object.keys(filesBelow(folder))
      expect((await failureOf(here.archives.importRun(path))).code).toBe('disk-full')
      expect(Object.keys(filesBelow(folder))).toEqual(before)
      expect(await here.runs.list()).toEqual([])
      // There is room for what fits.
      const small = await here.runs.create({ config: CONFIG, corpus: CORPUS })
      expect((await here.runs.find(small.id)).state).toBe('training')
    } finally {
      outside.remove()
    }
  })
})

describe('a folder that is really read-only', () => {
  it('is named by the refusal', async (context) => {
    const readOnly = makeReadOnly(folder)
    if (!readOnly) return context.skip('a read-only folder cannot be made here')
    try {
      const saving = await failureOf(atomicWrite(join(folder, 'model'), 'x'))
      expect(saving).toMatchObject({ code: 'write-failed', detail: { name: 'model', folder } })
      const opening = await failureOf(openLibrary({ root: join(folder, 'data') }))
      expect(opening.code).toBe('write-failed')
    } finally {
      readOnly.undo()
    }
  })
})
