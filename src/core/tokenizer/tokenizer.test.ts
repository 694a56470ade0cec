import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints } from '../corpus-text'
import { Failure } from '../errors'
import { readBpeFile, writeBpeFile } from './bpe-file'
import { trainBpeAtOnce } from './bpe-train'
import { tokenizerFor } from './choose'
import { graphemeTokenizer } from './graphemes'
import { openTokenizer, readTokenizerData } from './open'
import { isOf, parseTokenizer } from './setting'
import type { Tokenizer } from './tokenizer'
import { encodeText } from './well-formed'

const SAMPLE = "The hill is steep, the fog isn't. 12 naïve 你好 😀 zoë\n".repeat(3)

/** Tokenizers that can write any text. */
const open: readonly (readonly [string, () => Promise<Tokenizer>])[] = [
  ['bpe', () => tokenizerFor('bpe:300', { train: [SAMPLE], heldOut: [], alphabet: [] })],
  ['gpt', () => tokenizerFor('o200k_base', { train: [SAMPLE], heldOut: [], alphabet: [] })]
]

const code = (run: () => unknown): string | null => {
  try {
    run()
    return null
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error.code
    throw thrown
  }
}

describe.each(open)('%s', (_, make) => {
  it('gives back 10,000 texts of any UTF-16, halves of pairs replaced and counted', async () => {
    const tokenizer = await make()
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
        .map((units) => String.fromCharCode(...units)),
      fc
        .array(fc.constantFrom(0xd83d, 0xde00, 0x61, 0x20, 0xfeff, 0x300), { maxLength: 8 })
        .map((units) => String.fromCharCode(...units))
    )
    fc.assert(
      fc.property(anything, (text) => {
        const encoded = encodeText(tokenizer, text)
        const { length } = text.match(/[\ud800-\udfff]/gu) ?? []
        expect(encoded.replaced).toBe(length ?? 0)
        expect(tokenizer.decode(encoded.ids)).toBe(encoded.text)
        if (encoded.replaced === 0) expect(encoded.text).toBe(text)
        else expect(encoded.text).toBe(new TextDecoder('utf-16le', { ignoreBOM: true }).decode(utf16(text)))
        const counted = encoded.ids.reduce((sum, id) => sum + tokenizer.characters[id]!, 0)
        expect(counted).toBe(codePoints(encoded.text))
      }),
      { numRuns: 10_000 }
    )
  })

  it('leaves out the beginning of a character that is not finished, if asked to', async () => {
    const tokenizer = await make()
    const ids = Array.from(new TextEncoder().encode('a☃'), (byte) =>
      Array.from({ length: tokenizer.end }, (_, id) => id).find((id) => {
        const bytes = tokenizer.bytes(id)
        return bytes.length === 1 && bytes[0] === byte
      })!
    )
    expect(tokenizer.decode(ids.slice(0, 3), true)).toBe('a')
    expect(tokenizer.decode(ids.slice(0, 3))).toBe('a\ufffd')
    expect(tokenizer.decode(ids, true)).toBe('a☃')
    expect([tokenizer.token(ids[1]!), tokenizer.token(tokenizer.end)]).toEqual(['\\xE2', 'end'])
    expect(Array.from(ids, (id) => tokenizer.characters[id])).toEqual([1, 1, 0, 0])
  })
})

function utf16(text: string): Uint8Array {
  const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
  return new Uint8Array(units.buffer)
}

describe('graphemes', () => {
  it('keeps together what readers see as one', async () => {
    const text = 'e\u0301e👨‍👩‍👧🇩🇪e\u0301'
    const tokenizer = await tokenizerFor('graphemes', { train: [text], heldOut: ['z'], alphabet: [] })
    expect(tokenizer.vocab).toBe(6)
    const ids = tokenizer.encode(text)
    expect(Array.from(ids, (id) => tokenizer.token(id))).toEqual(['e\u0301', 'e', '👨‍👩‍👧', '🇩🇪', 'e\u0301'])
    expect(tokenizer.decode(ids)).toBe(text)
    expect(Array.from(ids, (id) => tokenizer.characters[id])).toEqual([2, 1, 5, 2, 2])
    expect(tokenizer.characters[tokenizer.end]).toBe(1)
    expect(openTokenizer(readTokenizerData(JSON.parse(JSON.stringify(tokenizer.data)))).data).toEqual(
      tokenizer.data
    )
  })

  it('names a grapheme it does not have', () => {
    const tokenizer = graphemeTokenizer(['a', 'e\u0301'])
    try {
      tokenizer.encode('ae')
      expect.unreachable()
    } catch (thrown) {
      expect((thrown as Failure).error).toEqual({
        code: 'unknown-character',
        detail: { character: 'e', code: 'U+0065', position: 1 }
      })
    }
  })

  it.each([[['b', 'a']], [['a', 'a']], [['']], [['\ud800']], [['😀', '\uffff']]])(
    'refuses %j',
    (alphabet) => {
      expect(code(() => graphemeTokenizer(alphabet))).toBe('model-config-invalid')
    }
  )
})

describe('a narrow alphabet of bytes', () => {
  it('names the character it cannot write', async () => {
    const tokenizer = await tokenizerFor('bpe:64', { train: ['banana bandana'], heldOut: [], alphabet: [] })
    try {
      tokenizer.encode('ban é')
      expect.unreachable()
    } catch (thrown) {
      expect((thrown as Failure).error).toEqual({
        code: 'unknown-character',
        detail: { character: 'é', code: 'U+00E9', position: 4 }
      })
    }
  })
})

describe('data of a file', () => {
  const merges = (...pairs: unknown[]): unknown => ({
    kind: 'bpe',
    pattern: 'gpt2',
    bytes: [97, 98],
    merges: pairs
  })
  const bytes = Array.from({ length: 256 }, (_, i) => i)
  const tower = Array.from({ length: 11 }, (_, i) => (i === 0 ? [0, 0] : [i + 1, i + 1]))

  it.each([
    ['a merge of what is not there yet', merges([0, 2])],
    ['a merge with itself', merges([0, 1], [3, 0])],
    ['half a merge', merges([0])],
    ['a merge of words', merges(['a', 'b'])],
    ['two tokens of the same bytes', merges([0, 0], [2, 0], [0, 2])],
    ['bytes out of order', { kind: 'bpe', pattern: 'gpt2', bytes: [98, 97], merges: [] }],
    ['a byte that is none', { kind: 'bpe', pattern: 'gpt2', bytes: [97, 256], merges: [] }],
    ['no bytes', { kind: 'bpe', pattern: 'gpt2', bytes: [], merges: [] }],
    ['another pattern', { kind: 'bpe', pattern: 'mine', bytes: [97], merges: [] }],
    ['a token beyond all bounds', merges(...tower)],
    ['an unknown encoding', { kind: 'gpt', encoding: 'gpt9', ids: bytes, merges: [] }],
    ['too few ids', { kind: 'gpt', encoding: 'r50k_base', ids: bytes, merges: [[0, 1]] }],
    [
      'ids that do not begin with the bytes',
      { kind: 'gpt', encoding: 'r50k_base', ids: bytes.map((id) => id + 1), merges: [] }
    ],
    ['another kind', { kind: 'words' }]
  ])('is refused: %s', (_, data) => {
    expect(code(() => readTokenizerData(data))).toBe('model-config-invalid')
  })

  it('is read where it is sound', () => {
    expect(openTokenizer(readTokenizerData(merges([0, 1], [2, 2]))).vocab).toBe(5)
    expect(openTokenizer(readTokenizerData(merges(...tower.slice(0, 10)))).bytes(11)).toHaveLength(1024)
  })
})

describe('a file of its own', () => {
  const data = trainBpeAtOnce(['aaabdaaabac'], { vocab: 300 })

  it('is read back as it was written', () => {
    expect(readBpeFile(writeBpeFile(data))).toEqual(data)
    const none = { ...data, merges: [] }
    expect(readBpeFile(writeBpeFile(none))).toEqual(none)
  })

  it.each([
    ['json', '{'],
    ['format', '[]'],
    ['format', 'null'],
    ['format', '{"kind":"bpe"}'],
    ['version', writeBpeFile(data).replace('"version": 1', '"version": 2')],
    ['content', writeBpeFile(data).replace('[97,97]', '[97,999]')],
    ['content', writeBpeFile(data).replace('"pattern"', '"other"')]
  ])('is refused for its %s: %j', (problem, text) => {
    try {
      readBpeFile(text, 'x.json')
      expect.unreachable()
    } catch (thrown) {
      expect((thrown as Failure).error).toEqual({
        code: 'tokenizer-invalid',
        detail: { name: 'x.json', problem }
      })
    }
  })
})

describe('the setting', () => {
  it.each([
    ['characters', { kind: 'characters' }],
    ['graphemes', { kind: 'graphemes' }],
    ['bpe:64', { kind: 'bpe', vocab: 64 }],
    ['bpe:32768', { kind: 'bpe', vocab: 32768 }],
    ['bpe:my names.json', { kind: 'bpe', file: 'my names.json' }],
    ['p50k_base', { kind: 'gpt', encoding: 'p50k_base' }],
    ['bpe:63', null],
    ['bpe:32769', null],
    ['bpe:', null],
    ['gpt2', null],
    ['', null]
  ])('%j', (text, expected) => {
    expect(parseTokenizer(text)).toEqual(expected)
  })

  it('knows what belongs to it', () => {
    const data = trainBpeAtOnce(['aa'], { vocab: 256 })
    expect(isOf(data, 'bpe:512') && isOf(data, 'bpe:x.json')).toBe(true)
    expect(isOf(data, 'characters') || isOf(data, 'r50k_base')).toBe(false)
  })

  it('needs the file it names', async () => {
    const corpus = { train: ['ab'], heldOut: [], alphabet: ['a', 'b'] }
    await expect(tokenizerFor('bpe:x.json', corpus)).rejects.toThrow('setting-invalid')
    const file = trainBpeAtOnce(['ab'], { vocab: 256 })
    expect((await tokenizerFor('bpe:x.json', corpus, { file })).data).toEqual(file)
  })

  it('lets go when told to', async () => {
    const corpus = {
      train: Array.from({ length: 99 }, (_, i) => `${i}x${i}x${i}`),
      heldOut: [],
      alphabet: []
    }
    const breathe = (): void => {
      throw new Failure('cancelled')
    }
    await expect(tokenizerFor('bpe:400', corpus, { breathe })).rejects.toThrow('cancelled')
    await expect(tokenizerFor('r50k_base', corpus, { breathe })).rejects.toThrow('cancelled')
  })
})
