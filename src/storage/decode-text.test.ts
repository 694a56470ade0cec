import { describe, expect, it } from 'vitest'
import { Failure } from '#core/errors'
import { decodeText } from './decode-text'

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part)))
  )

const codeOf = (input: Uint8Array): string => {
  try {
    decodeText(input)
  } catch (error) {
    if (error instanceof Failure) return error.error.code
    throw error
  }
  return 'none'
}

const SAMPLE = 'Zoë\nÖzil 日本 😀👩‍👩‍👧 e\u0301\r\n'
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

describe('decodeText', () => {
  it('reads UTF-8 with and without a mark', () => {
    expect(decodeText(bytes(SAMPLE))).toBe(SAMPLE)
    expect(decodeText(bytes([0xef, 0xbb, 0xbf], SAMPLE))).toBe(SAMPLE)
  })

  it('reads UTF-16 of both orders by its mark', () => {
    expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(SAMPLE)]))).toBe(SAMPLE)
    expect(decodeText(Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(SAMPLE).swap16()]))).toBe(SAMPLE)
  })

  it('reads windows-1252 where it is not UTF-8', () => {
    expect(decodeText(bytes([0x5a, 0x6f, 0xeb, 0x0d, 0x0a, 0x80, 0x99, 0x9f, 0xff]))).toBe('Zoë\r\n€™Ÿÿ')
  })

  it('does not touch the given bytes', () => {
    const given = Buffer.concat([Buffer.from([0xfe, 0xff]), utf16('ab').swap16()])
    const before = Buffer.from(given)
    decodeText(given)
    expect(given.equals(before)).toBe(true)
  })

  it.each([
    ['nothing', bytes(), 'corpus-empty'],
    ['only line ends', bytes('\r\n\n \t\n'), 'corpus-empty'],
    ['only a mark', bytes([0xef, 0xbb, 0xbf]), 'corpus-empty'],
    ['a PNG', bytes([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]), 'corpus-binary'],
    ['a zip', bytes('PK', [3, 4, 0x14, 0, 0, 0]), 'corpus-binary'],
    ['a PDF', bytes('%PDF-1.7\nBT (text) Tj ET'), 'corpus-binary'],
    ['rich text', bytes('{\\rtf1 text}'), 'corpus-binary'],
    ['a NUL in UTF-8', bytes('names\0more'), 'corpus-binary'],
    ['UTF-16 without a mark', utf16('names\nmore'), 'corpus-binary'],
    ['a control byte in windows-1252', bytes([0x5a, 0xeb, 0x01]), 'corpus-binary'],
    ['a byte windows-1252 lacks', bytes([0x5a, 0x81]), 'corpus-binary'],
    ['UTF-16 cut in half', bytes([0xff, 0xfe, 0x41]), 'corpus-encoding'],
    ['UTF-16 cut in half, other order', bytes([0xfe, 0xff, 0x00]), 'corpus-encoding'],
    ['half a surrogate pair', bytes([0xff, 0xfe, 0x3d, 0xd8, 0x41, 0x00]), 'corpus-encoding']
  ])('refuses %s', (_what, input, code) => expect(codeOf(input)).toBe(code))

  it('reads every byte string or refuses it with a code of its own', () => {
    let state = 1
    for (let round = 0; round < 2000; round++) {
      const input = Uint8Array.from(
        { length: round % 40 },
        () => (state = (state * 48271) % 2147483647) & 255
      )
      expect(['none', 'corpus-empty', 'corpus-binary', 'corpus-encoding']).toContain(codeOf(input))
    }
  })
})
