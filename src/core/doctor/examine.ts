/*
 * All checks of a text together: told the text in pieces, then, for what leaks, both parts of its split. Lists are
 * looked at as their items, and where repeated ones are left out each counts once, as in a run; once there are too
 * many different items to know them all, repeated ones count too.
 */

import type { Examination } from '../contracts/doctor'
import type { CorpusKind } from '../run-config'
import { CharacterCollector, GarbledCollector } from './character-collectors'
import { CaseCollector, CopyCollector, LeakageCollector, NearEmptyCollector } from './collectors'
import { LineCutter, type TextLine } from './lines'

export class Examiner {
  readonly #cutter = new LineCutter()
  readonly #training = new LineCutter()
  readonly #heldOut = new LineCutter()
  readonly #copies: CopyCollector
  readonly #leakage: LeakageCollector
  readonly #variants: CaseCollector
  readonly #characters = new CharacterCollector()
  readonly #garbled = new GarbledCollector()
  readonly #nearEmpty: NearEmptyCollector
  #lines = 0

  /**
   * @param deduplicate whether the run leaves out repeated items
   * @param most different texts that each check holds at most
   */
  constructor(
    private readonly kind: CorpusKind,
    private readonly deduplicate: boolean,
    most?: number
  ) {
    this.#copies = new CopyCollector(kind, most)
    this.#leakage = new LeakageCollector(kind, most)
    this.#variants = new CaseCollector(most)
    this.#nearEmpty = new NearEmptyCollector(kind)
  }

  /** The next piece of the text as it stands. */
  add(piece: string): void {
    for (const line of this.#cutter.push(piece)) this.#line(line)
  }

  /** The next item of the training part, or piece of its running text. A line that the split cuts counts in neither part. */
  addTraining(part: string): void {
    if (this.kind === 'list') this.#leakage.addTraining(part)
    else for (const { text } of this.#training.push(part)) this.#leakage.addTraining(text)
  }

  /** The same of the held-out part; when the training part is complete. */
  addHeldOut(part: string): void {
    if (this.kind === 'list') this.#leakage.addHeldOut(part)
    else for (const { text } of this.#heldOut.push(part)) this.#leakage.addHeldOut(text)
  }

  finish(): Examination {
    for (const line of this.#cutter.end()) this.#line(line)
    for (const { text } of this.#heldOut.end()) this.#leakage.addHeldOut(text)
    return {
      kind: this.kind,
      lines: this.#lines,
      characters: this.#characters.characters,
      copies: this.#copies.finish(),
      leakage: this.#leakage.finish(),
      rare: this.#characters.finish(),
      variants: this.#variants.finish(),
      garbled: this.#garbled.finish(),
      nearEmpty: this.#nearEmpty.finish()
    }
  }

  #line({ number, text }: TextLine): void {
    const list = this.kind === 'list'
    const line = list ? text.trim() : text
    if (line.trim() === '') return
    if (list) this.#variants.add(line)
    const repeats = this.#copies.add(line)
    if (list && this.deduplicate && repeats) return
    this.#lines++
    this.#characters.add(line, number)
    this.#garbled.add(line)
    this.#nearEmpty.add(line)
  }
}
