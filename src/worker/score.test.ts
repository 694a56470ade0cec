import { expect, test } from 'vitest'
import type { GptShape } from '#core/gpt-shape'
import { scoreTexts } from './score'
import { FakeEngine, letters } from './testing.fixtures'

const tokenizer = letters('abc')
const shape: GptShape = { family: 'gpt2', layers: 1, heads: 1, width: 4, block: 4, vocab: 4 }
const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0, clip: 0 } as const
/** The next id is likelier the longer the history: weight 1 + length for (last + 1) mod 4, 1 for the others. */
const engine = new FakeEngine(shape, { optimizer, dropout: 0, seed: 1, maxRows: 1 }, (history) =>
  Array.from({ length: 4 }, (_, id) => (id === (history.at(-1)! + 1) % 4 ? Math.log(1 + history.length) : 0))
)
const share = (length: number): number => Math.log((1 + length) / (4 + length))
const other = (length: number): number => Math.log(1 / (4 + length))

test('lists: one log-probability per id and one for the end', async () => {
  const [score] = await scoreTexts(engine, tokenizer, 'list', ['ab'])
  expect(score).toMatchObject({ text: 'ab', ids: [0, 1], tokens: ['a', 'b'] })
  expect(score!.log_probs[0]).toBeCloseTo(share(1), 6)
  expect(score!.log_probs[1]).toBeCloseTo(share(2), 6)
  expect(score!.log_probs).toHaveLength(2)
  expect(score!.end_log_prob).toBeCloseTo(other(3), 6)
})

test('running text: the first id is context, no end', async () => {
  const [score] = await scoreTexts(engine, tokenizer, 'text', ['aba'])
  expect(score!.log_probs).toHaveLength(2)
  expect(score!.log_probs[0]).toBeCloseTo(share(1), 6)
  expect(score!.log_probs[1]).toBeCloseTo(other(2), 6)
  expect(score!.end_log_prob).toBeNull()
})

test('beyond the block the last tokens that fit are the context', async () => {
  const [score] = await scoreTexts(engine, tokenizer, 'list', ['abcabc'])
  expect(score!.log_probs).toHaveLength(6)
  const expected = [share(1), share(2), share(3), other(4), share(4), share(4)]
  for (const [i, log] of expected.entries()) expect(score!.log_probs[i]).toBeCloseTo(log, 6)
  expect(score!.end_log_prob).toBeCloseTo(share(4), 6)
})

test('texts without tokens', async () => {
  const [item] = await scoreTexts(engine, tokenizer, 'list', [''])
  expect(item!.log_probs).toEqual([])
  expect(item!.end_log_prob).toBeCloseTo(other(1), 6)
  expect((await scoreTexts(engine, tokenizer, 'text', ['']))[0]!.log_probs).toEqual([])
  expect((await scoreTexts(engine, tokenizer, 'text', ['a']))[0]!.log_probs).toEqual([])
  await expect(scoreTexts(engine, tokenizer, 'list', ['ax'])).rejects.toThrow('unknown-character')
})
