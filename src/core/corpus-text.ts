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
  const detector = new KindDetector()
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n?|\n/)) detector.line(line)
  return detector.kind
}

/** The same for a text that goes by line by line. */
export class KindDetector {
  #full = 0
  #parted = 0
  #blank = false
  #long = 0
  #prose = 0
  /** Code points of the first line. */
  #first = 0

  /** @param length code points, where `line` is only the beginning and the end of one */
  line(line: string, length?: number): void {
    const item = line.trim()
    if (item === '') {
      this.#blank = this.#full > 0
      return
    }
    if (this.#blank) this.#parted++
    this.#blank = false
    if (this.#full === 0) this.#first = length ?? codePoints(line)
    this.#full++
    const points = length ?? (item.length > 2 * LONG_LINE ? item.length : codePoints(item))
    if (points > LONG_LINE || item.split(/\s+/).length > MANY_WORDS) this.#long++
    if (/^[ \t]|[.,;:!?{}]\s*$/.test(line)) this.#prose++
  }

  get kind(): CorpusKind {
    const full = this.#full
    if (full <= 1) return this.#first >= LONE_TEXT ? 'text' : 'list'
    const pairs = full - 1
    const stanzas = this.#parted > 1 && this.#parted >= pairs / 10 && this.#parted <= pairs * 0.9
    return this.#long / full <= 0.1 && this.#prose / full <= 0.1 && !stanzas ? 'list' : 'text'
  }
}
