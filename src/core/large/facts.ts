/*
 * What the Corpus screen says of running text, collected while the text goes by: the same numbers as
 * corpus-facts.ts, which holds a text whole. Two things are bounded: distinct lines are compared up to a number,
 * and of a line over 64 thousand characters only the ends are looked at.
 * Over 150 lines: one pass over the text feeds every count, and a line may go on through many pieces.
 */

import type { CorpusFacts } from '../corpus-types'
import { shorten } from '../corpus-facts'
import { codePoints, KindDetector } from '../corpus-text'
import { CountTable } from '../count-table'
import { Failure } from '../errors'
import type { CorpusKind } from '../run-config'

/** Distinct lines that are compared with one another. */
const DISTINCT = 1 << 21
/** Lines from which the sample is taken; every k-th is kept, k doubling. */
const KEPT = 4096
const SAMPLE = 12
/** A line from this length on is not held whole, in UTF-16 units; of its ends so much is. */
const OPEN = 1 << 16
const END = 1 << 12
const LATIN = 0x250

export interface Collected {
  readonly facts: Omit<CorpusFacts, 'kind' | 'train' | 'heldOut'>
  readonly alphabet: readonly string[]
  /** What the text looks like. */
  readonly detected: CorpusKind
}

interface OpenLine {
  head: string
  tail: string
  points: number
}

export class FactsCollector {
  readonly #detector = new KindDetector()
  readonly #latin = new Float64Array(LATIN)
  readonly #counts = new Map<number, number>()
  readonly #seen = new CountTable()
  #rest = ''
  #open: OpenLine | null = null
  #lines = 0
  /** Lines that were compared with one another; null while it is all of them. */
  #compared: number | null = null
  #longest = { length: 0, text: '' }
  #kept: string[] = []
  #stride = 1
  #controls = 0
  #units = 0

  /** @param distinct distinct lines that are compared; fewer for tests */
  constructor(private readonly distinct = DISTINCT) {}

  /**
   * The next piece of a text with `\n` as its only line end, cut between characters.
   * @throws Failure `corpus-binary` for a NUL
   */
  push(piece: string): void {
    this.#rest += piece
    const cut = this.#rest.lastIndexOf('\n') + 1
    if (cut > 0) {
      this.#whole(this.#rest.slice(0, cut))
      this.#rest = this.#rest.slice(cut)
    }
    if (this.#rest.length >= OPEN) {
      this.#goOn(this.#rest)
      this.#rest = ''
    }
  }

  /** @throws Failure `corpus-empty`, `corpus-binary` */
  end(): Collected {
    if (this.#open) this.#goOn(this.#rest)
    else if (this.#rest !== '') {
      this.#count(this.#rest)
      this.#line(this.#rest)
    }
    this.#close()
    this.#rest = ''
    if (this.#lines === 0) throw new Failure('corpus-empty')
    if (this.#controls > this.#units / 100) throw new Failure('corpus-binary')
    this.#latin.forEach((count, code) => {
      if (count > 0) this.#counts.set(code, count)
    })
    const counts = [...this.#counts].sort((a, b) => a[0] - b[0])
    return {
      facts: {
        lines: this.#lines,
        distinctLines: this.#seen.size,
        ...(this.#compared !== null && { compared: this.#compared }),
        characters: counts.reduce((sum, [, n]) => sum + n, 0),
        vocabulary: counts.length,
        longestLine: this.#longest,
        lengths: [],
        sample: this.#sample()
      },
      alphabet: counts.map(([code]) => String.fromCodePoint(code)),
      detected: this.#detector.kind
    }
  }

  /** Complete lines, the last one with its end. */
  #whole(text: string): void {
    let start = 0
    if (this.#open) {
      start = text.indexOf('\n') + 1
      this.#goOn(text.slice(0, start - 1))
      this.#close()
      this.#count('\n')
    }
    const rest = start === 0 ? text : text.slice(start)
    if (rest === '') return
    this.#count(rest)
    for (let at = 0; at < rest.length;) {
      const end = rest.indexOf('\n', at)
      this.#line(rest.slice(at, end))
      at = end + 1
    }
  }

  /** More of a line that is too long to be held. */
  #goOn(part: string): void {
    const open = (this.#open ??= { head: '', tail: '', points: 0 })
    if (open.head.length < END) open.head += part.slice(0, END)
    open.tail = (open.tail + part).slice(-END)
    open.points += codePoints(part)
    this.#count(part)
  }

  #close(): void {
    const open = this.#open
    if (!open) return
    this.#open = null
    const blank = codePoints(open.head) - codePoints(open.head.trimStart())
    const after = codePoints(open.tail) - codePoints(open.tail.trimEnd())
    this.#line(open.head + open.tail, Math.max(0, open.points - blank - after))
  }

  /** @param length code points without blanks around it, where `line` is only its ends */
  #line(line: string, length?: number): void {
    this.#detector.line(line, length)
    const item = line.trim()
    if (item === '') return
    if (this.#lines % this.#stride === 0) this.#keep(own(item))
    this.#lines++
    if (length !== undefined || item.length > this.#longest.length) {
      const points = length ?? codePoints(item)
      if (points > this.#longest.length) this.#longest = { length: points, text: own(item) }
    }
    this.#compare(item)
  }

  #keep(item: string): void {
    this.#kept.push(item)
    if (this.#kept.length <= KEPT) return
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0)
    this.#stride *= 2
  }

  #compare(item: string): void {
    if (this.#compared !== null) return
    this.#seen.add(hash(item))
    if (this.#seen.size >= this.distinct) this.#compared = this.#lines
  }

  #count(text: string): void {
    if (text.includes('\0')) throw new Failure('corpus-binary')
    const latin = new Uint32Array(LATIN)
    const others = new Map<number, number>()
    this.#units += text.length
    for (let i = 0; i < text.length; i++) {
      const code = text.codePointAt(i)!
      if (code < LATIN) latin[code]!++
      else others.set(code, (others.get(code) ?? 0) + 1)
      if (code > 0xffff) i++
    }
    latin.forEach((count, code) => {
      if (count === 0) return
      this.#latin[code]! += count
      if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0c && code !== 0x0d)
        this.#controls += count
    })
    for (const [code, count] of others) this.#counts.set(code, (this.#counts.get(code) ?? 0) + count)
  }

  #sample(): string[] {
    const n = Math.min(SAMPLE, this.#lines)
    return Array.from({ length: n }, (_, i) => {
      const wanted = Math.floor((i * this.#lines) / n)
      return this.#kept[Math.floor(wanted / this.#stride)]!
    })
  }
}

/** The beginning of a line as a string of its own: a slice would keep the whole piece it was cut from. */
function own(line: string): string {
  return [...shorten(line)].join('')
}

/** 53 bits of a text: among two million lines two that differ share them once in several thousand texts. */
function hash(text: string): number {
  let [a, b] = [0x811c_9dc5, 0x9747_b28c]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x0100_0193)
    b = Math.imul(b ^ unit, 0x5bd1_e995)
    b ^= b >>> 15
  }
  return (a >>> 0) * 2 ** 21 + ((b ^ (a >>> 7)) >>> 11)
}
