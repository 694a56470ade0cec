/*
 * The checks of the corpus doctor, each told line by line and asked at the end: what repeats, what leaked, what
 * differs only in case, what is rare, what is garbled, what is nearly empty. Memory is bounded whatever the text's
 * size: sample.ts. The same computed slowly and plainly: doctor.test.ts.
 * Over 150 lines: four small collectors, all of the same shape, with the two tests of a line that mending.ts shares.
 */

import type { CaseVariants, Copies, Leakage, NearEmpty } from '../contracts/doctor'
import { codePoints } from '../corpus-text'
import type { CorpusKind } from '../run-config'
import { own, SampledMap, shortened } from './sample'

export const EXAMPLES = 5
/** Running text repeats short lines by nature: only those of so many code points count. */
const LONG_LINE = 40

/** Whether a line of this kind of corpus counts as one that should not stand twice. */
export function countsAsCopy(line: string, kind: CorpusKind): boolean {
  return kind === 'list' || (line.length >= LONG_LINE && codePoints(line) >= LONG_LINE)
}

/** Lines that repeat an earlier one. */
export class CopyCollector {
  readonly #seen: SampledMap<number>
  #count = 0
  #characters = 0
  readonly #examples = new Map<string, number>()

  constructor(
    private readonly kind: CorpusKind,
    most?: number
  ) {
    this.#seen = new SampledMap(most)
  }

  /** @returns whether this line is known to repeat an earlier one */
  add(line: string): boolean {
    if (!countsAsCopy(line, this.kind)) return false
    const before = this.#seen.get(line)
    this.#seen.set(line, (before ?? 0) + 1)
    if (before === undefined) return false
    if (this.#seen.exact) {
      this.#count++
      this.#characters += codePoints(line)
    }
    this.#example(line, before + 1)
    return true
  }

  finish(): Copies {
    const { exact, scale } = this.#seen
    let count = this.#count
    let characters = this.#characters
    if (!exact) {
      count = 0
      for (const times of this.#seen.values()) count += (times - 1) * scale
      // Their mean length is that of those counted before there were too many.
      characters = this.#count === 0 ? 0 : Math.round((this.#characters / this.#count) * count)
    }
    const examples = [...this.#examples].sort(([, a], [, b]) => b - a).slice(0, EXAMPLES)
    return { count, characters, exact, examples: examples.map(([line]) => shortened(line)) }
  }

  /** Keeps the lines that stand most often, those that repeated first before others. */
  #example(line: string, times: number): void {
    if (this.#examples.has(line)) this.#examples.set(line, times)
    else if (this.#examples.size < 4 * EXAMPLES) this.#examples.set(own(line), times)
    else {
      const [least] = [...this.#examples].sort(([, a], [, b]) => a - b)
      if (!least || least[1] >= times) return
      this.#examples.delete(least[0])
      this.#examples.set(own(line), times)
    }
  }
}

/** Held-out lines that stand in the training part; tell it the training part first. */
export class LeakageCollector {
  readonly #training: SampledMap<true>
  #count = 0
  #of = 0
  readonly #examples: string[] = []

  constructor(
    private readonly kind: CorpusKind,
    most?: number
  ) {
    this.#training = new SampledMap(most)
  }

  addTraining(line: string): void {
    if (countsAsCopy(line, this.kind)) this.#training.set(line, true)
  }

  addHeldOut(line: string): void {
    if (!countsAsCopy(line, this.kind)) return
    this.#of++
    if (!this.#training.get(line)) return
    this.#count += this.#training.scale
    const example = shortened(line)
    if (this.#examples.length < EXAMPLES && !this.#examples.includes(example)) this.#examples.push(example)
  }

  finish(): Leakage {
    const count = Math.min(this.#count, this.#of)
    return { count, of: this.#of, exact: this.#training.exact, examples: this.#examples }
  }
}

interface Spelling {
  readonly text: string
  uses: number
}

/** Spellings of one item that differ only in capital and small letters. Tell it every item, repeated ones too. */
export class CaseCollector {
  readonly #groups: SampledMap<Spelling[]>

  constructor(most?: number) {
    this.#groups = new SampledMap(most)
  }

  add(item: string): void {
    const folded = fold(item)
    const spellings = this.#groups.get(folded)
    const same = spellings?.find(({ text }) => text === item)
    if (same) same.uses++
    else if (spellings) spellings.push({ text: own(item), uses: 1 })
    else if (this.#groups.samples(folded)) this.#groups.set(folded, [{ text: own(item), uses: 1 }])
  }

  finish(): CaseVariants {
    let count = 0
    const examples: string[][] = []
    for (const spellings of this.#groups.values()) {
      if (spellings.length < 2) continue
      count += spellings.length - 1
      if (examples.length < EXAMPLES) examples.push(byUses(spellings).map(({ text }) => shortened(text)))
    }
    return { count: count * this.#groups.scale, exact: this.#groups.exact, examples }
  }

  /** The most frequent spelling of an item; itself if it has no other. */
  preferred(item: string): string {
    const spellings = this.#groups.get(fold(item))
    return spellings && spellings.length > 1 ? byUses(spellings)[0]!.text : item
  }

  get exact(): boolean {
    return this.#groups.exact
  }
}

const fold = (item: string): string => item.toLowerCase()
/** Of equals the one that came first. */
const byUses = (spellings: readonly Spelling[]): Spelling[] => [...spellings].sort((a, b) => b.uses - a.uses)

/** Whether nothing can be learned from a line. Blank lines of running text part its paragraphs and are none. */
export function isNearEmpty(line: string, kind: CorpusKind): boolean {
  if (line.length > 200) return false
  if (kind === 'text') return line.trim() !== '' && !/\p{L}/u.test(line)
  // One sign of a script that writes words with it is a whole item.
  if (
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u.test(
      line
    )
  )
    return false
  return (line.match(/[\p{L}\p{N}]/gu) ?? []).length < 2
}

export class NearEmptyCollector {
  #count = 0
  readonly #examples: string[] = []

  constructor(private readonly kind: CorpusKind) {}

  add(line: string): void {
    if (!isNearEmpty(line, this.kind)) return
    this.#count++
    const example = shortened(line.trim())
    if (this.#examples.length < EXAMPLES && !this.#examples.includes(example)) this.#examples.push(example)
  }

  finish(): NearEmpty {
    return { count: this.#count, examples: this.#examples }
  }
}
