import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Glob } from './glob'

function matches(pattern: string, text: string): boolean {
  const glob = Glob.parse(pattern)
  let places = glob.start
  for (const character of text) places = glob.step(places, character)
  return glob.accepts(places)
}

/** The same pattern as a regular expression. */
const expression = (symbols: readonly string[]): RegExp =>
  new RegExp(
    `^${symbols.map((symbol) => (symbol === '*' ? '[^]*' : symbol === '?' ? '[^]' : symbol)).join('')}$`,
    'u'
  )

describe('patterns', () => {
  const symbol = fc.constantFrom('a', 'b', '?', '*', '[ab]', '[^a]', '[a-b]', '😀')
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '😀'), maxLength: 6 })

  it('match what the same regular expression matches', () => {
    fc.assert(
      fc.property(fc.array(symbol, { maxLength: 5 }), text, (symbols, given) => {
        expect(matches(symbols.join(''), given)).toBe(expression(symbols).test(given))
      }),
      { numRuns: 5000 }
    )
  })

  it('know the fewest characters they still need', () => {
    const glob = Glob.parse('a*b?c')
    expect(glob.needed(glob.start)).toBe(4)
    const after = [...'ab'].reduce((places, character) => glob.step(places, character), glob.start)
    expect(glob.needed(after)).toBe(2)
    expect(glob.needed(glob.step(glob.start, 'b'))).toBe(Infinity)
  })

  it('take the character after a backslash as it is', () => {
    expect(matches('\\*', '*')).toBe(true)
    expect(matches('\\*', 'a')).toBe(false)
    expect(matches('a\\', 'a\\')).toBe(true)
  })

  it.each(['[', '[]', '[a', '[^]', '[b-a]'])('refuse %s', (pattern) => {
    expect(() => Glob.parse(pattern)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'setting-invalid' }) as unknown })
    )
  })
})
