import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cleaner } from './clean'

function cleaned(pieces: readonly string[]): { text: string; counts: Cleaner['counts'] } {
  const cleaner = new Cleaner()
  const text = pieces.map((piece) => cleaner.push(piece)).join('') + cleaner.end()
  return { text, counts: cleaner.counts }
}

/** The slow, obvious way: code point by code point, then each line by itself. */
function reference(text: string): { text: string; counts: Cleaner['counts'] } {
  const counts = { lineEnds: 0, noBreakSpaces: 0, controls: 0, normalised: 0, replaced: 0 }
  const out: string[] = []
  const points = Array.from(text)
  for (let i = 0; i < points.length; i++) {
    const code = points[i]!.codePointAt(0)!
    if (code === 0x0d || code === 0x85) {
      if (code === 0x0d && points[i + 1] === '\n') i++
      counts.lineEnds++
      out.push('\n')
    } else if (code === 0xa0 || code === 0x202f) {
      counts.noBreakSpaces++
      out.push(' ')
    } else if (
      (code < 0x20 && code !== 9 && code !== 10) ||
      (code >= 0x7f && code < 0xa0) ||
      code === 0xfeff
    ) {
      counts.controls++
    } else if ((code >= 0xd800 && code <= 0xdfff) || code === 0xfffd) {
      counts.replaced++
      out.push('\ufffd')
    } else out.push(points[i]!)
  }
  const lines = out
    .join('')
    .split('\n')
    .map((line) => {
      const composed = line.normalize('NFC')
      if (composed !== line) counts.normalised++
      return composed
    })
  return { text: lines.join('\n'), counts }
}

const odd = fc.constantFrom(
  ...[
    '\r',
    '\n',
    '\r\n',
    '\u00a0',
    '\u202f',
    '\u0085',
    '\ufeff',
    '\x07',
    '\x7f',
    'e\u0301',
    '\u0301',
    'é',
    '😀'
  ],
  ...['\ud83d', '\ude00', '\ufffd', 'a', ' ', '\t', '각', '\u1100\u1161']
)

describe('Cleaner', () => {
  it('makes a text plain and counts what it changed', () => {
    const { text, counts } = cleaned(['\ufeffCafe\u0301\u00a0Zo\r', '\nne\rx\x07\ud83d'])
    expect(text).toBe('Café Zo\nne\nx\ufffd')
    expect(counts).toEqual({ lineEnds: 2, noBreakSpaces: 1, controls: 2, normalised: 1, replaced: 1 })
  })

  it('equals the slow way, however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 60 }), fc.array(fc.nat(80), { maxLength: 6 }), (parts, cuts) => {
        const text = parts.join('')
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]
        const pieces = places.slice(1).map((end, i) => text.slice(places[i], end))
        expect(cleaned(pieces)).toEqual(reference(text))
      }),
      { numRuns: 2000 }
    )
  })

  it('cuts a very long line only where nothing composes', () => {
    const line = 'e\u0301 '.repeat(100_000)
    const pieces = Array.from({ length: Math.ceil(line.length / 997) }, (_, i) =>
      line.slice(i * 997, (i + 1) * 997)
    )
    expect(cleaned(pieces).text).toBe('é '.repeat(100_000))
  })
})
