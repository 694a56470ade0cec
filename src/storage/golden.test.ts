/*
 * Files as every version of Downhill wrote them, in golden/: all can be read for ever, and what a later version
 * writes is refused in words and left alone. A new version of a format needs its golden file beside the old ones:
 * DOWNHILL_WRITE_GOLDEN=1 writes today's into golden/, never over one that is there.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '#core/errors'
import { decodeModelFile, encodeModelFile } from '#core/formats/model-file'
import { TOKEN_FOOTER, tokensOfBytes } from '#core/formats/token-file'
import { bits, tinyModel } from '#core/formats/model-file.fixtures'
import { readBpeFile, writeBpeFile } from '#core/tokenizer/bpe-file'
import { sentenceOf } from '#core/wording/errors'
import { nodeDisk } from './disk'
import { readDerived, writeDerived } from './large/derived'
import { checkTokens, readWindows, writeTokens } from './large/token-files'
import { type Library, openLibrary } from './library'
import { failureOf, filesBelow, NOON, scratch } from './testing/fixtures'
import { modelBytes, TINY } from './testing/furnished'
import { keptLine } from './testing/kept-line'
import { viewOf } from './testing/view'

const GOLDEN = join(import.meta.dirname, 'golden')
const golden = (name: string): string => join(GOLDEN, name)
/** The newest library there is. */
const NEWEST = 'library-2'

const BPE = { kind: 'bpe', pattern: 'gpt2', bytes: [97, 98], merges: [[0, 1]] } as const
const PROGRAM = { version: '0.1.0', platform: 'linux x64', runtime: 'node 20' }
/** A token file of each width, by the number of its vocabulary. */
const TOKENS = { 'tokens-1-narrow': 65_536, 'tokens-1-wide': 65_537 }
const TOKEN_IDS = { train: [0, 1, 255, 256, 65_535], heldOut: [7, 0] }
const STATE = { sha256: 'a'.repeat(64), size: 10, mtimeMs: 5 }
const DERIVED = { loss: 0.1, text: 'é', list: [1, null] }
const MODEL = tinyModel({ width: 4, heads: 1, block: 2 })

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

/** A copy of a golden library, opened, and the ids of its runs, oldest first. */
async function opened(name: string): Promise<{ root: string; library: Library; ids: string[] }> {
  const root = join(folder, name)
  cpSync(golden(name), root, { recursive: true })
  return { root, library: await openLibrary({ root }), ids: readdirSync(join(root, 'runs')).sort() }
}

describe('golden files', () => {
  // Asked for alone: otherwise it is no test that was skipped, but none.
  if (process.env['DOWNHILL_WRITE_GOLDEN']) it('are written', writeToday)

  it('there are of every version of every format', () => {
    const known = new Map<string, Set<number>>()
    const note = (format: string, version: number): void =>
      void known.set(format, (known.get(format) ?? new Set()).add(version))
    for (const file of Object.keys(filesBelow(GOLDEN)).filter((name) => name.endsWith('.json'))) {
      const { format, version } = JSON.parse(readFileSync(golden(file), 'utf8')) as {
        format: string
        version: number
      }
      note(format, version)
    }
    for (const zip of readdirSync(GOLDEN).flatMap((name) => /^run-archive-(\d+)\.zip$/.exec(name)?.[1] ?? []))
      note('downhill-run-archive', Number(zip))
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    const formats = sources.flatMap((source) => [
      ...source.matchAll(/format: '(downhill-[a-z-]+)',\s*version: (\d+)/g)
    ])
    expect(formats.length).toBeGreaterThan(6)
    for (const [, format = '', newest] of formats) {
      const versions = Array.from({ length: Number(newest) }, (_, i) => i + 1)
      expect([...(known.get(format) ?? [])].sort(), format).toEqual(versions)
    }
  })

  it('library-1: runs, checkpoints, losses, texts, settings and measurements as the first version wrote them', async () => {
    const { root, library, ids } = await opened('library-1')
    const before = filesBelow(root)
    const [id = ''] = ids
    const view = await viewOf(nodeDisk, root, ids)
    expect(view.notices).toEqual([])
    expect(view.corpora).toEqual({ Towns: 'Ashbury\nBramford\n' })
    expect(view.settings).toMatchObject({ app: { theme: 'dark', preset: 'microgpt', keepAwake: true } })
    expect(view.measurements).toMatchObject({ speeds: [{ choice: 'cpu', msPerStep: 2 }] })
    expect(view.runs[id]).toMatchObject({
      ...{ name: 'calm-meadow', state: 'stopped', step: 20, bestVal: 2.8, bestBits: null, seconds: 0 },
      ...{ parent: null, repeatOf: null, origin: null, verified: null, checkpoints: [10, 20], pinned: [] },
      val: [
        { step: 10, loss: 2.9 },
        { step: 20, loss: 2.8 }
      ]
    })
    const { bytes } = await library.runs.readCheckpoint(id)
    expect((await decodeModelFile(bytes)).training.step).toBe(20)
    // Reading alone rewrites nothing; what is written next stands in today's version.
    expect(filesBelow(root)).toEqual(before)
    await library.runs.rename(id, 'old friend')
    await library.runs.pin(id, 10, true)
    for (const file of [`runs/${id}/run.json`, `runs/${id}/checkpoints.json`]) {
      expect(JSON.parse(readFileSync(join(root, file), 'utf8'))).toMatchObject({ version: 2 })
    }
    expect((await (await openLibrary({ root })).runs.find(id)).name).toBe('old friend')
  })

  it.each(Object.entries(TOKENS))('%s: the tokens of a large text', async (name, vocab) => {
    const path = golden(`${name}.tokens`)
    const { train, heldOut, width, share, vocab: known } = await checkTokens(nodeDisk, path)
    expect([train, heldOut, share, known]).toEqual([5, 2, 0.25, vocab])
    const windows = await readWindows(nodeDisk, path, [0, 5], 2)
    expect([...tokensOfBytes(windows, width)]).toEqual([0, 1, 7, 0])
    // Today's version writes the same bytes.
    const again = join(folder, 'again.tokens')
    await writeGoldenTokens(again, vocab)
    expect(readFileSync(again).equals(readFileSync(path))).toBe(true)
  })

  it('tokens of a later version are refused and left as they are', async () => {
    const bytes = readFileSync(golden('tokens-1-narrow.tokens'))
    const footer = bytes.byteLength - TOKEN_FOOTER
    bytes.writeUInt32LE(2, footer + 8)
    bytes.writeUInt32LE(crc32(bytes.subarray(footer, footer + 124)), footer + 124)
    const path = join(folder, 'later.tokens')
    writeFileSync(path, bytes)
    const [check, read] = [() => checkTokens(nodeDisk, path), () => readWindows(nodeDisk, path, [0], 1)]
    for (const open of [check, read]) {
      expect(await failureOf(open())).toMatchObject({
        ...{ code: 'token-file-invalid', detail: { what: 'version' } }
      })
    }
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('large-1: what was computed from a large text', async () => {
    expect(await readDerived(nodeDisk, golden('large-1.json'), STATE)).toEqual(DERIVED)
    const again = join(folder, 'again.json')
    await writeDerived(nodeDisk, again, STATE, DERIVED)
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(golden('large-1.json'), 'utf8'))
    const later = readFileSync(again, 'utf8').replace('"version":1', '"version":2')
    writeFileSync(again, later)
    // Taken for missing: it can be computed again.
    expect(await readDerived(nodeDisk, again, STATE)).toBeNull()
  })

  it('library-2: with marks, pins, branches, repeats and shortlists', async () => {
    const { root, library, ids } = await opened('library-2')
    const before = filesBelow(root)
    const view = await viewOf(nodeDisk, root, ids)
    expect(filesBelow(root)).toEqual(before)
    expect(view.notices).toEqual([])
    const runs = Object.values(view.runs) as { state: string; parent: unknown; pinned: number[] }[]
    expect(runs.map(({ state }) => state).sort()).toEqual(['interrupted', 'queued', 'stopped'])
    expect(runs.find(({ state }) => state === 'stopped')).toMatchObject({
      ...{ pinned: [10], step: 20, checkpoints: [10, 20], name: 'my run', seconds: 1.5 }
    })
    expect(runs.find(({ state }) => state === 'interrupted')?.parent).toMatchObject({
      step: 10,
      name: 'my run'
    })
    expect(view.shortlist).toEqual(keptLine(1))
    expect(view.corpora).toEqual({ Towns: 'Ashbury\nBramford\n' })
    const gone = ids.filter((id) => !(id in view.runs))
    expect(gone).toHaveLength(1)
    expect((await library.runs.restore(gone[0]!)).state).toBe('stopped')
  })

  it('model-1: to the last bit', async () => {
    const read = await decodeModelFile(new Uint8Array(readFileSync(golden('model-1.safetensors'))))
    for (const part of ['parameters', 'm', 'v'] as const) expect(bits(read[part])).toEqual(bits(MODEL[part]))
    expect(read.tokenizer).toEqual(MODEL.tokenizer)
    expect(read.training).toMatchObject(MODEL.training)
  })

  it('run-archive-1: comes into a library as a run of its own', async () => {
    const { archives, runs, corpora } = await openLibrary({ root: folder })
    const { id } = await archives.importRun(golden('run-archive-1.zip'))
    expect(await runs.find(id)).toMatchObject({ state: 'stopped', step: 20, checkpoints: [10, 20] })
    expect((await runs.readMetrics(id)).train).toHaveLength(20)
    expect((await corpora.list()).map(({ name }) => name)).toEqual(['Towns'])
  })

  it('bpe-1 and bundled', async () => {
    expect(readBpeFile(readFileSync(golden('bpe-1.json'), 'utf8'))).toEqual(BPE)
    const { corpora } = await openLibrary({ root: folder, bundled: golden('bundled') })
    expect(await corpora.list()).toMatchObject([{ id: 'rivers', name: 'Rivers', bundled: true }])
  })
})

describe('what a later version wrote', () => {
  /** Says that the file is of the next version. */
  function raise(path: string): string {
    const text = readFileSync(path, 'utf8')
    const later = text.replace(/"version": (\d+)/, (_, version) => `"version": ${Number(version) + 1}`)
    expect(later).not.toBe(text)
    writeFileSync(path, later)
    return later
  }
  const refusal = { code: 'library-newer-version' }

  it.each([
    ['a run', (id: string) => `runs/${id}/run.json`],
    ['checkpoints', (id: string) => `runs/${id}/checkpoints.json`]
  ])('%s: refused and left alone', async (what, place) => {
    const { root, library } = await opened(NEWEST)
    const { id } = (await library.runs.list()).find(({ name }) => name === 'my run')!
    const path = join(root, place(id))
    const later = raise(path)
    const { runs, notices } = await openLibrary({ root, owner: true })
    const model = await modelBytes(30)
    for (const ask of [
      () => runs.writeCheckpoint(id, 30, model, null),
      () => runs.readCheckpoint(id),
      () => runs.pin(id, 10, true),
      ...(what === 'a run'
        ? [() => runs.find(id), () => runs.update(id, { step: 1 }), () => runs.remove(id)]
        : [])
    ])
      expect(await failureOf(ask())).toMatchObject(refusal)
    await runs.list()
    expect(sentenceOf(notices.all()[0]!)).toContain('was written by a newer version of Downhill')
    expect(readFileSync(path, 'utf8')).toBe(later)
  })

  it('settings and measurements: the defaults hold, and nothing is written over them', async () => {
    const { root } = await opened(NEWEST)
    const files = ['settings.json', 'measurements.json'].map((name) => join(root, name))
    const later = files.map(raise)
    const { settings, measurements, notices } = await openLibrary({ root })
    expect(settings.current().app.theme).toBe('system')
    await settings.changeApp({ theme: 'light' })
    await measurements.add({ speeds: [], tests: [] })
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(later)
    expect(notices.all()).toMatchObject([refusal, refusal])
  })

  it('a shortlist and a text: neither read nor written over', async () => {
    const { root, library } = await opened(NEWEST)
    const [text] = await library.corpora.list()
    const files = [`shortlists/names.json`, `corpora/${text!.id}.json`].map((name) => join(root, name))
    const later = files.map(raise)
    const { shortlists, corpora } = await openLibrary({ root })
    for (const ask of [
      () => shortlists.read('names'),
      () => shortlists.write('names', keptLine(2)),
      () => corpora.find(text!.id),
      () => corpora.addText('Towns', 'Ashbury\nBramford\n')
    ])
      expect(await failureOf(ask())).toMatchObject(refusal)
    expect(await corpora.list()).toEqual([])
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(later)
  })

  it('the mark of a deleted run: it stays deleted, and where it is', async () => {
    const { root } = await opened(NEWEST)
    const [mark = ''] = readdirSync(join(root, 'removed'))
    const later = raise(join(root, 'removed', mark))
    const trashed: string[] = []
    const trash = (path: string): Promise<void> => Promise.resolve(void trashed.push(path))
    const { runs, removed } = await openLibrary({ root, trash })
    await removed.empty(new Date('2030-01-01'))
    expect(trashed).toEqual([])
    expect(await runs.list()).toHaveLength(3)
    expect(readFileSync(join(root, 'removed', mark), 'utf8')).toBe(later)
  })

  it('a model, a tokenizer: refused', async () => {
    const bytes = readFileSync(golden('model-1.safetensors'))
    const at = bytes.indexOf('"downhill.version":"1"')
    expect(at).toBeGreaterThan(0)
    bytes[at + '"downhill.version":"'.length] = '2'.charCodeAt(0)
    const error = await failureOf(decodeModelFile(new Uint8Array(bytes)))
    expect(error.code).toBe('model-newer-version')
    expect(sentenceOf(error)).toContain('newer version')
    const bpe = readFileSync(golden('bpe-1.json'), 'utf8').replace('"version": 1', '"version": 2')
    expect(() => readBpeFile(bpe)).toThrow(Failure)
  })
})

/** Today's files; what is there already stays. */
async function writeToday(): Promise<void> {
  const at = (name: string): string | null => (existsSync(golden(name)) ? null : golden(name))
  const root = at(NEWEST) ?? join(folder, 'again')
  let clock = NOON.getTime()
  const now = (): Date => new Date((clock += 1000))
  const { runs, corpora, settings, measurements, shortlists, archives } = await openLibrary({ root, now })
  const text = await corpora.addText('Towns', 'Ashbury\nBramford\n')
  const corpus = { id: text.id, name: text.name, sha256: text.sha256 }
  const create = async (steps: readonly number[]): Promise<string> => {
    const { id } = await runs.create({ config: TINY, corpus })
    for (const step of steps) {
      const val = [{ step, loss: 3 - step / 100, bits: 4 }]
      const train = new Float64Array(10).fill(step)
      await runs.appendMetrics(id, { first: step - 9, train, bits: train, val })
      const model = { ...MODEL, m: null, v: null, training: { ...MODEL.training, step, corpus } }
      await runs.writeCheckpoint(id, step, await encodeModelFile(model), 3 - step / 100)
    }
    await runs.update(id, { state: 'stopped', step: steps.at(-1)!, bestVal: 2.8, bestBits: 4, seconds: 1.5 })
    return id
  }
  const id = await create([10, 20])
  await runs.rename(id, 'my run')
  await runs.pin(id, 10, true)
  await runs.branch({ runId: id, step: 10 }, { config: { ...TINY, steps: 999 }, corpus })
  await runs.create({ config: { ...TINY, seed: 2 }, corpus, repeatOf: id })
  await runs.remove(await create([10]))
  await settings.changeApp({ theme: 'dark', tour: { station: 1, done: ['line'] } })
  await settings.change({ recent: ['/models/a.safetensors'], folder: '/models' })
  await shortlists.write('names', keptLine(1))
  await measurements.add({
    speeds: [{ choice: 'cpu', work: 'w', device: 'd', msPerStep: 2, at: NOON.toISOString() }],
    tests: [
      {
        ...{ adapter: 'a', passed: true, quantity: 'step', worst: '', difference: null },
        at: NOON.toISOString()
      }
    ]
  })
  const archive = at('run-archive-1.zip')
  if (archive) await archives.exportRun(id, archive, { corpus: true, program: PROGRAM })
  const model = at('model-1.safetensors')
  if (model) writeFileSync(model, await encodeModelFile(MODEL))
  const bpe = at('bpe-1.json')
  if (bpe) writeFileSync(bpe, writeBpeFile(BPE))
  for (const [name, vocab] of Object.entries(TOKENS)) {
    const path = at(`${name}.tokens`)
    if (path) await writeGoldenTokens(path, vocab)
  }
  const derived = at('large-1.json')
  if (derived) await writeDerived(nodeDisk, derived, STATE, DERIVED)
  const bundled = at('bundled')
  if (!bundled) return
  mkdirSync(bundled)
  const facts = { name: 'Rivers', source: 'made up', licence: 'CC0', added: NOON.toISOString() }
  const record = { format: 'downhill-bundled-corpus', version: 1, ...facts }
  writeFileSync(join(bundled, 'rivers.json'), `${JSON.stringify(record, null, 2)}\n`)
  writeFileSync(join(bundled, 'rivers.txt'), 'Trent\nOuse\n')
}

function writeGoldenTokens(path: string, vocab: number): Promise<unknown> {
  const part = async function* (ids: readonly number[]): AsyncGenerator<Int32Array> {
    yield await Promise.resolve(Int32Array.from(ids))
  }
  const about = { vocab, text: 'b'.repeat(64), tokenizer: 'c'.repeat(64), share: 0.25 }
  const parts = { train: part(TOKEN_IDS.train), heldOut: part(TOKEN_IDS.heldOut) }
  return writeTokens(nodeDisk, path, about, parts)
}
