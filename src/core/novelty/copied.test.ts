import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joined, longestCopied } from './copied'

const word = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 8 })

describe('longest copied stretch', () => {
  it('equals the longest of all stretches, tried one by one', () => {
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 6 }), (text, lines) => {
        const characters = [...text]
        let naive = { start: 0, length: 0, text: '' }
        for (let start = 0; start < characters.length; start++) {
          for (let end = start + 1; end <= characters.length; end++) {
            const stretch = characters.slice(start, end).join('')
            const known = lines.some((line) => line.includes(stretch))
            if (known && end - start > naive.length) naive = { start, length: end - start, text: stretch }
          }
        }
        expect(longestCopied(text, joined(lines))).toEqual(naive)
      }),
      { numRuns: 2000 }
    )
  })

  it('does not cross from one line into the next', () => {
    expect(longestCopied('ab\ncd', joined(['ab', 'cd']))).toEqual({ start: 0, length: 2, text: 'ab' })
  })
})
