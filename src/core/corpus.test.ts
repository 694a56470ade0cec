import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { corpusFacts, detectKind, prepareCorpus } from './corpus'
import type { SplitSettings } from './corpus-types'
import { Failure } from './errors'

const NAMES = readFileSync('resources/corpora/names.txt', 'utf8')
const SPLIT: SplitSettings = { kind: 'auto', deduplicate: true, held_out: 0.1, split_seed: 42 }
const WHOLE: SplitSettings = { kind: 'list', deduplicate: false, held_out: 0, split_seed: 42 }

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error.code
    throw thrown
  }
  return 'none'
}

describe('the bundled list', () => {
  const facts = corpusFacts(NAMES, SPLIT)

  it('has the size its source says', () => {
    expect(facts).toMatchObject({ kind: 'list', lines: 32257, distinctLines: 29693, vocabulary: 26 })
    expect(facts.longestLine.length).toBe(15)
  })

  it('is split by item after the repeated lines are gone', () => {
    const corpus = prepareCorpus(NAMES, SPLIT)
    expect(facts.train + facts.heldOut).toBe(29693)
    expect(corpus.heldOut).toHaveLength(Math.round(2969.3))
    const seen = new Set(corpus.train)
    expect(corpus.heldOut.filter((name) => seen.has(name))).toEqual([])
  })

  it('leaks between the parts where repeated lines are kept', () => {
    const corpus = prepareCorpus(NAMES, { ...SPLIT, deduplicate: false })
    const seen = new Set(corpus.train)
    expect(corpus.heldOut.some((name) => seen.has(name))).toBe(true)
  })

  it('keeps the order of the file where nothing is dropped or held out', () => {
    expect(prepareCorpus(NAMES, WHOLE).train).toEqual(NAMES.trim().split('\n'))
  })

  it('counts its lengths and characters', () => {
    const lengths = facts.lengths
    expect(lengths).toHaveLength(16)
    expect(lengths.reduce((sum, n) => sum + n, 0)).toBe(29693)
    expect(lengths.reduce((sum, n, length) => sum + n * length, 0)).toBe(facts.characters)
    expect(facts.sample).toHaveLength(12)
  })
})

describe('the other bundled corpora', () => {
  const read = (id: string) => readFileSync(`resources/corpora/${id}.txt`, 'utf8')

  it('are taken for what they are, and have the size their sources say', () => {
    expect(corpusFacts(read('towns'), SPLIT)).toMatchObject({
      ...{ kind: 'list', lines: 9379, distinctLines: 9379, vocabulary: 62 },
      longestLine: { length: 40 }
    })
    expect(corpusFacts(read('novel'), SPLIT)).toMatchObject({
      ...{ kind: 'text', characters: 1_191_160, vocabulary: 81 }
    })
  })

  it('hold nothing that is not text of their own', () => {
    expect(read('towns')).toBe(read('towns').normalize('NFC'))
    for (const town of read('towns').trimEnd().split('\n')) expect(town).toMatch(/^\p{L}[\p{L} .'’-]+$/u)
    expect(read('novel')).toMatch(/^CHAPTER 1\. Loomings\.\n\nCall me Ishmael\./)
    expect(read('novel')).toMatch(/only found another orphan\.\n$/)
    expect(read('novel')).not.toMatch(/gutenberg|\r/i)
  })
})

describe('prepareCorpus', () => {
  const list = 'anna\notto\nhannah\nbob\neve\nada\nelle\nlil\nnan\nviv\n'

  it('gives the same split for the same seed and another for another', () => {
    const held = (split_seed: number): readonly string[] =>
      prepareCorpus(NAMES, { ...SPLIT, split_seed }).heldOut
    expect(held(7)).toEqual(held(7))
    expect(held(7)).not.toEqual(held(8))
  })

  it('reads CRLF, CR, a byte order mark and blank lines as the plain list', () => {
    const plain = prepareCorpus(list, SPLIT)
    expect(prepareCorpus('\ufeff' + list.replaceAll('\n', '\r\n'), SPLIT)).toEqual(plain)
    expect(prepareCorpus(list.replaceAll('\n', '\r'), SPLIT)).toEqual(plain)
    expect(prepareCorpus(list.replaceAll('\n', ' \n\n\t'), { ...SPLIT, kind: 'list' })).toEqual(plain)
  })

  it('drops repeated lines only if asked to', () => {
    const twice = list + list
    expect(prepareCorpus(twice, { ...WHOLE, deduplicate: true }).train).toHaveLength(10)
    expect(prepareCorpus(twice, WHOLE).train).toHaveLength(20)
  })

  it('holds out at least one item', () => {
    expect(prepareCorpus('ab\nba', { ...SPLIT, held_out: 0.01 })).toMatchObject({ heldOut: { length: 1 } })
  })

  it('counts code points, sorts the alphabet by them, and leaves text as it stands', () => {
    const corpus = prepareCorpus('😀é\ne\u0301\n\uff5e', WHOLE)
    expect(corpus.alphabet).toEqual(['e', 'é', '\u0301', '\uff5e', '😀'])
    const facts = corpusFacts('👨‍👩‍👧\nab', WHOLE)
    expect(facts.longestLine).toEqual({ length: 5, text: '👨‍👩‍👧' })
    expect(facts.characters).toBe(7)
  })

  it('replaces halves of surrogate pairs, which no file can hold', () => {
    expect(prepareCorpus('a\ud800b\nc', WHOLE).train).toEqual(['a\ufffdb', 'c'])
  })

  it('holds out the tail of running text, never cutting a code point', () => {
    const text = 'ab😀'.repeat(50)
    const corpus = prepareCorpus(text, { ...SPLIT, kind: 'text' })
    expect(corpus.train[0]! + corpus.heldOut[0]!).toBe(text)
    expect(Array.from(corpus.heldOut[0]!)).toHaveLength(15)
    expect(corpus.heldOut[0]!.startsWith('ab')).toBe(true)
    const facts = corpusFacts(text, { ...SPLIT, kind: 'text' })
    expect(facts).toMatchObject({ characters: 150, train: 135, heldOut: 15, lengths: [], vocabulary: 3 })
  })

  it('keeps line ends in running text, as \\n', () => {
    const corpus = prepareCorpus('one line\r\nanother line\r\nand the third\r\n', { ...SPLIT, kind: 'text' })
    expect(corpus.alphabet[0]).toBe('\n')
    expect(corpus.alphabet).not.toContain('\r')
  })

  it.each([
    ['corpus-empty', ''],
    ['corpus-empty', ' \r\n\t\n\ufeff'],
    ['corpus-binary', 'PK\u0003\u0004\0\0\nabc'],
    ['corpus-binary', '\u0001\u0002\u0003ab\ncd'],
    ['corpus-one-line', 'only one\n'],
    ['corpus-one-line', 'again\nagain\nagain'],
    ['corpus-one-character', 'aaa\naa\na']
  ])('refuses with %s: %j', (code, text) => {
    expect(codeOf(() => prepareCorpus(text, SPLIT))).toBe(code)
    expect(codeOf(() => corpusFacts(text, SPLIT))).toBe(code)
  })

  it('refuses running text too short for two parts, or of one character', () => {
    expect(codeOf(() => prepareCorpus('too short to cut', { ...SPLIT, kind: 'text' }))).toBe(
      'corpus-too-short'
    )
    expect(codeOf(() => prepareCorpus('z'.repeat(5000), SPLIT))).toBe('corpus-one-character')
  })
})

describe('detectKind', () => {
  const verse = [
    'The fog comes down the mountain in the night,',
    'and takes the path, the pasture and the stone;',
    'the shepherd counts the bells that left his sight',
    'and walks the way he knows, and not alone.'
  ].join('\n')

  it.each([
    ['names', 'list', NAMES],
    [
      'town names of several words',
      'list',
      'Upper Slaughter\nStow on the Wold\nSt. Ives\nLeek\nWells\nBath (Somerset)'
    ],
    [
      'a short list with one long entry',
      'list',
      'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nThe entry that goes on for very much longer than that'
    ],
    ['a list with blank lines between all items', 'list', 'anna\n\notto\n\nhannah\n\nbob\n\neve\n\n'],
    ['one word', 'list', 'word'],
    [
      'prose',
      'text',
      'The first paragraph is one line, as editors write it today, and goes on for a while.\n\nThe second too.\n'
    ],
    ['wrapped prose', 'text', 'It was late when\nthe train came in.\nNobody was there,\nand it rained.'],
    ['a poem', 'text', verse],
    ['short verse without stops', 'text', 'a leaf\nfalls slow\n\nthe pond\nlooks up\n\nno one\nsees it\n'],
    ['code', 'text', 'function f(x) {\n  if (x > 1) {\n    return x\n  }\n  return f(x + 1)\n}\n'],
    ['a long text on one line', 'text', 'word after word '.repeat(100)]
  ])('takes %s for a %s', (_, kind, text) => {
    expect(detectKind(text)).toBe(kind)
    expect(detectKind(text.replaceAll('\n', '\r\n'))).toBe(kind)
  })
})
