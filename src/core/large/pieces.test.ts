import { expect, it } from 'vitest'
import { createRandom } from '../random/random'
import { gptEncoding } from '../tokenizer/gpt-encodings'
import { graphemesOf } from '../tokenizer/graphemes'
import { preTokens } from '../tokenizer/pre-tokens'
import { safeCut, safePieces } from './pieces'

const PARTS = [
  ...[
    'word',
    "don't",
    "I'LL",
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\t',
    '12',
    '4567',
    '.',
    '...',
    '!?/',
    'é',
    'e\u0301'
  ],
  ...['日本', '語。', '😀', '👩‍👩‍👧', 'ſ', '\u00a0', '-', '\n/', '. ', '.\n', 'ไทย', '\u0bcd', 'A', 'Abc', '’s']
]

it('cuts only where every pattern cuts', () => {
  const random = createRandom(7)
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: 12 }, () => PARTS[random.below(PARTS.length)]!).join('')
    const cut = safeCut(text)
    if (cut === 0) continue
    const more = PARTS[random.below(PARTS.length)]! + PARTS[random.below(PARTS.length)]!
    const [left, right] = [text.slice(0, cut), text.slice(cut) + more]
    for (const pattern of ['gpt2', 'cl100k_base', 'o200k_base'] as const) {
      const apart = [...preTokens(left, pattern), ...preTokens(right, pattern)]
      expect(apart, JSON.stringify(text)).toEqual([...preTokens(left + right, pattern)])
    }
    expect([...graphemesOf(left), ...graphemesOf(right)]).toEqual([...graphemesOf(left + right)])
  }
})

it('encodes piece by piece as the whole', async () => {
  const encoding = await gptEncoding('cl100k_base')
  const random = createRandom(8)
  const text = Array.from({ length: 3000 }, () => PARTS[random.below(PARTS.length)]!).join('')
  const raw: string[] = []
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + 1 + random.below(40))
    if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end = Math.min(text.length, end + 1)
    raw.push(text.slice(at, end))
    at = end
  }
  const ids: number[] = []
  let pieces = 0
  for await (const piece of safePieces(raw)) {
    ids.push(...encoding.encode(piece))
    pieces++
  }
  expect(pieces).toBeGreaterThan(100)
  expect(ids).toEqual([...encoding.encode(text)])
})

it('cuts a text without words where it must', async () => {
  const cut: string[] = []
  for await (const piece of safePieces(['!!!!', '!!!!', '!!'], 6)) cut.push(piece)
  expect(cut).toEqual(['!!!!!!!!', '!!'])
})
