/* Lines and their losses, held against the slow way: one line or window at a time through `forward`. */

import { describe, expect, test } from 'vitest'
import { decodeModelFile } from '#core/formats/model-file'
import { logSoftmax } from '#core/sampling'
import { trainBpe } from '#core/tokenizer/bpe-train'
import { bpeTokenizer } from '#core/tokenizer/bpe'
import type { LineOrder } from '#core/contracts/surprising'
import { cpuFactory } from '../engines/cpu/index'
import type { TrainingEngine } from '../engines/engine'
import { prepareRun } from '../prepare'
import { engineOptions } from '../run'
import { scoreTexts } from '../score'
import { LIST_CONFIG, NAMES, PROSE, TEXT_CONFIG, trained, type Trained } from '../studio/studio.fixtures'
import { heldOutLoss } from '../training/evaluate'
import { Turns } from '../turns'
import { cutCorpus, windows } from './cut'
import { scoreLines } from './line-scores'

async function opened({ text, corpus, config, files }: Trained) {
  const file = await decodeModelFile(new Uint8Array([...files.values()].at(-1)!.slice(0)))
  const prepared = await prepareRun({ text, corpus, config, from: file })
  const engine = await cpuFactory().create(file.shape, engineOptions(file.config))
  await engine.write({ parameters: file.parameters })
  return { prepared, engine, step: file.training.step, turns: new Turns() }
}

const ALL: LineOrder = { part: 'all', by: 'character', first: 'most' }
const textOf = (tokens: readonly { readonly text: string }[]): string =>
  tokens.map(({ text }) => text).join('')

/** Bits of each token of a sequence but the first, all within the block. */
async function slowly(engine: TrainingEngine, ids: readonly number[]): Promise<number[]> {
  const { vocab } = engine.shape
  const { logits } = await engine.forward(Int32Array.from(ids.slice(0, -1)))
  return ids.slice(1).map((id, t) => -logSoftmax(logits.subarray(t * vocab, (t + 1) * vocab))[id]! / Math.LN2)
}

describe('a list', () => {
  test('each line has the loss that it has by itself, and the parts add up to the loss of the run', async () => {
    const list = await trained([...NAMES, 'al', 'balenamasro'].join('\n'), LIST_CONFIG)
    const { prepared, engine, step, turns } = await opened(list)
    const told: number[] = []
    const scores = await scoreLines(engine, prepared, {
      ...{ turns, step, text: list.text },
      progress: (done, of) => told.push(done / of)
    })
    expect(told.at(-1)).toBe(1)
    const lines = scores.page(ALL, 0, 200)
    expect(lines).toHaveLength(102)
    expect(new Set(lines.map(({ tokens, rest }) => textOf(tokens) + rest))).toEqual(
      new Set(list.text.split('\n'))
    )
    for (const line of lines) {
      const text = textOf(line.tokens) + line.rest
      const [slow] = await scoreTexts(engine, prepared.tokenizer, 'list', [text])
      const logs = [...slow!.log_probs, slow!.end_log_prob!].slice(0, engine.shape.block)
      const bits = logs.reduce((sum, log) => sum - log / Math.LN2, 0)
      expect(Math.abs(line.bits - bits)).toBeLessThan(1e-5 * Math.max(1, bits))
      for (const [i, { bits: own }] of line.tokens.entries()) expect(own).toBeCloseTo(-logs[i]! / Math.LN2, 4)
      expect(line.characters).toBe(Math.min(engine.shape.block, text.length + 1))
      expect(line.number).toBe(list.text.split('\n').indexOf(text) + 1)
      const held = prepared.corpus.heldOut.includes(text)
      expect(line.part).toBe(held ? 'held_out' : 'train')
    }
    // Too long for the context of 8: what is beyond is shown and not scored.
    const long = lines.find(({ rest }) => rest !== '')!
    expect([textOf(long.tokens), long.rest, long.cut]).toEqual(['balenama', 'sro', true])
    const { nats, tokens } = scores.summary().parts.held_out
    expect(nats / tokens).toBeCloseTo((await heldOutLoss(engine, prepared.heldOut))!, 5)
    expect(scores.summary()).toMatchObject({ kind: 'list', step, parts: { train: { lines: 92, of: 92 } } })
    engine.dispose()
  })

  test('is ordered by either measure, from either end, part by part, and finds a line', async () => {
    const list = await trained(NAMES.join('\n'), { ...LIST_CONFIG, steps: 20 })
    const { prepared, engine, step, turns } = await opened(list)
    const scores = await scoreLines(engine, prepared, { turns, step, text: list.text })
    for (const by of ['character', 'line'] as const) {
      for (const part of ['train', 'held_out', 'all'] as const) {
        const value = ({ bits, characters }: { bits: number; characters: number }): number =>
          by === 'line' ? bits : bits / characters
        const most = scores.page({ part, by, first: 'most' }, 0, 200).map(value)
        expect(most).toEqual([...most].sort((a, b) => b - a))
        const least = scores.page({ part, by, first: 'least' }, 0, 200).map(value)
        expect(least).toEqual([...most].reverse())
      }
    }
    expect(scores.page({ ...ALL, part: 'held_out' }, 0, 200)).toHaveLength(10)
    const rank = scores.find(ALL, 17)!
    expect(scores.page(ALL, rank, 1)[0]).toMatchObject({ rank, number: 17 })
    expect(scores.find({ ...ALL, part: 'held_out' }, 0)).toBeNull()
    // A stated sample, the same each time.
    const some = async () => scoreLines(engine, prepared, { turns, step, most: { list: 30, text: 1 } })
    const [first, again] = [await some(), await some()]
    expect(first.summary().parts.train).toMatchObject({ lines: 30, of: 90 })
    expect(again.page(ALL, 0, 200)).toEqual(first.page(ALL, 0, 200))
    engine.dispose()
  })

  test('stops when it is told to', async () => {
    const list = await trained(NAMES.join('\n'), { ...LIST_CONFIG, steps: 4 })
    const { prepared, engine, step, turns } = await opened(list)
    let asked = 0
    const goOn = (): void => {
      if (++asked > 3) throw new Error('enough')
    }
    await expect(scoreLines(engine, prepared, { turns, step, goOn })).rejects.toThrow('enough')
    // The engine is free again.
    await turns.take(() => engine.forward(Int32Array.from([1, 2])))
    engine.dispose()
  })
})

describe('running text', () => {
  const verse = PROSE.replaceAll('hill ', 'hill\n').replaceAll('sea the', 'sea\n\nthe')

  test('each token is counted once and sees at least half the block', () => {
    for (const [block, high] of [
      [1, 7],
      [2, 9],
      [8, 100],
      [9, 64]
    ] as const) {
      const seen: number[] = []
      for (const [start, from, end] of windows(1, high, block)) {
        expect(end - start).toBeLessThanOrEqual(block)
        for (let target = from; target <= end; target++) {
          seen.push(target)
          expect(target - start).toBeGreaterThanOrEqual(Math.min(target, Math.max(1, block >> 1)))
        }
      }
      expect(seen).toEqual(Array.from({ length: high }, (_, i) => i + 1))
    }
  })

  test('each line has the loss of its tokens in their windows', async () => {
    const prose = await trained(verse, TEXT_CONFIG)
    const { prepared, engine, step, turns } = await opened(prose)
    const scores = await scoreLines(engine, prepared, { turns, step })
    const { block } = engine.shape
    let at = 1
    for (const [part, texts] of [
      ['train', prepared.corpus.train],
      ['held_out', prepared.corpus.heldOut]
    ] as const) {
      const text = texts.join('')
      const ids = [...prepared.tokenizer.encode(text)]
      const bits: number[] = [NaN]
      for (const [start, from, end] of windows(1, ids.length - 1, block)) {
        const slow = await slowly(engine, ids.slice(start, end + 1))
        for (let target = from; target <= end; target++) bits[target] = slow[target - start - 1]!
      }
      const lines = scores
        .page({ part, by: 'line', first: 'most' }, 0, 5000)
        .sort((a, b) => a.number - b.number)
      let place = 0
      const expected: { number: number; text: string; bits: number; characters: number }[] = []
      for (const [i, line] of text.split(/(?<=\n)/).entries()) {
        const own = bits.slice(place, place + line.length).filter((value) => !Number.isNaN(value))
        place += line.length
        if (line.trim() === '') continue
        const sum = own.reduce((total, value) => total + value, 0)
        expected.push({ number: at + i, text: line, bits: sum, characters: own.length })
      }
      at += text.split('\n').length - 1
      expect(lines.map(({ number, tokens }) => [number, textOf(tokens)])).toEqual(
        expected.map(({ number, text }) => [number, text])
      )
      for (const [i, line] of lines.entries()) {
        expect(Math.abs(line.bits - expected[i]!.bits)).toBeLessThan(1e-5 * Math.max(1, line.bits))
        expect(line.characters).toBe(expected[i]!.characters)
      }
      const sums = scores.summary().parts[part]
      expect(sums).toMatchObject({ lines: expected.length, of: expected.length, tokens: ids.length - 1 })
    }
    engine.dispose()
  })

  test('tokens of several characters belong to the line they begin in; long lines are cut at a space', () => {
    const text = `${'éa sea\n'.repeat(3)}\n${'word '.repeat(120)}\nz`
    const tokenizer = bpeTokenizer(drain(trainBpe([text], { vocab: 300 })))
    const corpus = { kind: 'text', train: [text], heldOut: [], alphabet: [] } as const
    const { lines, pieces, of } = cutCorpus(corpus, tokenizer, { block: 8, seed: 1 })
    const texts = lines.map(({ piece, from, to }) => tokenizer.decode(pieces[piece]!.ids.subarray(from, to)))
    expect(texts.slice(0, 3).map((line) => line.trim())).toEqual(['éa sea', 'éa sea', 'éa sea'])
    expect(texts.join('').replace(/\n+/g, '\n').trim()).toBe(text.replace(/\n+/g, '\n').trim())
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 5, 5, 5, 6])
    expect(of.train).toBe(7)
  })

  test('a large text is sampled in stretches with lines that are whole', () => {
    const text = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join('')
    const characters = [...new Set(text)].sort()
    const tokenizer = {
      ...{ vocab: characters.length + 1, end: characters.length, data: { kind: 'characters', characters } },
      characters: new Int32Array(characters.length + 1).fill(1),
      encode: (some: string) => Int32Array.from([...some], (c) => characters.indexOf(c)),
      decode: (ids: ArrayLike<number>) => Array.from(ids, (id) => characters[id]).join('')
    } as unknown as Parameters<typeof cutCorpus>[1]
    const corpus = { kind: 'text', train: [text], heldOut: [], alphabet: characters } as const
    const options = { block: 16, seed: 3, most: { list: 1, text: 9000 } }
    const { lines, pieces, rows, of } = cutCorpus(corpus, tokenizer, options)
    expect(of.train).toBe(3000)
    expect(lines.length).toBeGreaterThan(500)
    for (const { piece, from, to, number } of lines) {
      expect(tokenizer.decode(pieces[piece]!.ids.subarray(from, to))).toBe(`line ${number - 1}\n`)
    }
    expect(rows.reduce((sum, { from, end }) => sum + end - from + 1, 0)).toBeLessThanOrEqual(9000)
  })
})

function drain<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
