import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../errors'
import { bpeTokenizer } from './bpe'
import { bpeSteps } from './bpe-steps'
import { trainBpe, trainBpeAtOnce } from './bpe-train'

/** Few letters, so that pairs come again and again, overlaps and ties among them. */
const texts = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'a', 'b', 'c', ' ', '\n', 'é', '😀', '1', '.'), maxLength: 60 }),
  { minLength: 1, maxLength: 6 }
)

describe('training', () => {
  it('gives the ids of the textbook for aaabdaaabac', () => {
    const data = trainBpeAtOnce(['aaabdaaabac'], { vocab: 256 + 3 })
    expect(data.merges).toEqual([
      [97, 97],
      [97, 98],
      [256, 257]
    ])
    expect([...bpeTokenizer(data).encode('aaabdaaabac')]).toEqual([258, 100, 258, 97, 99])
  })

  it('merges ab, abr and abra first in abracadabra', () => {
    const { merges, bytes } = trainBpeAtOnce(['abracadabra'], { vocab: 64 })
    expect(String.fromCharCode(...bytes)).toBe('abcdr')
    const tokenizer = bpeTokenizer({ kind: 'bpe', pattern: 'gpt2', bytes, merges })
    expect(Array.from({ length: 8 }, (_, id) => tokenizer.token(id))).toEqual(
      ['a', 'b', 'c', 'd', 'r'].concat('ab', 'abr', 'abra')
    )
    expect(merges).toHaveLength(3) // no pair stands twice after that
  })

  it('makes the merges of the slow trainer, step by step', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 64, max: 300 }), (items, vocab) => {
        expect(trainBpeAtOnce(items, { vocab })).toEqual(bpeSteps(items, { vocab }).data)
      }),
      { numRuns: 500 }
    )
  })

  it('makes them also where one letter stands over and over', () => {
    for (const n of [2, 3, 4, 5, 7, 8, 9, 31, 100]) {
      const items = ['a'.repeat(n), 'b'.repeat(n), `${'a'.repeat(n)}b`]
      expect(trainBpeAtOnce(items, { vocab: 300 })).toEqual(bpeSteps(items, { vocab: 300 }).data)
    }
  })

  it('never makes two tokens of the same bytes', () => {
    // aab comes about as aa+b and as a+ab.
    const items = [
      'aab',
      'aab',
      'aab',
      'ab',
      'ab',
      'aa',
      'aa',
      'aa',
      'aabc',
      'aabc',
      'caab',
      'aaab',
      'aaab',
      'aaab'
    ]
    const tokenizer = bpeTokenizer(trainBpeAtOnce(items, { vocab: 300 }))
    const shown = Array.from({ length: tokenizer.vocab }, (_, id) => [...tokenizer.bytes(id)].join())
    expect(new Set(shown).size).toBe(tokenizer.vocab)
  })

  it('keeps merges inside pieces and items', () => {
    const { tokens } = bpeSteps(['ab ab ab', 'ba', 'ba'])
    expect(tokens).toEqual([' ', 'a', 'b', 'ab', ' ab', 'ba'])
    for (const token of tokens) expect(token).toMatch(/^ ?[^ ]*$/)
    expect(bpeSteps(['a', 'a', 'a', 'a']).steps).toHaveLength(0)
  })

  it('below 256 tokens begins with the bytes of the corpus, held-out part included', () => {
    const { bytes } = trainBpeAtOnce(['banana'], { vocab: 64, also: ['café'] })
    expect(bytes).toEqual(
      [...new Set(new TextEncoder().encode('banana café'.replace(' ', '')))].sort((a, b) => a - b)
    )
    expect(trainBpeAtOnce(['banana'], { vocab: 256 }).bytes).toHaveLength(256)
  })

  it('says how many tokens the bytes alone need', () => {
    const text = Array.from({ length: 90 }, (_, i) => String.fromCharCode(33 + i)).join('')
    const run = (): unknown => trainBpeAtOnce([text], { vocab: 64 })
    expect(run).toThrow(Failure)
    try {
      run()
    } catch (thrown) {
      expect((thrown as Failure).error).toMatchObject({
        code: 'setting-invalid',
        detail: { value: 'bpe:64', nearest: 'bpe:90' }
      })
    }
  })

  it('tells how far it is', () => {
    const items = Array.from({ length: 400 }, (_, i) => `w${i.toString(5)} w${i.toString(5)}`)
    const seen = [...trainBpe(items, { vocab: 400 })]
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.at(-1)).toEqual({ merges: 144, of: 144 })
  })
})

describe('bpeSteps', () => {
  it('shows counts, choice, text and vocabulary of each step', () => {
    const { tokens, pieces, steps, left } = bpeSteps('abracadabra')
    const text = (ids: readonly number[]): string => ids.map((id) => tokens[id]).join('|')
    expect(text(pieces[0]!)).toBe('a|b|r|a|c|a|d|a|b|r|a')
    expect(steps.map(({ pieces }) => text(pieces[0]!))).toEqual([
      'ab|r|a|c|a|d|ab|r|a',
      'abr|a|c|a|d|abr|a',
      'abra|c|a|d|abra'
    ])
    expect(steps.map(({ token }) => tokens[token])).toEqual(['ab', 'abr', 'abra'])
    // Three pairs stand twice: the first in the alphabet is merged.
    expect(steps[0]!.pairs.map(({ text, count }) => `${text} ${count}`)).toEqual([
      'ab 2',
      'br 2',
      'ra 2',
      'ac 1',
      'ad 1',
      'ca 1',
      'da 1'
    ])
    expect(steps.every(({ chosen }) => chosen === 0)).toBe(true)
    expect(left.every(({ count }) => count === 1)).toBe(true)
  })

  it('stops after the merges it was asked for', () => {
    expect(bpeSteps('abracadabra', { merges: 2 }).steps.map(({ text }) => text)).toEqual(['ab', 'abr'])
  })

  it('shows bytes that are no character', () => {
    const { tokens } = bpeSteps('éèéè', { merges: 1 })
    expect(tokens.slice(0, 3)).toEqual(['\\xA8', '\\xA9', '\\xC3'])
  })
})
