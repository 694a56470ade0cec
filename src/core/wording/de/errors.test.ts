import { describe, expect, it } from 'vitest'
import type { AppError, ErrorCode } from '../../errors'
import { sentenceOf, wordingOf } from '../errors'
import { GERMAN_ERRORS } from './errors'

const CODES = Object.keys(GERMAN_ERRORS) as ErrorCode[]

/** Every detail any sentence speaks of. */
const FULL = {
  ...{
    name: 'Zimt.txt',
    what: 'PNG',
    character: 'ß',
    code: 'U+00DF',
    characters: 3,
    unit: 'tokens',
    least: 9
  },
  ...{ bytes: 1234, limit: 5678, needed: 9, line: 7, field: 'Spalte', folder: '/tmp', aside: 'Zimt.alt' },
  ...{ format: 'GGUF', tokenizer: 'bpe', parameters: 1234, key: 'heads', value: 7, problem: 'heads' },
  ...{ tokens: 3, rows: 4, token: 'ab', entry: 'x', has: 1, wanted: 2, step: 7, steps: 9, layer: 2 },
  ...{
    part: 'gradient',
    tensor: 'w',
    nearest: '60, 64',
    reason: 'no-simd',
    engine: 'cpu',
    kept: 4,
    seconds: 3
  },
  ...{ quantity: 'step', worst: 'w', length: 9, longest: 8, count: 5, made: 2, most: 6, done: 1, of: 2 },
  ...{ expected: '2 × 3', found: '3 × 2' }
}

describe('German errors', () => {
  it.each(CODES)('say %s in whole sentences, with and without details', (code) => {
    for (const detail of [undefined, FULL]) {
      const error = { code, ...(detail && { detail }) } as AppError
      const { title, safe, mend } = wordingOf(error, 'de')
      expect(title).toMatch(/^[\p{Lu}„\d].*\.$/u)
      for (const sentence of [safe, mend]) expect(sentence).toMatch(/^$|^[\p{Lu}„\d].*\.$/u)
      const all = sentenceOf(error, 'de')
      expect(all).not.toMatch(/undefined|NaN|”|\b(the|and|of|unknown|is|at)\b/)
      expect(all).not.toBe(sentenceOf(error, 'en'))
    }
  })

  it('count and quote as German does', () => {
    const error = {
      code: 'corpus-too-large',
      detail: { name: 'a', bytes: 1_500_000, limit: 1234 }
    } as AppError
    expect(wordingOf(error, 'de').title).toBe('„a“ hat 1,5 MB, und höchstens 1.234 Byte passen.')
  })
})
