/* A text that is not held, against the same one held: the same tokens, batches and losses, bit for bit. */

import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { prepareCorpus } from '#core/corpus'
import { createRandom } from '#core/random/random'
import { PRESETS, type RunConfig } from '#core/run-config'
import { LARGE_SIZES } from '#storage/large/prepare'
import { openLibrary, type Library } from '#storage/library'
import { landscapeBatch } from '#worker/landscape/batch'
import type { LargeText } from '#worker/large/text'
import { takenBack } from '#worker/prepare'
import { prepareRun, Run } from '#worker/run'
import { engineFor } from './engine'
import { largeText, readCorpus } from './large'

const SIZES = { ...LARGE_SIZES, piece: 4000, learned: 100, fitted: 100, scored: 100 }

function prose(words: number): string {
  const random = createRandom(11)
  const known = [
    'the',
    'river',
    'Größe',
    "don't",
    '1,234',
    'été',
    '😀',
    'walked',
    '語',
    'town.\n',
    'so',
    ', '
  ]
  return Array.from({ length: words }, () => known[random.below(known.length)]).join(' ')
}

const text = prose(9000)
let root: string
let library: Library
let large: LargeText
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'downhill-large-'))
  library = await openLibrary({ root: join(root, 'library') })
  const { id } = await library.corpora.addText('prose', text)
  const place = await library.corpora.place(id)
  large = largeText(place, 'prose', () => library.corpora.readText(id), { sizes: SIZES })
})
afterAll(() => rm(root, { recursive: true }))

const config = (change: Partial<RunConfig>): RunConfig => ({
  ...PRESETS['text-small'],
  ...{ layers: 1, heads: 2, width: 8, block: 16, batch: 4, steps: 12, eval_every: 4, warmup: 0, dropout: 0 },
  ...change
})
const both = (change: Partial<RunConfig>) =>
  Promise.all([text, large].map((of) => prepareRun({ text: of, corpus: null, config: config(change) })))

describe.each([
  ['characters', {}],
  ['bytes', { tokenizer: 'bpe:300' }],
  ['GPT tokens and nothing held out', { tokenizer: 'r50k_base', held_out: 0 }],
  ['many rows and a short block', { batch: 64, block: 3 }],
  ["CPython's stream", { random: 'python' as const }]
])('a large text with %s', (_, change) => {
  it('has the batches of one that is held, also when it is taken up', async () => {
    const [held, streamed] = await both(change)
    if (!held || !streamed) throw new Error('two runs')
    expect(streamed.corpus.large?.tokens).toBeDefined()
    expect(streamed.tokenizer.data).toEqual(held.tokenizer.data)
    expect(streamed.initial).toEqual(held.initial)
    expect(streamed.counting).toEqual(held.counting)
    for (let step = 0; step < 60; step++) {
      expect(streamed.batches.next()).toEqual(held.batches.next())
      if (step % 20 === 5) await new Promise(setImmediate) // what was read ahead arrives
    }
    const position = streamed.batches.save()
    expect(position).toEqual(held.batches.save())
    const again = [held, streamed].map((run) => takenBack(run, position, 60).batches)
    for (let step = 0; step < 5; step++) expect(again[1]!.next()).toEqual(again[0]!.next())
  })

  it('has the held-out part and the fixed batch of one that is held', async () => {
    const [held, streamed] = await both(change)
    if (!held || !streamed) throw new Error('two runs')
    const { used, of, tokens, characters, count } = held.heldOut
    expect(streamed.heldOut).toMatchObject({ used, of, tokens, characters, count })
    for (let i = 0; i < count; i += 7) expect(streamed.heldOut.batch(i)).toEqual(held.heldOut.batch(i))
    const fixed = [held, streamed].map((run) => landscapeBatch(run.corpus, run.tokenizer, run.config))
    expect(fixed[1]).toEqual(fixed[0])
  })
})

it('trains to the very losses of a text that is held', async () => {
  const losses: number[][] = []
  for (const of of [text, large]) {
    const prepared = await prepareRun({ text: of, corpus: null, config: config({}) })
    const run = await Run.open(prepared, await engineFor('cpu', prepared.shape, []))
    const seen: number[] = []
    await run.train({
      onSteps: ({ train, val }) => seen.push(...train, ...val.map(({ loss }) => loss))
    })
    seen.push(...(await run.modelFile()).parameters)
    run.dispose()
    losses.push(seen)
  }
  expect(losses[0]!.length).toBeGreaterThan(500)
  expect(losses[1]).toEqual(losses[0])
})

it('says so where more than the beginnings of a text would be needed', async () => {
  const [, streamed] = await both({})
  const { corpus } = streamed!
  const { train, heldOut } = prepareCorpus(text, config({}))
  expect(corpus.large).toMatchObject({ train: [...train[0]!].length, heldOut: [...heldOut[0]!].length })
})

describe('a file that is trained on', () => {
  const read = (from: number, library: string | null) =>
    readCorpus({ cwd: root, root: '' }, 'prose.txt', {}, () => undefined, library, { from, sizes: SIZES })
  const sha256 = createHash('sha256').update(text).digest('hex')
  beforeAll(() => writeFile(join(root, 'prose.txt'), text))

  it('is held if it is small', async () => {
    const { text: found, ref } = await read(1e9, null)
    expect([found, ref.sha256]).toEqual([text, sha256])
  })

  it('goes into the library of the command if it is large', async () => {
    const { text: found, ref } = await read(1000, join(root, 'library'))
    expect(typeof found).toBe('object')
    expect(ref.sha256).toBe(sha256)
    expect((await library.corpora.find(ref.id)).sha256).toBe(sha256)
  })

  it('goes into one that is gone with the command if there is none', async () => {
    const own = join(root, 'temporary')
    await mkdir(own)
    vi.stubEnv('TMPDIR', own)
    const file = await read(1000, null)
    const prepared = await prepareRun({ text: file.text, corpus: null, config: config({}) })
    expect(prepared.batches.next().rows).toBe(4)
    expect(await readdir(own)).toHaveLength(1)
    await file.dispose()
    expect(await readdir(own)).toEqual([])
    vi.unstubAllEnvs()
  })
})
