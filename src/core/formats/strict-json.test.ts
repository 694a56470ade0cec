import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson, StrictJsonError, type StrictJson } from './strict-json'

const problemOf = (text: string): string => {
  try {
    parseStrictJson(text)
    return 'none'
  } catch (thrown) {
    if (thrown instanceof StrictJsonError) return thrown.problem
    throw thrown
  }
}

/** As JSON.parse would give it. */
const plain = (value: StrictJson): unknown => {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, v]) => [key, plain(v)]))
  return Array.isArray(value) ? value.map(plain) : value
}

describe('parseStrictJson', () => {
  it('agrees with JSON.parse on everything JSON.stringify writes, but fractions', () => {
    const value = fc
      .jsonValue({ noUnicodeString: false })
      .filter((v) => !/[-\d][.e]|:-0/.test(JSON.stringify(v)))
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const keep = problemOf(text)
        if (keep === 'lone-surrogate' || keep === 'not-an-integer') return
        expect(plain(parseStrictJson(text))).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 }
    )
  })

  it('refuses what JSON.parse refuses, whatever is done to a text', () => {
    const text = '{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"é\\n":[true,null,-1,"\\u00e9"]}'
    const change = fc.record({
      at: fc.nat(text.length),
      drop: fc.nat(3),
      insert: fc.string({ maxLength: 3, unit: fc.constantFrom(...'{}[]",:\\0e-.1tn \u0001') })
    })
    fc.assert(
      fc.property(change, ({ at, drop, insert }) => {
        const changed = text.slice(0, at) + insert + text.slice(at + drop)
        let valid = true
        try {
          JSON.parse(changed)
        } catch {
          valid = false
        }
        const problem = problemOf(changed)
        if (!valid) expect(problem).not.toBe('none')
        else expect(problem).not.toBe('syntax')
      }),
      { numRuns: 3000 }
    )
  })

  it.each([
    ['duplicate-key', '{"a":1,"a":1}'],
    ['duplicate-key', '{"a":1,"\\u0061":1}'],
    ['not-an-integer', '9007199254740993'],
    ['not-an-integer', '[1.0]'],
    ['not-an-integer', '1e2'],
    ['not-an-integer', '-0'],
    ['lone-surrogate', '"\\ud800"'],
    ['lone-surrogate', '{"\\udc00x":1}'],
    ['too-deep', '['.repeat(100_000)],
    ['too-deep', '{"a":'.repeat(100_000)],
    ['syntax', ''],
    ['syntax', '{"a":1,}'],
    ['syntax', '[1,]'],
    ['syntax', '01'],
    ['syntax', '"a\nb"'],
    ['syntax', '"open'],
    ['syntax', '"\\'],
    ['syntax', '{} {}'],
    ['syntax', '\u00a0{}'],
    ['syntax', 'NaN']
  ])('finds %s', (problem, text) => {
    expect(problemOf(text)).toBe(problem)
  })

  it('keeps names that objects treat in a way of their own', () => {
    const value = parseStrictJson('{"__proto__":1,"constructor":2,"7":3,"toString":4}') as Map<
      string,
      StrictJson
    >
    expect([...value]).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      ['7', 3],
      ['toString', 4]
    ])
  })
})
