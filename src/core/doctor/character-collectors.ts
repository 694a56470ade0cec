/*
 * The checks of the corpus doctor that look at characters: which are rare, and which were read in the wrong encoding
 * or not at all. Told line by line and asked at the end, as those of collectors.ts.
 */

import type { Garbled, RareCharacter, RareCharacters } from '../contracts/doctor'
import { EXAMPLES } from './collectors'
import { looksGarbled } from './garbled'
import { plainForm } from './plain-forms'
import { shortened } from './sample'

/** Rare characters that are listed. */
const MOST_RARE = 50
/** A character of fewer uses than this, and than one in a thousand, is rare. */
const FEW_USES = 10
const ONE_IN = 1000
const UNREAD = 0xfffd

interface Uses {
  uses: number
  /** Numbers of the lines it stands in, while it may still be rare. */
  lines: number[]
  examples: string[]
}

/** How often every character stands, and which are rare. */
export class CharacterCollector {
  readonly #uses = new Map<number, Uses>()
  /** The common ones of the first Latin blocks, which are most of most texts. */
  readonly #common = new Float64Array(0x250)
  #characters = 0

  add(line: string, number: number): void {
    for (let i = 0; i < line.length; i++) {
      const code = line.codePointAt(i)!
      if (code > 0xffff) i++
      this.#characters++
      if (code < this.#common.length && this.#common[code]! > 0) this.#common[code]!++
      else this.#count(code, line, number)
    }
  }

  get characters(): number {
    return this.#characters
  }

  finish(): RareCharacters {
    for (const [code, seen] of this.#uses) if (this.#common[code]) seen.uses = this.#common[code]
    const all = [...this.#uses].sort(([a, x], [b, y]) => x.uses - y.uses || a - b)
    const rare = all.filter(([, { uses }]) => uses < FEW_USES && uses * ONE_IN < this.#characters)
    const lines = new Set(rare.flatMap(([, seen]) => seen.lines)).size
    const [first] = all
    return {
      rare: rare.slice(0, MOST_RARE).map(describe),
      count: rare.length,
      lines,
      rarest: first ? { ...describe(first), examples: first[1].examples } : null
    }
  }

  #count(code: number, line: string, number: number): void {
    let seen = this.#uses.get(code)
    if (!seen) this.#uses.set(code, (seen = { uses: 0, lines: [], examples: [] }))
    seen.uses++
    if (seen.uses >= FEW_USES) {
      seen.lines = []
      if (code < this.#common.length) this.#common[code] = seen.uses
    } else if (seen.lines.at(-1) !== number) {
      seen.lines.push(number)
      if (seen.examples.length < 3) seen.examples.push(shortened(around(line, code)))
    }
  }
}

function describe([code, { uses, examples }]: readonly [number, Uses]): RareCharacter {
  const character = String.fromCodePoint(code)
  return { character, uses, plain: plainForm(character), example: examples[0] ?? '' }
}

/** The part of a long line in which a character stands. */
function around(line: string, code: number): string {
  if (line.length <= 80) return line
  const at = line.indexOf(String.fromCodePoint(code))
  const start = Math.max(0, at - 30)
  const words = line.slice(start, at + 40)
  const cut = start > 0 ? words.replace(/^\S{0,20}\s/, '') : words
  // No halves of a character at either end.
  return cut.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
}

/** Lines whose letters were read in the wrong encoding, and characters that could not be read at all. */
export class GarbledCollector {
  #lines = 0
  #replaced = 0
  readonly #examples: string[] = []
  readonly #unread: string[] = []

  add(line: string): void {
    const before = this.#replaced
    for (let at = line.indexOf('\ufffd'); at >= 0; at = line.indexOf('\ufffd', at + 1)) this.#replaced++
    if (this.#replaced > before && this.#unread.length < EXAMPLES)
      this.#unread.push(shortened(around(line, UNREAD)))
    if (!looksGarbled(line)) return
    this.#lines++
    if (this.#examples.length < EXAMPLES) this.#examples.push(shortened(line))
  }

  finish(): Garbled {
    return { lines: this.#lines, replaced: this.#replaced, examples: this.#examples, unread: this.#unread }
  }
}
