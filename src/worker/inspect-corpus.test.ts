import { expect, test } from 'vitest'
import { inspectCorpus } from './inspect-corpus'

const split = { kind: 'auto', deduplicate: true, held_out: 0.1, split_seed: 1 } as const

test('lists: one whole item between its end marks', () => {
  const { tokens, vocab, facts } = inspectCorpus('cab\nabc\nbac\nab\n', { ...split, held_out: 0 })
  expect([facts.kind, vocab]).toEqual(['list', 4])
  expect(tokens).toEqual([
    { text: 'end', id: 3 },
    { text: 'c', id: 2 },
    { text: 'a', id: 0 },
    { text: 'b', id: 1 },
    { text: 'end', id: 3 }
  ])
})

test('a long item is cut and shows no end', () => {
  const { tokens } = inspectCorpus(`${'ab'.repeat(50)}\nba\nb\n`, { ...split, held_out: 0, kind: 'list' })
  expect(tokens).toHaveLength(25)
  expect(tokens.at(-1)!.text).toBe('b')
})

test('running text: the first characters, without end marks, none cut in two', () => {
  const { tokens, facts } = inspectCorpus('😀 every letter counts, and so does every sign. '.repeat(3), {
    ...split,
    kind: 'text'
  })
  expect(facts.kind).toBe('text')
  expect(tokens.map(({ text }) => text).join('')).toBe('😀 every letter counts, a')
})

test('refuses what is no corpus', () => {
  expect(() => inspectCorpus('', split)).toThrow('corpus-empty')
})
