/*
 * A mend at work: the lines of a text in, those of its corrected copy out, and a count of what changed. The text is
 * told in pieces and never held. `spelling` has to read all of it once before: `learn`.
 */

import type { Mend } from '../contracts/doctor'
import { CaseCollector, countsAsCopy, isNearEmpty } from './collectors'
import { ungarbled } from './garbled'
import { LineCutter, type TextLine } from './lines'
import { plainForm } from './plain-forms'
import { SampledMap } from './sample'

export class Mending {
  /** Lines left out or changed so far. */
  changed = 0
  /** Whether the text has to be told to `learn` first. */
  readonly learns: boolean
  #cutter = new LineCutter()
  readonly #case = new CaseCollector(Infinity)
  readonly #seen = new SampledMap<true>(Infinity)
  readonly #characters: ReadonlySet<string>
  #nextLine = 0

  constructor(private readonly mend: Mend) {
    this.learns = mend.mend === 'spelling'
    this.#characters = new Set(mend.characters)
  }

  learn(piece: string): void {
    for (const { text } of this.#cutter.push(piece)) this.#learn(text)
  }

  /** After the last piece: the text begins anew. */
  learned(): void {
    for (const { text } of this.#cutter.end()) this.#learn(text)
    this.#cutter = new LineCutter()
  }

  push(piece: string): string {
    return this.#write(this.#cutter.push(piece))
  }

  end(): string {
    return this.#write(this.#cutter.end())
  }

  #learn(text: string): void {
    const item = text.trim()
    if (item !== '') this.#case.add(item)
  }

  #write(lines: Iterable<TextLine>): string {
    let written = ''
    for (const line of lines) {
      const mended = this.#mended(line)
      if (mended !== line.text) this.changed++
      if (mended !== null) written += line.ends ? `${mended}\n` : mended
    }
    return written
  }

  /** The line as it is to be; null if it is to go. */
  #mended({ number, text }: TextLine): string | null {
    const { mend, kind, lines } = this.mend
    const line = kind === 'list' ? text.trim() : text
    // Blank lines part paragraphs; in lists they are nothing.
    if (line.trim() === '') return text
    switch (mend) {
      case 'copies': {
        if (!countsAsCopy(line, kind)) return text
        if (this.#seen.get(line)) return null
        this.#seen.set(line, true)
        return text
      }
      case 'near-empty':
        return isNearEmpty(line, kind) ? null : text
      case 'long': {
        if (lines[this.#nextLine] !== number) return text
        this.#nextLine++
        return null
      }
      case 'characters':
        return this.#has(line) ? null : text
      case 'plain':
        return this.#has(line) ? this.#plain(text) : text
      case 'spelling': {
        const preferred = this.#case.preferred(line)
        return preferred === line ? text : preferred
      }
      case 'ungarble':
        return ungarbled(text)
    }
  }

  #has(line: string): boolean {
    for (const character of line) if (this.#characters.has(character)) return true
    return false
  }

  #plain(text: string): string {
    let plain = ''
    for (const character of text) {
      plain += (this.#characters.has(character) ? plainForm(character) : null) ?? character
    }
    return plain
  }
}
