/* The corpus doctor at work on a text: everything that core/doctor counts, with rests, so that the worker answers meanwhile. */

import type { Examination, TokenSizes } from '#core/contracts/doctor'
import type { Corpus } from '#core/corpus-types'
import { Examiner } from '#core/doctor/examine'
import { LineCutter, piecesOf, wholeLines } from '#core/doctor/lines'
import { exceeds, TokenCollector } from '#core/doctor/token-sizes'
import type { Tokenizer } from '#core/tokenizer/tokenizer'

/** Items that are looked at between two rests. */
const ITEMS = 500

/** Called many times a second with the UTF-16 units that are done; may throw to end it. */
export type Rest = (done: number) => Promise<void> | void

/**
 * @param text the whole text as it stands; `corpus` is cut from it
 * @param deduplicate whether repeated items were left out of `corpus`
 */
export async function examine(
  text: string,
  corpus: Corpus,
  deduplicate: boolean,
  rest: Rest = () => undefined
): Promise<Examination> {
  const examiner = new Examiner(corpus.kind, deduplicate)
  let done = 0
  for (const piece of piecesOf(text)) {
    examiner.add(piece)
    done += piece.length
    await rest(done)
  }
  for (const [part, add] of [
    [corpus.train, (item: string) => examiner.addTraining(item)],
    [corpus.heldOut, (item: string) => examiner.addHeldOut(item)]
  ] as const) {
    for (const [i, piece] of piecesIn(corpus, part)) {
      add(piece)
      if (i % ITEMS === 0) await rest(done)
    }
  }
  return examiner.finish()
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
    for (const [i, piece] of piecesIn(corpus, part, wholeLines)) {
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
  text: string,
  tokenizer: Tokenizer,
  block: number,
  rest: Rest = () => undefined
): Promise<Float64Array> {
  const cutter = new LineCutter()
  const long: number[] = []
  const look = (lines: Iterable<{ readonly number: number; readonly text: string }>): void => {
    for (const { number, text: line } of lines) {
      if (exceeds(tokenizer.encode(line.trim()).length, block)) long.push(number)
    }
  }
  let done = 0
  for (const piece of piecesOf(text)) {
    look(cutter.push(piece))
    done += piece.length
    await rest(done)
  }
  look(cutter.end())
  return Float64Array.from(long)
}

/** The items of a part, or its running text in pieces. */
function* piecesIn(
  { kind }: Corpus,
  part: readonly string[],
  cut: (text: string) => Iterable<string> = piecesOf
): Generator<[number, string]> {
  let i = 0
  for (const piece of part) {
    if (kind === 'list') yield [i++, piece]
    else for (const some of cut(piece)) yield [i++, some]
  }
}
