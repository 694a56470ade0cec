/* The corpus doctor at work on a text: everything that core/doctor counts, with rests, so that the worker answers meanwhile. */

import type { Examination, TokenSizes } from '#core/contracts/doctor'
import { codePoints } from '#core/corpus-text'
import type { Corpus } from '#core/corpus-types'
import { Examiner } from '#core/doctor/examine'
import { LineCutter, wholeLines, type TextLine } from '#core/doctor/lines'
import { exceeds, TokenCollector } from '#core/doctor/token-sizes'
import type { Tokenizer } from '#core/tokenizer/tokenizer'

/** Items that are looked at between two rests. */
const ITEMS = 500

/** Called many times a second with the UTF-16 units that are done; may throw to end it. */
export type Rest = (done: number) => Promise<void> | void

/** A text as it stands, in pieces that end with whole characters. */
export type Pieces = Iterable<string> | AsyncIterable<string>

/**
 * @param corpus cut from this text; of running text only how much is trained on is asked of it
 * @param deduplicate whether repeated items were left out of `corpus`
 */
export async function examine(
  text: Pieces,
  corpus: Corpus,
  deduplicate: boolean,
  rest: Rest = () => undefined
): Promise<Examination> {
  const list = corpus.kind === 'list'
  const examiner = new Examiner(corpus.kind, deduplicate)
  let training = list ? 0 : trainedOn(corpus)
  let done = 0
  for await (const piece of text) {
    examiner.add(piece)
    if (!list) {
      const cut = unitsOf(piece, training)
      if (cut > 0) examiner.addTraining(piece.slice(0, cut))
      if (cut < piece.length) examiner.addHeldOut(piece.slice(cut))
      training -= Math.min(training, codePoints(piece))
    }
    done += piece.length
    await rest(done)
  }
  if (!list) return examiner.finish()
  for (const [part, add] of [
    [corpus.train, (item: string) => examiner.addTraining(item)],
    [corpus.heldOut, (item: string) => examiner.addHeldOut(item)]
  ] as const) {
    for (const [i, item] of part.entries()) {
      add(item)
      if (i % ITEMS === 0) await rest(done)
    }
  }
  return examiner.finish()
}

const trainedOn = ({ train }: Corpus): number => codePoints(train[0] ?? '')

/** UTF-16 units of the first `characters` code points. */
function unitsOf(text: string, characters: number): number {
  if (characters >= text.length) return text.length
  let units = 0
  for (let n = 0; n < characters && units < text.length; n++)
    units += text.codePointAt(units)! > 0xffff ? 2 : 1
  return units
}

/** The corpus in tokens. */
export async function measureTokens(
  corpus: Corpus,
  tokenizer: Tokenizer,
  rest: Rest = () => undefined
): Promise<TokenSizes> {
  const collector = new TokenCollector(tokenizer)
  let done = 0
  const parts = corpus.kind === 'list' ? [corpus.train, corpus.heldOut] : [corpus.train]
  for (const [index, part] of parts.entries()) {
    for (const [i, piece] of piecesIn(corpus, part)) {
      if (corpus.kind === 'list') collector.addItem(piece, index === 0)
      else collector.addText(piece)
      done += piece.length
      if (corpus.kind === 'text' || i % ITEMS === 0) await rest(done)
    }
  }
  return collector.finish()
}

/** Numbers of the lines, from 0, whose items do not fit this context with their end mark. */
export async function longLines(
  text: Pieces,
  tokenizer: Tokenizer,
  block: number,
  rest: Rest = () => undefined
): Promise<Float64Array> {
  const cutter = new LineCutter()
  const long: number[] = []
  const look = (lines: readonly TextLine[]): void => {
    for (const { number, text: line } of lines) {
      if (exceeds(tokenizer.encode(line.trim()).length, block)) long.push(number)
    }
  }
  let done = 0
  for await (const piece of text) {
    look(cutter.push(piece))
    done += piece.length
    await rest(done)
  }
  look(cutter.end())
  return Float64Array.from(long)
}

/** The items of a part, or its running text in pieces that end with a line. */
function* piecesIn({ kind }: Corpus, part: readonly string[]): Generator<[number, string]> {
  let i = 0
  for (const piece of part) {
    if (kind === 'list') yield [i++, piece]
    else for (const some of wholeLines(piece)) yield [i++, some]
  }
}
