import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mend } from '../contracts/doctor'
import { prepareCorpus } from '../corpus'
import { codePoints } from '../corpus-text'
import type { CorpusKind } from '../run-config'
import { characterTokenizer } from '../tokenizer/characters'
import { CaseCollector, CopyCollector, isNearEmpty } from './collectors'
import { Examiner } from './examine'
import { looksGarbled, ungarbled } from './garbled'
import { LineCutter, piecesOf } from './lines'
import { Mending } from './mending'
import { plainForm } from './plain-forms'
import { cutBy, TokenCollector } from './token-sizes'

const WORDS = ['emma', 'Emma', 'EMMA', 'ada', 'otto', '-', 'x', '7', '林', 'Ã¼ber', 'a\ufffdb', 'don’t', '']
const LONG = 'The whale sounded, and the boats lay still.'
const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS, ...WORDS, LONG, `${LONG} ${LONG}`, '* * *', '  12  ') },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map((s) => s.replace(/[\r\n\ufeff]/g, 'x'))
  }
)
const text = fc.array(line, { maxLength: 60 }).map((lines) => lines.join('\n'))
const kinds = fc.constantFrom<CorpusKind>('list', 'text')
const pieces = (whole: string, sizes: readonly number[]): string[] => {
  const cut: string[] = []
  let at = 0
  for (let i = 0; at < whole.length; i++) {
    const size = sizes.length === 0 ? whole.length : 1 + (sizes[i % sizes.length]! % 40)
    cut.push(whole.slice(at, at + size))
    at += size
  }
  return cut
}
const sizes = fc.array(fc.nat(200), { maxLength: 6 })

/** Everything at once, from arrays: slow and obvious. */
function reference(whole: string, kind: CorpusKind, deduplicate: boolean) {
  const all = whole
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((l) => (kind === 'list' ? l.trim() : l))
    .filter((l) => l.trim() !== '')
  const counted = all.filter((l) => kind === 'list' || Array.from(l).length >= 40)
  const copies = counted.filter((l, i) => counted.indexOf(l) < i)
  const used = kind === 'list' && deduplicate ? [...new Set(all)] : all
  const characters = used.flatMap((l) => Array.from(l))
  const uses = (c: string) => characters.filter((other) => other === c).length
  const rare = [...new Set(characters)].filter((c) => uses(c) < 10 && uses(c) * 1000 < characters.length)
  const distinct = [...new Set(all)]
  const folded = new Set(all.map((l) => l.toLowerCase()))
  return {
    lines: used.length,
    characters: characters.length,
    copies: {
      count: copies.length,
      characters: copies.join('').length === 0 ? 0 : Array.from(copies.join('')).length
    },
    rare: {
      count: rare.length,
      lines: used.filter((l) => rare.some((c) => Array.from(l).includes(c))).length
    },
    variants: kind === 'list' ? distinct.length - folded.size : 0,
    replaced: characters.filter((c) => c === '\ufffd').length,
    garbled: used.filter((l) => ungarbled(l) !== l).length,
    nearEmpty: used.filter((l) => isNearEmpty(l, kind)).length
  }
}

describe('the examiner', () => {
  it('counts as the slow way does, however the text is cut', () => {
    fc.assert(
      fc.property(text, kinds, fc.boolean(), sizes, (whole, kind, deduplicate, cuts) => {
        const examiner = new Examiner(kind, deduplicate)
        for (const piece of pieces(whole, cuts)) examiner.add(piece)
        const found = examiner.finish()
        expect({
          lines: found.lines,
          characters: found.characters,
          copies: { count: found.copies.count, characters: found.copies.characters },
          rare: { count: found.rare.count, lines: found.rare.lines },
          variants: found.variants.count,
          replaced: found.garbled.replaced,
          garbled: found.garbled.lines,
          nearEmpty: found.nearEmpty.count
        }).toEqual(reference(whole, kind, deduplicate))
      }),
      { numRuns: 300 }
    )
  })

  it('finds rare characters with their lines, and what they can be written as', () => {
    const words = Array.from({ length: 400 }, (_, i) => `a town by the river ${'abcdefgh'[i % 8]}`)
    words[5] = 'a tøwn by the river f'
    words[9] = 'don’t ask, don’t tell b'
    const examiner = new Examiner('list', false)
    examiner.add(words.join('\n'))
    const { rare } = examiner.finish()
    expect(rare.rare.map(({ character, uses, plain }) => [character, uses, plain])).toEqual([
      [',', 1, null],
      ['k', 1, null],
      ['s', 1, null],
      ['ø', 1, null],
      ['l', 2, null],
      ['’', 2, "'"]
    ])
    expect(rare.lines).toBe(2)
    expect(rare.rarest).toMatchObject({ character: ',', examples: ['don’t ask, don’t tell b'] })
  })

  it('tells leakage between the parts of a split, none where copies are left out', () => {
    const list = Array.from({ length: 200 }, (_, i) => `item ${i % 120}`).join('\n')
    for (const deduplicate of [true, false]) {
      const corpus = prepareCorpus(list, { kind: 'list', deduplicate, held_out: 0.2, split_seed: 3 })
      const examiner = new Examiner('list', deduplicate)
      for (const item of corpus.train) examiner.addTraining(item)
      for (const item of corpus.heldOut) examiner.addHeldOut(item)
      const leaked = corpus.heldOut.filter((item) => corpus.train.includes(item))
      expect(leaked.length > 0).toBe(!deduplicate)
      expect(examiner.finish().leakage).toMatchObject({
        count: leaked.length,
        of: corpus.heldOut.length,
        exact: true
      })
    }
    const tail = new Examiner('text', true)
    tail.addTraining(`${LONG}\nshort\n`)
    tail.addHeldOut(`short\n${LONG}\n${LONG}!\n`)
    expect(tail.finish().leakage).toMatchObject({ count: 1, of: 2, examples: [LONG] })
  })

  it('estimates within its bounds where there are too many different lines to know them all', () => {
    const copies = new CopyCollector('list', 500)
    const spellings = new CaseCollector(500)
    for (let i = 0; i < 20_000; i++) {
      for (const item of i % 4 === 0 ? [`item ${i}`, `Item ${i}`, `item ${i}`] : [`item ${i}`]) {
        copies.add(item)
        spellings.add(item)
      }
    }
    expect([copies.finish().exact, spellings.finish().exact]).toEqual([false, false])
    // 5,000 of each; a sample of some hundred is within a quarter (three standard deviations).
    for (const { count } of [copies.finish(), spellings.finish()]) {
      expect(count).toBeGreaterThan(3500)
      expect(count).toBeLessThan(6500)
    }
  })
})

describe('lines', () => {
  it('are those of the whole text, however it is cut', () => {
    const odd = fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', '\ufeff', '', '😀'), { maxLength: 30 })
    fc.assert(
      fc.property(odd, sizes, (parts, cuts) => {
        const whole = parts.join('')
        const cutter = new LineCutter()
        const lines = [...pieces(whole, cuts).flatMap((piece) => cutter.push(piece)), ...cutter.end()]
        const expected = whole.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
        if (expected.at(-1) === '') expected.pop()
        expect(lines.map(({ text }) => text)).toEqual(expected)
        expect(lines.map(({ number }) => number)).toEqual(expected.map((_, i) => i))
      })
    )
  })
})

it('a very long line comes in parts and is mended as one', () => {
  const long = 'Ein Satz ohne Ende… '.repeat(200_000)
  const mending = new Mending({ mend: 'plain', kind: 'text', characters: ['…'], lines: new Float64Array() })
  const parts = pieces(`${long}\nend\n`, []).flatMap((whole) => [...piecesOf(whole)])
  const mended = parts.map((part) => mending.push(part)).join('') + mending.end()
  expect(mended === `${long.replaceAll('…', '...')}\nend\n`).toBe(true)
})

it('nearly empty is what has nothing to learn, in each kind of corpus', () => {
  for (const item of ['-', 'x', '7', '…', '(a)', '**']) expect(isNearEmpty(item, 'list')).toBe(true)
  for (const item of ['ab', 'a1', '42', '林', 'の', '김', '😀', 'e\u0301a'])
    expect(isNearEmpty(item, 'list')).toBe(false)
  for (const line of ['* * *', ' 12', '— 7 —', '=====']) expect(isNearEmpty(line, 'text')).toBe(true)
  for (const line of ['', '   ', 'I', '1 am', 'Ω']) expect(isNearEmpty(line, 'text')).toBe(false)
})

describe('garbled text', () => {
  it('is read again as what it was, and right text is left alone', () => {
    // What a program does that takes UTF-8 for Windows-1252.
    const garble = (right: string): string =>
      new TextDecoder('windows-1252').decode(new TextEncoder().encode(right))
    for (const right of ['Zürich', 'Łódź', '“quoted” – and …', 'naïve café', '日本', '😀', 'ÄÖÜ']) {
      expect([garble(right), ungarbled(garble(right)), looksGarbled(garble(right))]).toEqual([
        garble(right),
        right,
        true
      ])
      expect([ungarbled(right), looksGarbled(right)]).toEqual([right, false])
    }
    for (const right of ['Müller & Söhne', 'São', 'Ãäß', '«Â»', 'plain', 'Ã', 'Ã¼ Łódź'])
      expect(ungarbled(right)).toBe(right)
  })
})

describe('sizes in tokens', () => {
  it('tell what any context would cut', () => {
    const items = ['a', 'ab', 'abc', 'abcd', 'aaaaaaaa']
    const collector = new TokenCollector(characterTokenizer(['a', 'b', 'c', 'd']))
    items.forEach((item, i) => collector.addItem(item, i > 0))
    const sizes = collector.finish()
    expect(sizes).toMatchObject({
      tokens: 17,
      pieces: 4,
      longest: [{ text: 'aaaaaaaa', tokens: 8 }, {}, {}, {}, {}]
    })
    for (let block = 2; block < 12; block++) {
      expect(cutBy(sizes, block)).toEqual({
        items: items.filter(({ length }) => length + 1 > block).length,
        characters: items.reduce((sum, { length }) => sum + Math.max(0, length - block), 0)
      })
    }
  })
})

describe('mends', () => {
  const apply = (whole: string, mend: Partial<Mend> & Pick<Mend, 'mend'>, cuts: readonly number[] = []) => {
    const mending = new Mending({ kind: 'list', characters: [], lines: new Float64Array(), ...mend })
    if (mending.learns) {
      for (const piece of pieces(whole, cuts)) mending.learn(piece)
      mending.learned()
    }
    const text =
      pieces(whole, cuts)
        .map((piece) => mending.push(piece))
        .join('') + mending.end()
    return { text, changed: mending.changed }
  }

  it('make what was found go away, and change nothing where nothing was found', () => {
    fc.assert(
      fc.property(text, kinds, sizes, (whole, kind, cuts) => {
        const look = (given: string) => {
          const examiner = new Examiner(kind, false)
          examiner.add(given)
          return examiner.finish()
        }
        const before = look(whole)
        const copies = apply(whole, { mend: 'copies', kind }, cuts)
        expect([copies.changed, look(copies.text).copies.count]).toEqual([before.copies.count, 0])
        const empty = apply(whole, { mend: 'near-empty', kind }, cuts)
        expect([empty.changed, look(empty.text).nearEmpty.count]).toEqual([before.nearEmpty.count, 0])
        const rare = before.rare.rare.map(({ character }) => character)
        expect(apply(whole, { mend: 'characters', kind, characters: rare }, cuts).changed).toBe(
          before.rare.lines
        )
        const plain = apply(whole, { mend: 'plain', kind, characters: ['’'] }, cuts)
        expect(plain.text.includes('’')).toBe(false)
        if (kind === 'text') return
        const spelling = apply(whole, { mend: 'spelling' }, cuts)
        expect(look(spelling.text).variants.count).toBe(0)
        if (before.variants.count === 0) expect(spelling.changed).toBe(0)
      }),
      { numRuns: 200 }
    )
  })

  it('keep the most frequent spelling, of equals the first', () => {
    expect(apply('emma\nEmma\nEmma\nADA\nada\n', { mend: 'spelling' })).toEqual({
      text: 'Emma\nEmma\nEmma\nADA\nADA\n',
      changed: 2
    })
  })

  it('leave out the lines that are named, and keep blank lines and white space', () => {
    const lines = Float64Array.of(1, 4)
    expect(apply('a\nb\n\n c\nd\n', { mend: 'long', lines })).toEqual({ text: 'a\n\n c\n', changed: 2 })
    expect(apply('a\n\n12\n b\n', { mend: 'near-empty', kind: 'text' })).toEqual({
      text: 'a\n\n b\n',
      changed: 1
    })
    expect(apply('it’s … so', { mend: 'plain', characters: ['’', '…'] }).text).toBe("it's ... so")
    expect(apply('ZÃ¼rich\nBern', { mend: 'ungarble' })).toEqual({ text: 'Zürich\nBern', changed: 1 })
  })
})

it('plain forms are plain, and of nothing that is plain itself', () => {
  for (const character of ['’', '“', '–', '…', 'ﬁ', '\u00ad', '\t']) {
    expect(plainForm(character)).toMatch(/^[ -~]*$/)
    expect(codePoints(character)).toBe(1)
  }
  for (const character of ['a', '-', 'é', 'ß', '½', 'constructor']) expect(plainForm(character)).toBeNull()
})
