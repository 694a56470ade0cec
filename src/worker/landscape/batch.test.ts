import { describe, expect, test } from 'vitest'
import { prepareCorpus } from '#core/corpus'
import { createRandom } from '#core/random/random'
import { characterTokenizer } from '#core/tokenizer/characters'
import { prepareRun } from '../run'
import { BATCH_ITEMS, landscapeBatch } from './batch'
import { CONFIG, TEXT } from './landscape.fixtures'

/** The texts of a batch's rows. */
function textsOf(config: typeof CONFIG, text = TEXT): { texts: string[]; about: unknown; parts: number } {
  const corpus = prepareCorpus(text, config)
  const tokenizer = characterTokenizer(corpus.alphabet)
  const { about, parts } = landscapeBatch(corpus, tokenizer, config)
  const texts = parts.flatMap(({ rows, length, inputs, lengths }) =>
    Array.from({ length: rows }, (_, row) =>
      tokenizer.decode(
        inputs.subarray(row * length + (corpus.kind === 'list' ? 1 : 0), row * length + lengths[row]!)
      )
    )
  )
  return { texts, about, parts: parts.length }
}

describe('landscapeBatch', () => {
  test('is the first 64 held-out items in the order the split draws them', async () => {
    const items = [...new Set(TEXT.split('\n'))]
    const order = items.map((_, index) => index)
    createRandom(CONFIG.split_seed).shuffle(order)
    const { texts, about } = textsOf(CONFIG)
    expect(texts).toEqual(order.slice(0, BATCH_ITEMS).map((index) => items[index]))
    expect(about).toMatchObject({ kind: 'list', items: 64, part: 'held_out' })
    const { heldOut } = (await prepareRun({ text: TEXT, corpus: null, config: CONFIG })).corpus
    expect(texts.every((item) => heldOut.includes(item))).toBe(true)
    expect(textsOf({ ...CONFIG, split_seed: 1 }).texts).not.toEqual(texts)
  })

  test('is what is held out where that is less, and training items where nothing is', () => {
    expect(textsOf({ ...CONFIG, held_out: 0.1 }).about).toMatchObject({ items: 14, part: 'held_out' })
    const { texts, about } = textsOf({ ...CONFIG, held_out: 0 })
    expect(about).toMatchObject({ items: 64, part: 'train' })
    expect(new Set(texts).size).toBe(64)
  })

  test('is 64 windows of running text, cut into pieces an engine takes', () => {
    const prose = 'one two three four. '.repeat(100)
    const config = { ...CONFIG, kind: 'text', block: 8, held_out: 0.5 } as const
    const { about, parts } = textsOf(config, prose)
    // The last window of the text, one short, is among them.
    expect(about).toEqual({ kind: 'text', items: 64, tokens: 64 * 8 - 1, part: 'held_out' })
    expect(parts).toBe(1)
    const long = { ...config, block: 256, batch: 4 }
    expect(textsOf(long, 'one two three four. '.repeat(2000))).toMatchObject({
      about: { items: 64, tokens: expect.any(Number) as number },
      parts: 8
    })
  })
})
