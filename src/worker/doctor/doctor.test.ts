import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { WorkerEvents } from '#core/contracts/worker'
import { prepareCorpus } from '#core/corpus'
import { piecesOf } from '#core/doctor/lines'
import { cutBy } from '#core/doctor/token-sizes'
import { tokenizerFor } from '#core/tokenizer/choose'
import { examine, longLines, measureTokens } from './examine'
import { createDoctor } from './session-part'

const read = (id: string): string => readFileSync(`resources/corpora/${id}.txt`, 'utf8')
const SPLIT = { kind: 'auto', deduplicate: true, held_out: 0.1, split_seed: 42 } as const
const ref = { id: 'names', name: 'Names', sha256: 'x' }

it('finds in the bundled corpora what stands in them', async () => {
  const names = await examine(piecesOf(read('names')), prepareCorpus(read('names'), SPLIT), true)
  expect(names).toMatchObject({
    ...{ kind: 'list', lines: 29_693, copies: { count: 2564, exact: true }, leakage: { count: 0, of: 2969 } },
    ...{ rare: { count: 0, lines: 0, rarest: { character: 'q' } }, variants: { count: 0 } },
    ...{ garbled: { lines: 0, replaced: 0 }, nearEmpty: { count: 0 } }
  })
  const towns = await examine(piecesOf(read('towns')), prepareCorpus(read('towns'), SPLIT), true)
  expect(towns.rare.rare.map(({ character, uses }) => [character, uses])).toEqual([
    ['X', 1],
    ['Ä', 1],
    ['q', 4],
    ['.', 9]
  ])
  const novel = await examine(piecesOf(read('novel')), prepareCorpus(read('novel'), SPLIT), true)
  expect(novel).toMatchObject({ kind: 'text', copies: { count: 2 }, nearEmpty: { count: 0 } })
  expect(novel.rare.rare.map(({ character }) => character)).toEqual(['$', '&', '[', ']'])
})

it('parts running text where its split does, however it comes', async () => {
  const line = 'A line of forty characters and more 😀, said ' // 44 code points with its number
  const text = Array.from({ length: 100 }, (_, i) => `${line}${i % 95}.`).join('\n')
  const split = { ...SPLIT, kind: 'text' } as const
  const corpus = prepareCorpus(text, split)
  const training = new Set(corpus.train[0]!.split('\n').slice(0, -1))
  const heldOut = corpus.heldOut[0]!.split('\n').slice(1)
  for (const size of [7, 100, 1 << 16]) {
    const { leakage } = await examine(piecesOf(text, size), corpus, true)
    expect(leakage).toMatchObject({
      count: heldOut.filter((held) => training.has(held)).length,
      of: heldOut.length
    })
  }
})

it('measures the context in tokens of the tokenizer, and names the lines that do not fit', async () => {
  const text = read('names')
  const corpus = prepareCorpus(text, SPLIT)
  for (const [setting, block] of [
    ['characters', 12],
    ['bpe:300', 6]
  ] as const) {
    const tokenizer = await tokenizerFor(setting, corpus)
    const lengths = [...corpus.train, ...corpus.heldOut].map((item) => tokenizer.encode(item).length)
    const sizes = await measureTokens(corpus, tokenizer)
    expect(sizes.pieces).toBe(26_724)
    expect(sizes.longest[0]!.tokens).toBe(Math.max(...lengths))
    expect(cutBy(sizes, block).items).toBe(lengths.filter((n) => n + 1 > block).length)
    expect(cutBy(sizes, block).items).toBeGreaterThan(10)
    const lines = text.split('\n')
    const long = lines.flatMap((line, i) => (tokenizer.encode(line).length + 1 > block ? [i] : []))
    expect([...(await longLines(piecesOf(text), tokenizer, block))]).toEqual(long)
  }
})

it('answers through the session, tells how far it is, and ends when it is cancelled', async () => {
  const text = `${read('novel')}\n`.repeat(3)
  const told: WorkerEvents['doctor.progress'][] = []
  let loads = 0
  const doctor = createDoctor({
    loadCorpus: () => Promise.resolve((loads++, text)),
    make: (setting, _, __, { corpus }) => tokenizerFor(setting, corpus),
    emit: (event, value) => void (event === 'doctor.progress' && told.push(value as (typeof told)[0]))
  })
  const ask = { taskId: 'a', corpus: ref, split: SPLIT, tokenizer: 'characters' }
  const report = await doctor.handlers['doctor.examine'](ask)
  expect(report.examination.copies.count).toBeGreaterThan(4000)
  expect(report.sizes.tokens).toBe(prepareCorpus(text, SPLIT).train[0]!.length)
  expect(loads).toBe(1)
  for (const { taskId, done, of } of told) expect([taskId, done <= of]).toEqual(['a', true])

  const broken = doctor.handlers['doctor.examine']({
    ...ask,
    taskId: 'b',
    split: { ...SPLIT, held_out: 0.2 }
  })
  setImmediate(() => doctor.cancel('b'))
  await expect(broken).rejects.toThrow('cancelled')
})
