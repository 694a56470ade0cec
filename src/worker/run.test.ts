import { describe, expect, test } from 'vitest'
import type { CorpusRef } from '#core/contracts/worker'
import { decodeModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import { PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { referenceFactory } from './engines/reference/index'
import { prepareRun, Run } from './run'
import type { TrainHooks } from './run'
import { fakeFactory } from './testing.fixtures'

const names = [
  'ada',
  'bea',
  'cleo',
  'dora',
  'ella',
  'fay',
  'gea',
  'hedda',
  'ida',
  'lea',
  'mae',
  'nora',
  'ada'
]
const listText = names.join('\n')
const runningText = 'the quick brown fox jumps over the lazy dog, and the dog does not mind at all. '.repeat(
  3
)
const ref: CorpusRef = { id: 'c', name: 'C', sha256: 'c'.repeat(64) }
/** Small but with every part: two layers, dropout, decay, clipping, warm-up, cosine, evaluations. */
const small: RunConfig = {
  ...PRESETS.names,
  layers: 2,
  heads: 2,
  width: 8,
  block: 8,
  batch: 3,
  steps: 40,
  warmup: 5,
  dropout: 0.1,
  held_out: 0.2,
  eval_every: 15
}
const python: RunConfig = { ...PRESETS.microgpt, width: 8, heads: 2, block: 8, steps: 40 }

interface Curve {
  readonly train: number[]
  readonly val: (readonly [number, number])[]
}

/** Trains on and gathers the losses. */
async function train(run: Run, curve: Curve, hooks: TrainHooks = {}): Promise<string> {
  return run.train({
    ...hooks,
    onSteps: ({ first, train, val }) => {
      expect(first).toBe(curve.train.length + 1)
      curve.train.push(...train)
      curve.val.push(...val.map(({ step, loss }) => [step, loss] as const))
    }
  })
}

const empty = (): Curve => ({ train: [], val: [] })

describe.each([
  ['list', listText, small],
  ['running text', runningText, { ...small, kind: 'text' }],
  ['python', listText, python],
  ['python, running text', runningText, { ...python, kind: 'text', batch: 2 }]
] as const)('%s on the reference engine', (_, text, config) => {
  const factory = referenceFactory('cpu')

  test('40 steps are 20 steps, a model file and 20 steps, bit for bit', async () => {
    const straight = empty()
    const one = await Run.open(await prepareRun({ text, corpus: ref, config }), factory)
    expect(await train(one, straight)).toBe('finished')
    expect(straight.train).toHaveLength(40)

    const halves = empty()
    const first = await Run.open(await prepareRun({ text, corpus: ref, config }), factory)
    const shouldStop = (): 'stop' | false => (first.step >= 20 ? 'stop' : false)
    // Samples and a capture in between draw from streams of their own.
    let captured = 0
    const onSamples = (): void => void first.capture().then(() => captured++)
    expect(await train(first, halves, { shouldStop, onSamples })).toBe('stopped')
    expect(captured).toBeGreaterThan(0)
    const stoppedAt = first.step
    const bytes = await first.capture()
    first.dispose()

    const from = await decodeModelFile(bytes)
    expect(from.training.step).toBe(stoppedAt)
    const second = await Run.open(await prepareRun({ text, corpus: ref, config, from }), factory)
    expect(await train(second, halves)).toBe('finished')
    expect(halves).toEqual(straight)
    const [a, b] = [await one.engine.read(), await second.engine.read()]
    expect(a).toEqual(b)
    expect(one.prepared.batches.save()).toEqual(second.prepared.batches.save())
    one.dispose()
    second.dispose()
  })
})

describe('prepareRun', () => {
  test('a model is trained on under other settings, but not under another shape or tokenizer', async () => {
    const factory = fakeFactory()
    const config = { ...small, layers: 1, heads: 1, width: 32 }
    const run = await Run.open(await prepareRun({ text: listText, corpus: ref, config }), factory)
    await run.train()
    const from = await decodeModelFile(await run.capture())
    const { family, layers, heads, width, block, tokenizer } = config
    const shape = { family, layers, heads, width, block, tokenizer }
    const other = { ...PRESETS['text-small'], ...shape, warmup: 0, steps: 50, learning_rate: 0.5 }
    const text = names.slice(0, 6).join('\n')
    const prepared = await prepareRun({
      text,
      corpus: { ...ref, sha256: 'd'.repeat(64) },
      config: other,
      from
    })
    expect(prepared.shape).toEqual(run.prepared.shape)
    expect(prepared.config).toMatchObject({
      width: 32,
      layers: 1,
      block: 8,
      kind: 'list',
      steps: 50,
      learning_rate: 0.5
    })
    expect(prepared.continues).toBe(false)
    expect(prepared.tokenizer.data).toEqual(run.prepared.tokenizer.data)
    const changes = [
      ['layers', 2],
      ['heads', 2],
      ['width', 64],
      ['block', 16],
      ['tokenizer', 'bpe:64']
    ] as const
    for (const [key, wanted] of changes) {
      const asked = prepareRun({ text, corpus: ref, config: { ...other, [key]: wanted }, from })
      const detail = { key, wanted, has: config[key] }
      await expect(asked).rejects.toMatchObject({ error: { code: 'branch-shape', detail } })
    }
    await expect(prepareRun({ text: listText + '\nzoë', corpus: ref, config, from })).rejects.toThrow(
      'unknown-character'
    )
  })

  test('goes on in the middle of the data only with the same corpus, split and stream', async () => {
    const config = { ...small, width: 32 }
    const run = await Run.open(await prepareRun({ text: listText, corpus: ref, config }), fakeFactory())
    await run.train()
    const from = await decodeModelFile(await run.capture())
    const continues = async (change: Partial<RunConfig>, corpus: CorpusRef | null = ref): Promise<boolean> =>
      (await prepareRun({ text: listText, corpus, config: { ...config, ...change }, from })).continues
    expect(await continues({})).toBe(true)
    expect(await continues({ steps: 99, learning_rate: 0.1, batch: 1 })).toBe(true)
    expect(await continues({}, null)).toBe(true)
    expect(await continues({ seed: 3 })).toBe(false)
    expect(await continues({ split_seed: 3 })).toBe(false)
    expect(await continues({ held_out: 0.3 })).toBe(false)
    expect(await continues({ random: 'python' })).toBe(false)
    expect(await continues({}, { ...ref, sha256: 'e'.repeat(64) })).toBe(false)
  })

  test('refuses settings that cannot be', async () => {
    const refused = (config: RunConfig) =>
      expect(prepareRun({ text: listText, corpus: null, config })).rejects
    await refused({ ...small, width: 7 }).toThrow('setting-invalid')
    await refused({ ...small, tokenizer: 'bpe:x' }).toThrow('setting-invalid')
    await refused({ ...small, kind: 'text', block: 512 }).toThrow('corpus-too-short')
  })
})

describe('Run', () => {
  const config = { ...small, width: 32, dropout: 0 }
  const open = async (change: Partial<RunConfig> = {}, factory = fakeFactory()): Promise<Run> =>
    Run.open(await prepareRun({ text: listText, corpus: ref, config: { ...config, ...change } }), factory)

  test('learns', async () => {
    const curve = empty()
    await train(await open({ steps: 200, learning_rate: 0.1 }), curve)
    const mean = (losses: number[]): number => losses.reduce((sum, loss) => sum + loss, 0) / losses.length
    expect(mean(curve.train.slice(-20))).toBeLessThan(mean(curve.train.slice(0, 20)) - 0.5)
    expect(curve.val.map(([step]) => step)).toEqual([
      ...Array.from({ length: 13 }, (_, i) => 15 * (i + 1)),
      200
    ])
  })

  test('keeps checkpoints densely in the first tenth and at every tenth of the run, and leaves a rate in the file only if it is known', async () => {
    const run = await open()
    const files: [number, number | null][] = []
    await run.train({
      onCheckpoint: async ({ step, bytes }) => {
        files.push([step, (await decodeModelFile(bytes)).training.val_loss])
      }
    })
    expect(files.map(([step]) => step)).toEqual([1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40])
    expect(files.slice(0, 5).every(([, val]) => val === null)).toBe(true)
    expect(files.slice(5).every(([, val]) => val !== null)).toBe(true)
  })

  test('may change its number of steps and its rate, and train beyond its end', async () => {
    const run = await open({ schedule: 'constant', warmup: 0 })
    const curve = empty()
    await train(run, curve)
    run.change({ steps: 60, learning_rate: 0.1 })
    await train(run, curve)
    expect(curve.train).toHaveLength(60)
    expect(curve.val.map(([step]) => step)).toEqual([15, 30, 40, 45, 60])
    expect(() => run.change({ steps: 0 })).toThrow('setting-invalid')
    expect(run.config.steps).toBe(60)
  })

  test('a file written while an evaluation waits has it made up for', async () => {
    const run = await open()
    let asked = 0
    // The pause comes in the middle of the evaluation at step 15.
    const end = await run.train({ shouldStop: () => (run.step === 15 && ++asked > 1 ? 'pause' : false) })
    expect([end, run.evaluationDue]).toEqual(['paused', true])
    const from = await decodeModelFile(await run.capture())
    expect(from.training.val_loss).toBeNull()
    const again = await Run.open(
      await prepareRun({ text: listText, corpus: ref, config, from }),
      fakeFactory()
    )
    const val: number[] = []
    await again.train({ onSteps: (report) => val.push(...report.val.map(({ step }) => step)) })
    expect(val).toEqual([15, 30, 40])
  })

  test('a step that makes no number ends it; a model that holds one is not written', async () => {
    const factory = fakeFactory((engine) => (engine.failAt = { step: 7, with: 'nan' }))
    const run = await open({}, factory)
    await expect(run.train()).rejects.toMatchObject({
      error: { code: 'loss-not-finite', detail: { step: 7 } }
    })
    const broken = await open()
    await broken.train()
    broken.engine
      .write({ parameters: new Float32Array(broken.engine.layout.total).fill(NaN) })
      .catch(() => {})
    await expect(broken.capture()).rejects.toMatchObject({
      error: { code: 'loss-not-finite', detail: { step: 40 } }
    })
  })

  test('frees the engine if the weights cannot be given to it', async () => {
    const factory = fakeFactory((engine) => (engine.write = () => Promise.reject(new Error('full'))))
    await expect(open({}, factory)).rejects.toThrow('full')
    expect(factory.made[0]!.disposed).toBe(true)
  })

  test('generates while it trains, never between the steps of a slice, and the losses do not change', async () => {
    const quiet = empty()
    await train(await open({ steps: 400 }), quiet)
    const run = await open({ steps: 400 }) // the fake engine throws if it is stepped while decoding
    const busy = empty()
    const training = train(run, busy, { onSamples: () => {} })
    const items: string[] = []
    for await (const some of run.generate({ ...DEFAULT_GENERATION, count: 100 })) {
      items.push(...some.map((item) => item.text))
    }
    await training
    expect(items).toHaveLength(100)
    expect(busy).toEqual(quiet)
  })

  test('tells items that training has reached from those it has not', async () => {
    // The model ends every item at once, so that the prefix is the item.
    const factory = fakeFactory((engine) => {
      engine.model = () =>
        Array.from({ length: engine.shape.vocab }, (_, id, end = engine.shape.vocab - 1) => +(id === end))
    })
    const run = await open({ held_out: 0, batch: 1, steps: 5, warmup: 0 }, factory)
    await run.train()
    const statuses = new Map<string, string>()
    for (const prefix of [...names, 'adda']) {
      for await (const [item] of run.generate({ ...DEFAULT_GENERATION, count: 1, temperature: 0, prefix })) {
        statuses.set(item!.text, item!.status)
      }
    }
    expect(statuses.get('adda')).toBe('new')
    for (const name of names) {
      expect([name, statuses.get(name)]).toEqual([
        name,
        run.prepared.batches.reached(name) ? 'train' : 'unseen'
      ])
    }
    expect([...statuses.values()].filter((status) => status === 'train')).toHaveLength(5)
  })
})
