import { expect, test } from 'vitest'
import { inspectCorpus } from './inspect-corpus'

const split = { kind: 'auto', deduplicate: true, held_out: 0.1, split_seed: 1 } as const

test('lists: one whole item between its end marks', async () => {
  const { tokens, vocab, facts } = await inspectCorpus('cab\nabc\nbac\nab\n', { ...split, held_out: 0 })
  expect([facts.kind, vocab]).toEqual(['list', 4])
  expect(tokens).toEqual([
    { text: 'end', id: 3 },
    { text: 'c', id: 2 },
    { text: 'a', id: 0 },
    { text: 'b', id: 1 },
    { text: 'end', id: 3 }
  ])
})

test('a long item is cut and shows no end', async () => {
  const { tokens } = await inspectCorpus(`${'ab'.repeat(50)}\nba\nb\n`, {
    ...split,
    held_out: 0,
    kind: 'list'
  })
  expect(tokens).toHaveLength(25)
  expect(tokens.at(-1)!.text).toBe('b')
})

test('running text: the first characters, without end marks, none cut in two', async () => {
  const { tokens, facts } = await inspectCorpus(
    '😀 every letter counts, and so does every sign. '.repeat(3),
    {
      ...split,
      kind: 'text'
    }
  )
  expect(facts.kind).toBe('text')
  expect(tokens.map(({ text }) => text).join('')).toBe('😀 every letter counts, a')
})

test('refuses what is no corpus', async () => {
  await expect(inspectCorpus('', split)).rejects.toThrow('corpus-empty')
  await expect(inspectCorpus('ab\nba\n', split, 'bpe:9')).rejects.toThrow('setting-invalid')
})

test('shows the tokens of another tokenizer', async () => {
  const text = 'low lower lowest low lower lowest. '.repeat(4)
  const settings = { ...split, held_out: 0, kind: 'text' } as const
  const { tokens, vocab } = await inspectCorpus(text, settings, 'bpe:64')
  expect(vocab).toBeLessThanOrEqual(65)
  expect(tokens.map(({ text }) => text).slice(0, 5)).toEqual(['low', ' lower', ' lowest', ' low', ' lower'])
  const gpt = await inspectCorpus(text, settings, 'r50k_base')
  expect(gpt.tokens.map(({ text }) => text).slice(0, 3)).toEqual(['low', ' lower', ' lowest'])
})
