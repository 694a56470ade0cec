/* Letter by letter against the sampler: the same seed, pressed on again and again, gives the same item. */

import { describe, expect, test } from 'vitest'
import { NO_CONSTRAINTS } from '#core/constraints/constraints'
import { decodeModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import type { GeneratedItem, GenerationSettings } from '#core/generation'
import { logSoftmax } from '#core/sampling'
import { cpuFactory } from '../engines/cpu/index'
import { OpenedModel } from '../opened-model'
import { nextTokens } from './next-tokens'
import { LIST_CONFIG, NAMES, PROSE, TEXT_CONFIG, trained } from './studio.fixtures'

async function opened(text: string, config: typeof LIST_CONFIG): Promise<OpenedModel> {
  const { files } = await trained(text, config)
  const file = await decodeModelFile(new Uint8Array([...files.values()].at(-1)!))
  return OpenedModel.open('m', file, cpuFactory(), null)
}

async function listOf(model: OpenedModel, settings: GenerationSettings): Promise<GeneratedItem[]> {
  const items: GeneratedItem[] = []
  for await (const some of model.generate(settings, () => false)) items.push(...some)
  return items
}

/** Takes what is drawn until the item ends, or for so many tokens. */
async function pressed(model: OpenedModel, settings: GenerationSettings, index: number, most = Infinity) {
  const ids: number[] = []
  for (;;) {
    const order = { prefix: settings.prefix, ids, settings, index, step: 1 }
    const next = await nextTokens(model.engine, model.tokenizer, model.kind, order)
    if (next.drawn === null || ids.length >= most) return { text: next.text, logProb: next.log_prob, next }
    const drawn = next.tokens.find(({ id }) => id === next.drawn)!
    expect(drawn.cut).toBeGreaterThan(0)
    if (drawn.end) return { text: next.text, logProb: next.log_prob + Math.log(drawn.raw), next }
    ids.push(next.drawn)
  }
}

describe('nextTokens', () => {
  test.each([
    { temperature: 0.9 },
    { temperature: 1.3, top_k: 5 },
    { temperature: 1, top_p: 0.8, min_p: 0.02 },
    { temperature: 1, repetition_penalty: 1.4, prefix: 'ka' },
    { temperature: 0 }
  ])('gives the items of the list with %o', async (change) => {
    const model = await opened(NAMES.join('\n'), LIST_CONFIG)
    const settings = { ...DEFAULT_GENERATION, count: 12, seed: 3, ...change }
    let same = 0
    for (const item of await listOf(model, settings)) {
      const { text, logProb } = await pressed(model, settings, item.index)
      // The sampler draws an empty item again, from the same stream; letter by letter shows it as it came.
      if (text === '') continue
      same++
      expect(text).toBe(item.text)
      expect(logProb).toBeCloseTo(item.log_prob, 5)
    }
    expect(same).toBeGreaterThan(8)
    await model.close()
  })

  test('goes on with running text beyond the block as the sampler does', async () => {
    const model = await opened(PROSE, TEXT_CONFIG)
    const settings = { ...DEFAULT_GENERATION, count: 1, seed: 5, max_tokens: 30, prefix: 'the ' }
    const [item] = await listOf(model, settings)
    const { text, logProb, next } = await pressed(model, settings, 0, 30)
    expect(text).toBe(item!.text)
    expect(logProb).toBeCloseTo(item!.log_prob, 4)
    expect(next.context).toBeLessThanOrEqual(next.block)
    expect(next.given).toBe(4)
    expect(next.tokens.every(({ end, cut }) => !end || cut === 0)).toBe(true)
    await model.close()
  })

  test('tells the model’s own odds, those after temperature and those after the cuts', async () => {
    const model = await opened(NAMES.join('\n'), LIST_CONFIG)
    const settings = { temperature: 2, top_k: 4, top_p: 1, seed: 1 }
    const ids = [...model.tokenizer.encode('al')]
    const order = { prefix: '', ids, settings, index: 0, step: 7 }
    const next = await nextTokens(model.engine, model.tokenizer, 'list', order)
    const inputs = Int32Array.from([model.tokenizer.end, ...ids])
    const { logits } = await model.engine.forward(inputs)
    const { vocab } = model.engine.shape
    const row = logits.subarray(2 * vocab)
    const raw = logSoftmax(row).map(Math.exp)
    const hot = logSoftmax(row.map((logit) => logit / 2)).map(Math.exp)
    for (const token of next.tokens) {
      expect(token.raw).toBeCloseTo(raw[token.id]!, 5)
      expect(token.tempered).toBeCloseTo(hot[token.id]!, 5)
    }
    expect(next.tokens).toHaveLength(vocab)
    expect(next.tokens.map(({ raw }) => raw)).toEqual(
      [...next.tokens.map(({ raw }) => raw)].sort((a, b) => b - a)
    )
    expect(next.tokens.filter(({ cut }) => cut > 0)).toHaveLength(4)
    expect(next.tokens.reduce((sum, { cut }) => sum + cut, 0)).toBeCloseTo(1, 9)
    expect(next).toMatchObject({ step: 7, of: vocab, rest: 0, text: 'al', given: 0, context: 3, full: false })
    await model.close()
  })

  test('lets nothing through that cannot become what the item must be, and knows a full block', async () => {
    const model = await opened(NAMES.join('\n'), LIST_CONFIG)
    const constraints = { ...NO_CONSTRAINTS, pattern: 'a[lb]*' }
    const settings = { temperature: 1, top_k: 0, top_p: 1, seed: 1, constraints }
    const at = (ids: readonly number[]) =>
      nextTokens(model.engine, model.tokenizer, 'list', { prefix: '', ids, settings, index: 0, step: 1 })
    const first = await at([])
    expect(first.tokens.filter(({ cut }) => cut > 0).map(({ text }) => text)).toEqual(['a'])
    const strayed = await at([...model.tokenizer.encode('be')])
    expect(strayed.drawn).toBeNull()
    expect(strayed.tokens.every(({ cut }) => cut === 0)).toBe(true)
    const full = await at([...model.tokenizer.encode('alalalal')])
    expect(full).toMatchObject({ full: true, drawn: null })
    await model.close()
  })
})
