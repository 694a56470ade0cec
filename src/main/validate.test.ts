import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppRequests } from '#core/contracts/app'
import type { Argument } from '#core/contracts/handlers'
import type { Verification } from '#core/contracts/runs'
import { Failure } from '#core/errors'
import { PRESETS } from '#core/run-config'
import { SHEET } from '#core/sheet.fixtures'
import { Mismatch } from '#storage/checks'
import { VALIDATORS } from './validate'

const config = PRESETS.names
const corpus = { id: 'names', name: 'US baby names', sha256: 'a'.repeat(64) }
const file = '5b7fe76c-9de8-4bc6-8e2b-09b6ef698c84'
const engine = { engine: 'webgpu', device: 'NVIDIA GeForce RTX 3060', threads: 1, features: ['f16'] } as const
const adapter = {
  ...{ vendor: 'nvidia', architecture: 'ampere', device: '', description: '', software: false },
  ...{ limits: { maxBufferSize: 2 ** 31 }, features: ['shader-f16'] }
}
const certificate = { matches: true, losses: 1000, largestDifference: 1e-9, names: 20, namesEqual: 20 }
const at = '2026-07-12T12:00:00.000Z'
const speed = { choice: 'cpu', work: 'names', device: 'this', msPerStep: 20.5, at } as const
const verdict = { passed: false, quantity: 'step', worst: 'logits', difference: null } as const
const verified: Verification = {
  ...{ outcome: 'drifts', from: 1, to: 9, driftsAt: 9, largestDifference: 0.5, exact: true, tolerance: 0 },
  ...{ engine, at }
}
const selfTest = { adapter: 'a card', ...verdict, at }
const bytes = new ArrayBuffer(8)
const train = Float64Array.of(1, NaN)

/** What each request takes; the first of each list is also broken in every way below. */
const ACCEPTED: { [K in keyof AppRequests]: Argument<AppRequests, K>[] } = {
  'app.info': [{}],
  'app.closeAnswer': [{ ready: true }],
  'app.diagnosis': [{}],
  'app.restart': [{}],
  'log.write': [
    {
      level: 'error',
      from: 'worker',
      error: { code: 'gpu-lost', detail: { step: 3, name: 'x' }, cause: 'y' }
    },
    { level: 'info', from: 'window', error: { code: 'internal' } }
  ],
  'log.read': [{}],
  'data.place': [{}],
  'data.choose': [{ how: 'move' }],
  'data.stay': [{}],
  'files.drag': [{ name: 'list.csv' }],
  'files.reveal': [{ name: 'list.csv' }],
  'window.fullScreen': [{ on: true }],
  'window.notify': [{ title: 'quiet-ridge is done', text: '' }],
  'library.notices': [{}],
  'settings.read': [{}],
  'settings.change': [
    { theme: 'dark', engine: 'cpu', corpus: null, preset: 'text', checkpoints: { count: 9, megabytes: 1 } },
    {},
    { corpus: 'names', engineFeatures: ['relaxed-simd', 'f16'] }
  ],
  'measurements.read': [{}],
  'measurements.write': [
    { speeds: [speed], tests: [selfTest] },
    { speeds: [], tests: [] }
  ],
  'corpora.list': [{}],
  'corpora.addText': [{ name: '../../x\n', text: '' }],
  'corpora.remove': [{ id: 'text-0a' }],
  'corpora.restore': [{ id: 'text-0a' }],
  'corpora.mend': [
    {
      ...{ task: 'mend-1', id: 'text-0a', name: 'Towns, mended' },
      mend: { mend: 'long', kind: 'list', characters: ['’'], lines: Float64Array.of(1, 7) }
    }
  ],
  'corpora.cancelMend': [{ task: 'mend-1' }],
  'imports.choose': [{ task: 'review-1', what: 'folder' }],
  'imports.review': [
    { task: 'review-1', files: [file] },
    { task: 'review-1', files: [] }
  ],
  'imports.look': [{ file }, { file, encoding: 'koi8-r', field: 'a.b' }],
  'imports.start': [
    { task: 'import-1', items: [{ file, encoding: 'utf-8' }], join: null },
    { task: 'import-1', items: [], join: 'all' }
  ],
  'imports.cancel': [{ task: 'import-1' }],
  'files.choose': [{ type: 'model' }],
  'files.peek': [{ file }],
  'files.recent': [{}],
  'files.read': [{ file }],
  'files.saveModel': [{ name: 'a', bytes }],
  'files.saveText': [{ name: 'a', format: 'csv', text: '=1' }],
  'files.saveBytes': [
    { name: 'a', format: 'glb', bytes },
    { name: 'a', format: 'mp4', bytes }
  ],
  'files.savePdf': [{ name: 'a', sheet: SHEET }],
  'shortlists.read': [{ corpus: 'text-0a' }],
  'shortlists.write': [
    {
      corpus: 'text-0a',
      list: { lines: [{ ...SHEET.lines[0]!, id: 'k-1', kept: SHEET.made }], recipes: SHEET.recipes }
    },
    { corpus: 'names', list: { lines: [], recipes: [] } }
  ],
  'files.beside': [{ file }],
  'files.exportModel': [
    { name: 'a', format: 'machine', files: [{ path: 'dataset/train.jsonl', bytes }] },
    { name: 'a', format: 'gguf', files: [{ path: 'file', bytes }] }
  ],
  'clipboard.write': [{ text: 'a' }],
  'runs.list': [{}],
  'runs.create': [
    { config, corpus, parent: { runId: 'a', step: 1 } },
    { config: PRESETS.microgpt, corpus },
    { config, corpus, repeatOf: 'b' }
  ],
  'runs.update': [
    {
      id: 'a',
      change: {
        ...{
          state: 'paused',
          engine: { ...engine, adapter },
          step: 4,
          bestVal: 2.1,
          bestBits: 3,
          lastTrain: null,
          seconds: 1.5
        },
        ...{ certificate, config, verified }
      }
    },
    { id: 'a', change: {} },
    { id: 'a', change: { engine } },
    { id: 'a', change: { engine: null, certificate: null, verified: null } }
  ],
  'runs.appendMetrics': [{ id: 'a', first: 1, train, val: [{ step: 1, loss: 2 }] }],
  'runs.readMetrics': [{ id: 'a' }],
  'runs.writeCheckpoint': [
    { id: 'a', step: 0, bytes, valLoss: 2.5 },
    { id: 'a', step: 1, bytes, valLoss: null }
  ],
  'runs.readCheckpoint': [{ id: 'a', step: 1 }, { id: 'a' }],
  'runs.find': [{ id: 'a' }],
  'runs.suggestName': [{}],
  'runs.rename': [{ id: 'a', name: 'Ünser' }],
  'runs.pin': [{ id: 'a', step: 0, pinned: true }],
  'runs.branch': [{ parent: { runId: 'a', step: 1 }, config, corpus }],
  'runs.remove': [{ id: 'a' }],
  'runs.restore': [{ id: 'a' }],
  'runs.export': [{ taskId: 'export-1', id: 'a', corpus: true }],
  'runs.import': [{ taskId: 'import-1', file }],
  'window.progress': [{ fraction: 0.5, failed: false }, { fraction: null }]
}

const WRONG = [
  NaN,
  Infinity,
  2 ** 53,
  -1,
  1n,
  [],
  {},
  Symbol.iterator,
  () => 1,
  '\0',
  'x'.repeat(70_000),
  undefined
]

/** Which of those a field takes all the same. */
const FINE: Record<string, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  name: (value) => value === '\0',
  title: (value) => value === '\0',
  valLoss: (value) => value === -1 || value === 2 ** 53,
  val: (value) => Array.isArray(value),
  speeds: (value) => Array.isArray(value),
  tests: (value) => Array.isArray(value),
  files: (value) => Array.isArray(value),
  items: (value) => Array.isArray(value) && value.length === 0,
  join: (value) => value === null || typeof value === 'string',
  change: (value) => typeof value === 'object' && !Array.isArray(value),
  // These may be missing.
  ...Object.fromEntries(
    ['theme', 'engine', 'corpus', 'preset', 'checkpoints', 'parent', 'repeatOf', 'step', 'failed'].map(
      (key) => [key, (v: unknown) => v === undefined]
    )
  )
}

const NAMES = Object.keys(VALIDATORS) as (keyof AppRequests)[]
const check = (name: keyof AppRequests, argument: unknown): unknown => VALIDATORS[name](argument, name)
const refuses = (name: keyof AppRequests, argument: unknown): void => {
  try {
    check(name, argument)
  } catch (error) {
    const code = error instanceof Failure ? error.error.code : 'bad-request'
    if (error instanceof Mismatch || code === 'setting-invalid') return
    throw error
  }
  throw new Error(`${name} took what it should not`)
}

describe.each(NAMES)('%s', (name) => {
  const [first] = ACCEPTED[name] as [Record<string, unknown>]

  it('takes what the contract says', () => {
    for (const argument of ACCEPTED[name]) expect(check(name, argument)).toEqual(argument)
  })

  it('refuses other shapes, surplus fields and missing ones', () => {
    for (const other of [
      undefined,
      null,
      0,
      '',
      true,
      [],
      [first],
      new Date(),
      new Map(),
      new ArrayBuffer(1)
    ]) {
      refuses(name, other)
    }
    refuses(name, { ...first, more: 1 })
    refuses(name, JSON.parse('{"__proto__":{"polluted":true}}'))
    refuses(name, Object.create(first))
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('refuses every field with a wrong value', () => {
    for (const key of Object.keys(first)) {
      for (const wrong of WRONG) {
        if (!FINE[key]?.(wrong)) refuses(name, { ...first, [key]: wrong })
      }
    }
  })

  it('throws nothing but its own refusals for 1,000 arbitrary values', () => {
    const keys = fc.constantFrom(...Object.keys(first), '__proto__', 'constructor', 'x')
    const any = fc.anything({
      withTypedArray: true,
      withDate: true,
      withMap: true,
      withBigInt: true,
      withNullPrototype: true
    })
    const argument = fc.oneof(
      any,
      fc.dictionary(keys, any),
      fc.record({ key: keys, value: any }).map(({ key, value }) => ({ ...first, [key]: value }))
    )
    fc.assert(
      fc.property(argument, (value) => {
        try {
          check(name, value)
        } catch (error) {
          if (!(error instanceof Mismatch || error instanceof Failure)) throw error
        }
      }),
      { numRuns: 1000 }
    )
  })
})

describe('particular refusals', () => {
  it('of ids that are paths', () => {
    for (const id of ['../x', '..', 'a/b', 'a\\b', 'C:', 'con', '\\\\host\\share', 'a\0', 'é', '']) {
      refuses('corpora.remove', { id })
      refuses('runs.readCheckpoint', { id })
    }
  })

  it('of files that are not handles', () => {
    for (const path of ['/etc/passwd', '../x', '', 'x'.repeat(36)]) refuses('files.read', { file: path })
  })

  it('of settings out of range, by name', () => {
    const wrong = { config: { ...config, heads: 3 }, corpus }
    expect(() => check('runs.create', wrong)).toThrow(Failure)
    refuses('runs.create', { config: { ...config, layers: 1e9 }, corpus })
    refuses('runs.create', { config: { ...config, extra: 1 }, corpus })
    refuses('runs.create', { config: { ...config, seed: undefined }, corpus })
    refuses('runs.create', { config, corpus: { ...corpus, sha256: 'A'.repeat(64) } })
  })

  it('of shared memory and views in place of buffers', () => {
    for (const other of [new SharedArrayBuffer(8), new Uint8Array(8), 'bytes']) {
      refuses('files.saveModel', { name: 'a', bytes: other })
    }
  })

  it('of measurements that are none', () => {
    for (const wrong of [{ msPerStep: 0 }, { msPerStep: NaN }, { choice: 'auto' }, { at: 'x' }, { more: 1 }])
      refuses('measurements.write', { speeds: [{ ...speed, ...wrong }], tests: [] })
    for (const wrong of [
      { passed: 1 },
      { quantity: 'x' },
      { difference: NaN },
      { adapter: 'x'.repeat(2000) }
    ])
      refuses('measurements.write', { speeds: [], tests: [{ ...selfTest, ...wrong }] })
  })

  it('of bytes under extensions that a system would run, or that have their own request', () => {
    for (const format of ['exe', 'sh', 'html', 'safetensors', 'png.exe', '', 'PNG']) {
      refuses('files.saveBytes', { name: 'a', format, bytes })
    }
    refuses('files.saveBytes', { name: 'a', format: 'png', bytes: new Uint8Array(8) })
  })

  it('of progress beyond its ends', () => {
    for (const fraction of [-0.1, 1.1, NaN, '0.5']) refuses('window.progress', { fraction })
  })
})
