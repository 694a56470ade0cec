import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure, type AppError } from '../errors'
import { MAX_HEADER, readHeader, readSafetensors, writeSafetensors, type TensorData } from './safetensors'

/** A file of this header text (or length) and this many data bytes. */
function file(header: string | Uint8Array, dataBytes = 0, length?: bigint): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const bytes = new Uint8Array(8 + json.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

/** The failure, null if it was read; anything else thrown fails the test. */
function errorOf(bytes: Uint8Array): AppError | null {
  try {
    readSafetensors(bytes)
    return null
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error
    throw thrown
  }
}

const tensor = (begin: number, end: number, shape = [2, 2], dtype = 'I32'): string =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] })

const small: TensorData[] = [
  { name: 'b', dtype: 'F32', shape: [2, 1], bytes: Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 192) },
  { name: 'a', dtype: 'BOOL', shape: [3], bytes: Uint8Array.of(1, 0, 1) },
  { name: 'é😀', dtype: 'U16', shape: [], bytes: Uint8Array.of(1, 2) },
  { name: 'empty', dtype: 'F64', shape: [0, 7], bytes: new Uint8Array(0) }
]
const smallFile = writeSafetensors(small, new Map([['note', 'a "text"\n']]))

describe('reading and writing', () => {
  it('gives back what was written', () => {
    const read = readSafetensors(smallFile)
    expect([...read.metadata]).toEqual([['note', 'a "text"\n']])
    expect([...read.tensors.keys()]).toEqual(['empty', 'b', 'é😀', 'a'])
    for (const { name, dtype, shape, bytes } of small) {
      expect(read.tensors.get(name)).toMatchObject({ dtype, shape })
      expect(read.bytes(name)).toEqual(bytes)
    }
    expect(read.bytes('none')).toBeUndefined()
  })

  it('begins the data at a multiple of 8, after a header padded with spaces', () => {
    expect(readSafetensors(smallFile).dataStart % 8).toBe(0)
    expect(smallFile[8]).toBe(0x7b)
    expect(writeSafetensors([])).toEqual(file('{}      '))
  })

  it('reads views into larger buffers and keeps names that objects would treat in a way of their own', () => {
    const names = ['__proto__', 'constructor', '10', '9', 'toString']
    const tensors = names.map((name, i): TensorData => ({
      name,
      dtype: 'U8',
      shape: [1],
      bytes: Uint8Array.of(i)
    }))
    const inner = writeSafetensors(tensors)
    const outer = new Uint8Array(inner.length + 10)
    outer.set(inner, 5)
    const read = readSafetensors(outer.subarray(5, -5))
    names.forEach((name, i) => expect(read.bytes(name)).toEqual(Uint8Array.of(i)))
    expect(read.tensors.size).toBe(5)
  })

  it('round-trips any names, shapes and texts', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    const shape = fc.array(fc.nat(3), { maxLength: 3 })
    const dtype = fc.constantFrom(
      'BOOL',
      'U8',
      'F16',
      'BF16',
      'I32',
      'F32',
      'F64',
      'I64',
      'U64',
      'I16',
      'I8',
      'U16',
      'U32'
    )
    const size = (d: string): number => Number(/\d+$/.exec(d)?.[0] ?? 8) / 8
    const any = fc.uniqueArray(fc.tuple(text, dtype, shape), { selector: ([name]) => name, maxLength: 6 })
    fc.assert(
      fc.property(any, fc.dictionary(text, text), fc.nat(255), (entries, texts, fill) => {
        const tensors = entries.map(([name, dtype, shape]): TensorData => {
          const length = shape.reduce((product, n) => product * n, size(dtype))
          return { name, dtype, shape, bytes: new Uint8Array(length).fill(fill) }
        })
        const metadata = new Map(Object.entries(texts))
        const read = readSafetensors(writeSafetensors(tensors, metadata))
        expect(read.metadata).toEqual(metadata)
        expect(read.tensors.size).toBe(tensors.length)
        for (const { name, bytes } of tensors) expect(read.bytes(name)).toEqual(bytes)
      }),
      { numRuns: 300 }
    )
  })

  it('refuses to write what it would not read', () => {
    expect(() =>
      writeSafetensors([{ name: 'x', dtype: 'F32', shape: [2], bytes: new Uint8Array(4) }])
    ).toThrow()
    const bytes = new Uint8Array(1)
    expect(() => writeSafetensors([{ name: '__metadata__', dtype: 'U8', shape: [1], bytes }])).toThrow()
  })

  it('reads the header of a file whose end is not there', () => {
    const { dataStart } = readSafetensors(smallFile)
    expect([...readHeader(smallFile.subarray(0, dataStart)).tensors.keys()]).toContain('b')
  })
})

describe('files that are accepted', () => {
  it.each([
    ['no tensors', file('{}')],
    ['an empty tensor', file(`{"t":${tensor(0, 0, [2, 0])}}`)],
    ['a single number', file(`{"t":${tensor(0, 4, [])}}`, 4)],
    [
      'empty tensors at one place',
      file(`{"a":${tensor(0, 0, [0])},"b":${tensor(0, 0, [0])},"c":${tensor(0, 16)}}`, 16)
    ],
    ['spaces after the header', file(`{"t":${tensor(0, 16)}}   `, 16)],
    ['tensors in any order', file(`{"b":${tensor(16, 32)},"a":${tensor(0, 16)}}`, 32)],
    ['four-bit elements in whole bytes', file(`{"t":${tensor(0, 4, [4, 2], 'F4')}}`, 4)],
    ['a key it does not know', file('{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":[{}]}}', 1)]
  ])('%s', (_, bytes) => {
    expect(errorOf(bytes)).toBeNull()
  })
})

const TWO_64 = 2n ** 64n - 1n

/** Name, code, the problem in the detail, bytes. */
const malformed: [string, string, string | null, Uint8Array][] = [
  ['an empty file', 'model-truncated', null, new Uint8Array(0)],
  ['seven bytes', 'model-truncated', null, new Uint8Array(7)],
  ['a header above the limit', 'model-header-too-large', null, file('{}', 0, BigInt(MAX_HEADER) + 1n)],
  ['a header of 2⁶⁴ − 1 bytes', 'model-header-too-large', null, file('{}', 0, TWO_64)],
  ['a header of 2⁶³ bytes', 'model-header-too-large', null, file('{}', 0, 2n ** 63n)],
  ['a header longer than the file', 'model-truncated', null, file('{}', 0, 3n)],
  ['a header at the limit, not there', 'model-truncated', null, file('{}', 0, BigInt(MAX_HEADER))],
  ['no header', 'model-header-invalid', 'syntax', file('', 0)],
  ['text', 'model-not-safetensors', null, new TextEncoder().encode('emma\nolivia\nava\n')],
  [
    'a picture',
    'model-not-safetensors',
    null,
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)
  ],
  ['an array for a header', 'model-not-safetensors', null, file('[]')],
  ['white space before the header', 'model-not-safetensors', null, file(' {}')],
  [
    'bytes that are not UTF-8',
    'model-header-invalid',
    'utf-8',
    file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d))
  ],
  ['an overlong form', 'model-header-invalid', 'utf-8', file(Uint8Array.of(0x7b, 0xc0, 0x80, 0x7d))],
  ['a header that breaks off', 'model-header-invalid', 'syntax', file('{"t":')],
  ['a comma too many', 'model-header-invalid', 'syntax', file(`{"t":${tensor(0, 0, [0])},}`)],
  ['text after the header', 'model-header-invalid', 'syntax', file('{}x')],
  ['NUL after the header', 'model-header-invalid', 'syntax', file('{}\0\0')],
  [
    'a tensor twice',
    'model-header-invalid',
    'duplicate-key',
    file(`{"t":${tensor(0, 0, [0])},"t":${tensor(0, 0, [0])}}`)
  ],
  ['metadata twice', 'model-header-invalid', 'duplicate-key', file('{"__metadata__":{},"__metadata__":{}}')],
  [
    'a metadata key twice',
    'model-header-invalid',
    'duplicate-key',
    file('{"__metadata__":{"a":"1","a":"2"}}')
  ],
  ['a metadata number', 'model-header-invalid', 'metadata', file('{"__metadata__":{"a":1}}')],
  ['metadata that is no map', 'model-header-invalid', 'entry', file('{"__metadata__":"x"}')],
  ['a tensor that is no map', 'model-header-invalid', 'entry', file('{"t":[0,4]}')],
  ['no type', 'model-header-invalid', 'dtype', file('{"t":{"shape":[1],"data_offsets":[0,1]}}', 1)],
  ['an unknown type', 'model-header-invalid', 'dtype', file(`{"t":${tensor(0, 4, [1], 'F33')}}`, 4)],
  [
    'a type out of the prototype',
    'model-header-invalid',
    'dtype',
    file(`{"t":${tensor(0, 4, [1], 'toString')}}`, 4)
  ],
  ['no shape', 'model-header-invalid', 'shape', file('{"t":{"dtype":"U8","data_offsets":[0,1]}}', 1)],
  ['a negative size', 'model-header-invalid', 'shape', file(`{"t":${tensor(0, 16, [-2, -2])}}`, 16)],
  [
    'a fraction',
    'model-header-invalid',
    'not-an-integer',
    file('{"t":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}', 1)
  ],
  [
    'a size above 2⁵³',
    'model-header-invalid',
    'not-an-integer',
    file('{"t":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,1]}}', 1)
  ],
  [
    'one offset',
    'model-header-invalid',
    'data_offsets',
    file('{"t":{"dtype":"U8","shape":[1],"data_offsets":[0]}}', 1)
  ],
  [
    'three offsets',
    'model-header-invalid',
    'data_offsets',
    file('{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}', 1)
  ],
  ['nesting without end', 'model-header-invalid', 'too-deep', file('{"a":'.repeat(50_000))],
  ['a hole at the start', 'model-offsets-invalid', 'offsets', file(`{"t":${tensor(4, 20)}}`, 20)],
  [
    'a hole between',
    'model-offsets-invalid',
    'offsets',
    file(`{"a":${tensor(0, 16)},"b":${tensor(20, 36)}}`, 36)
  ],
  ['an overlap', 'model-offsets-invalid', 'offsets', file(`{"a":${tensor(0, 16)},"b":${tensor(8, 24)}}`, 24)],
  [
    'one place for two tensors',
    'model-offsets-invalid',
    'offsets',
    file(`{"a":${tensor(0, 16)},"b":${tensor(0, 16)}}`, 16)
  ],
  [
    'an end before the begin',
    'model-offsets-invalid',
    'offsets',
    file(`{"a":${tensor(0, 16)},"b":${tensor(16, 12)}}`, 16)
  ],
  ['fewer bytes than the shape says', 'model-offsets-invalid', 'size', file(`{"t":${tensor(0, 12)}}`, 12)],
  ['more bytes than the shape says', 'model-offsets-invalid', 'size', file(`{"t":${tensor(0, 20)}}`, 20)],
  ['half a byte', 'model-offsets-invalid', 'misaligned', file(`{"t":${tensor(0, 2, [3], 'F4')}}`, 2)],
  [
    'a shape beyond 64 bits',
    'model-offsets-invalid',
    'overflow',
    file(`{"t":${tensor(0, 16, [2 ** 40, 2 ** 40])}}`, 16)
  ],
  [
    'bits beyond 64 bits',
    'model-offsets-invalid',
    'overflow',
    file(`{"t":${tensor(0, 16, [2 ** 30, 2 ** 30], 'F64')}}`, 16)
  ],
  [
    'a shape that wraps round to fit',
    'model-offsets-invalid',
    'overflow',
    file(`{"t":${tensor(0, 0, [2 ** 32, 2 ** 32, 0])}}`)
  ],
  ['a byte too many', 'model-trailing-data', null, file(`{"t":${tensor(0, 16)}}`, 17)],
  ['data without tensors', 'model-trailing-data', null, file('{}', 1)],
  ['a byte too few', 'model-truncated', null, file(`{"t":${tensor(0, 16)}}`, 15)]
]

describe('files that are refused', () => {
  it.each(malformed)('%s: %s', (_, code, problem, bytes) => {
    expect(errorOf(bytes)?.code).toBe(code)
    if (problem !== null) expect(errorOf(bytes)?.detail?.['problem']).toBe(problem)
  })

  it('a file cut short anywhere', () => {
    for (let length = 0; length < smallFile.length; length++) {
      expect(errorOf(smallFile.subarray(0, length))?.code).toBe('model-truncated')
    }
  })

  it('a file with any bit turned is refused in words, or differs only in what that bit says', () => {
    let read = 0
    for (let bit = 0; bit < smallFile.length * 8; bit++) {
      const turned = smallFile.slice()
      turned[bit >> 3]! ^= 1 << (bit & 7)
      if (errorOf(turned) !== null) continue
      read++
      const [before, after] = [readSafetensors(smallFile), readSafetensors(turned)]
      expect(after.tensors.size).toBe(before.tensors.size)
      expect(after.dataLength).toBe(before.dataLength)
    }
    expect(read).toBeGreaterThan(0)
  })

  it('mutated headers: always a typed failure or tensors that cover the data exactly', () => {
    const seed = `{"__metadata__":{"a":"b"},"t":${tensor(0, 16)},"u":${tensor(16, 24, [8], 'U8')}}`
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '-1',
        '0',
        '16',
        '1e3',
        '99999999999999999999',
        '\\',
        '\\u0000'
      ),
      fc.constantFrom(
        '"__proto__":{}',
        '"constructor":',
        'null',
        '"dtype":"F64"',
        '[0,16]',
        '\u0000',
        '😀',
        ' '
      ),
      fc.string({ maxLength: 4 })
    )
    const change = fc.record({ at: fc.nat(seed.length), drop: fc.nat(12), insert: piece })
    const dataBytes = fc.constantFrom(24, 24, 24, 0, 16, 25)
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), dataBytes, (changes, size) => {
        let header = seed
        for (const { at, drop, insert } of changes)
          header = header.slice(0, at) + insert + header.slice(at + drop)
        const bytes = file(header, size)
        const error = errorOf(bytes)
        if (error !== null) return void expect(error.code).toMatch(/^model-/)
        let end = 0
        for (const info of readSafetensors(bytes).tensors.values()) {
          expect(info.begin).toBe(end)
          end = info.end
        }
        expect(end).toBe(size)
      }),
      { numRuns: 5000 }
    )
  })

  it('random bytes after a true length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        const error = errorOf(file(Uint8Array.of(0x7b, ...noise)))
        if (error !== null) expect(error.code).toMatch(/^model-/)
      }),
      { numRuns: 2000 }
    )
  })
})
