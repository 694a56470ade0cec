/*
 * Text as it comes from a file or a paste: its line ends, its characters, and whether it is a list of
 * items or running text. Characters are Unicode code points throughout; nothing is normalised
 * (é as one code point and as two stay different), so that what is learned is what stood there.
 */

import { Failure } from './errors'
import type { CorpusKind } from './run-config'

/** A list item has at most this many code points and words; a line above either is long. */
const LONG_LINE = 40
const MANY_WORDS = 4
/** A text of one line is running text from this length on, in code points; below, a list of one item. */
const LONE_TEXT = 1000

/**
 * The same text without byte order mark, with `\n` as the only line end and U+FFFD for halves of
 * surrogate pairs (they cannot be written to a file).
 * @throws Failure `corpus-empty` if nothing but white space stands in it, `corpus-binary`.
 */
export function cleanText(text: string): string {
  refuseBinary(text)
  const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text
  const clean = unmarked.replace(/\r\n?/g, '\n').replace(/[\ud800-\udfff]/gu, '\ufffd')
  if (clean.trim() === '') throw new Failure('corpus-empty')
  return clean
}

/** Text has no NUL and next to no control characters but tabs and line ends; pictures and archives do. */
function refuseBinary(text: string): void {
  if (text.includes('\0')) throw new Failure('corpus-binary')
  let controls = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0c && unit !== 0x0d) controls++
  }
  if (controls > text.length / 100) throw new Failure('corpus-binary')
}

/** The items of a list: non-empty lines of a clean text without the white space around them. */
export function linesOf(clean: string): string[] {
  const lines: string[] = []
  for (const line of clean.split('\n')) {
    const item = line.trim()
    if (item !== '') lines.push(item)
  }
  return lines
}

/** Number of code points of a well-formed text. */
export function codePoints(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xdc00 && unit <= 0xdfff) count--
  }
  return count
}

/** How often each code point stands in these texts. */
export function countCharacters(texts: readonly string[]): Map<number, number> {
  const small = new Float64Array(0x250) // Latin letters without a map: most of most texts
  const counts = new Map<number, number>()
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const code = text.codePointAt(i)!
      if (code < small.length) small[code]!++
      else counts.set(code, (counts.get(code) ?? 0) + 1)
      if (code > 0xffff) i++
    }
  }
  small.forEach((count, code) => {
    if (count > 0) counts.set(code, count)
  })
  return counts
}

/**
 * List or running text, by this rule. A text is a list if at most a tenth of its lines are long
 * (over 40 code points or over 4 words), at most a tenth read like prose or code (indented, or ending in
 * `. , ; : ! ? { }`), and it has no stanzas or paragraphs: blank lines part at most one pair of
 * neighbours, or less than a tenth of them, or nearly all. One line alone is a list of one item, from
 * 1,000 code points on running text.
 */
export function detectKind(text: string): CorpusKind {
  const full: string[] = []
  let parted = 0
  let blank = false
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n?|\n/)) {
    if (line.trim() === '') {
      blank = full.length > 0
      continue
    }
    if (blank) parted++
    blank = false
    full.push(line)
  }
  if (full.length <= 1) return codePoints(full[0] ?? '') >= LONE_TEXT ? 'text' : 'list'

  const share = (test: (line: string) => boolean): number => full.filter(test).length / full.length
  const long = share((line) => {
    const item = line.trim()
    return codePoints(item) > LONG_LINE || item.split(/\s+/).length > MANY_WORDS
  })
  const prose = share((line) => /^[ \t]|[.,;:!?{}]\s*$/.test(line))
  const pairs = full.length - 1
  const stanzas = parted > 1 && parted >= pairs / 10 && parted <= pairs * 0.9
  return long <= 0.1 && prose <= 0.1 && !stanzas ? 'list' : 'text'
}
