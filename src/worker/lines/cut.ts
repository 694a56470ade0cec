/*
 * A corpus as lines to be scored. Lists: each item as training packs it, cut to the block; an item that fills it
 * has no end. Running text: each part by itself, in windows of which each token but the first is counted in exactly
 * one and sees at least half the block before it (all there is at the beginning): otherwise lines would surprise
 * merely because a window began there. A token belongs to the line in which it begins; the line end belongs to
 * its line. Blank lines are no lines; lines over 240 characters are cut at the next space. Over 150 lines: lists
 * and running text fill the same pieces, rows and lines, and take their samples alike.
 */

import type { LinePart } from '#core/contracts/surprising'
import type { Corpus } from '#core/corpus-types'
import { createRandom } from '#core/random/random'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { itemRows } from '../packing'
import { STREAMS } from '../streams'
import { firstTokens, stretchesOf } from './stretches'

/** The most that is scored of each part: items of a list, tokens of running text. Beyond it a seeded sample. */
const MOST = { list: 50_000, text: 200_000 } as const
/** Tokens of running text that are sampled together. */
const CHAPTER = 4096

/** Token ids with the nats of each; NaN where it is not predicted. */
export interface Piece {
  readonly part: LinePart
  readonly ids: Int32Array
  readonly nats: Float32Array
}

/** A pass through the model: inputs `start` … `end` − 1 of a piece, of which the targets `from` … `end` count. */
export interface Row {
  readonly piece: number
  readonly start: number
  readonly from: number
  readonly end: number
}

/** Tokens `from` … `to` − 1 of a piece. */
export interface Line {
  readonly piece: number
  readonly from: number
  readonly to: number
  /** Of the text, from 1; 0 if not known. */
  readonly number: number
  readonly rest: string
  readonly cut: boolean
}

export interface CutCorpus {
  readonly pieces: readonly Piece[]
  readonly rows: readonly Row[]
  readonly lines: readonly Line[]
  /** Lines that each part has. */
  readonly of: Readonly<Record<LinePart, number>>
}

export interface CutOptions {
  readonly block: number
  /** Of the sample. */
  readonly seed: number
  /** The text itself, for the numbers of list items. */
  readonly text?: string | null
  readonly most?: { readonly list: number; readonly text: number }
}

/** @throws Failure `unknown-character` */
export function cutCorpus(corpus: Corpus, tokenizer: Tokenizer, options: CutOptions): CutCorpus {
  const made = {
    pieces: [] as Piece[],
    rows: [] as Row[],
    lines: [] as Line[],
    of: { train: 0, held_out: 0 }
  }
  const parts = [
    ['train', corpus.train],
    ['held_out', corpus.heldOut]
  ] as const
  if (corpus.kind === 'list') {
    const numberOf = numbersOf(options.text ?? null)
    for (const [part, items] of parts) cutItems(made, part, items, tokenizer, options, numberOf)
  } else {
    let line = 1
    for (const [part, pieces] of parts) {
      const text = pieces.join('')
      cutText(made, part, text, line, tokenizer, options)
      for (const character of text) if (character === '\n') line++
    }
  }
  return made
}

interface Made {
  readonly pieces: Piece[]
  readonly rows: Row[]
  readonly lines: Line[]
  readonly of: Record<LinePart, number>
}

function cutItems(
  made: Made,
  part: LinePart,
  all: readonly string[],
  tokenizer: Tokenizer,
  { block, seed, most = MOST }: CutOptions,
  numberOf: (item: string) => number
): void {
  made.of[part] = all.length
  // Numbered before the sample: of copies each has its own line.
  const numbers = all.map(numberOf)
  const chosen = sample(all.length, most.list, seed)
  const items = chosen.map((index) => all[index]!)
  const { ids, starts, lengths } = itemRows(items, tokenizer, block)
  const piece = made.pieces.length
  if (items.length > 0) made.pieces.push({ part, ids, nats: new Float32Array(ids.length).fill(NaN) })
  for (const [i, index] of chosen.entries()) {
    const from = starts[i]! + 1
    const end = starts[i]! + lengths[i]!
    const cut = ids[end] !== tokenizer.end
    const rest = cut ? items[i]!.slice(tokenizer.decode(ids.subarray(from, end + 1)).length) : ''
    made.rows.push({ piece, start: starts[i]!, from, end })
    made.lines.push({ piece, from, to: end + 1, number: numbers[index]!, rest, cut })
  }
}

/** Tells on which line of the text an item stands: copies one after another, then the last again. */
function numbersOf(text: string | null): (item: string) => number {
  const places = new Map<string, number[]>()
  for (const [i, line] of (text ?? '')
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    const item = line.trim()
    const known = places.get(item)
    if (known) known.push(i + 1)
    else places.set(item, [i + 1])
  }
  const used = new Map<string, number>()
  return (item) => {
    const numbers = places.get(item)
    if (!numbers) return 0
    const next = used.get(item) ?? 0
    used.set(item, next + 1)
    return numbers[Math.min(next, numbers.length - 1)]!
  }
}

function cutText(
  made: Made,
  part: LinePart,
  text: string,
  firstLine: number,
  tokenizer: Tokenizer,
  { block, seed, most = MOST }: CutOptions
): void {
  const stretches = stretchesOf(text, firstLine)
  made.of[part] = stretches.reduce((sum, { blank }) => sum + (blank ? 0 : 1), 0)
  const ids = tokenizer.encode(text)
  const begins = firstTokens(stretches, ids, tokenizer.characters)
  let next = 0
  for (const [low, high] of chapters(ids.length, most.text, seed)) {
    const offset = Math.max(0, low - block)
    const own = ids.slice(offset, high + 1)
    const piece = made.pieces.length
    made.pieces.push({ part, ids: own, nats: new Float32Array(own.length).fill(NaN) })
    for (const [start, from, end] of windows(low, high, block)) {
      made.rows.push({ piece, start: start - offset, from: from - offset, end: end - offset })
    }
    // The first token of the text is not predicted, but its line is shown with it.
    const begin = low === 1 ? 0 : low
    while (next < stretches.length && begins[next]! < begin) next++
    for (; next < stretches.length && begins[next + 1]! <= high + 1; next++) {
      const [from, to] = [begins[next]!, begins[next + 1]!]
      const { blank, number } = stretches[next]!
      // One that a longer token took along, or that is a lone first token, has nothing of its own.
      if (blank || to <= Math.max(1, from)) continue
      made.lines.push({ piece, from: from - offset, to: to - offset, number, rest: '', cut: false })
    }
  }
}

/**
 * The windows over the targets `low` … `high` of a text: `[start, from, end]` as of a row. The first input is
 * at least half the block before the first target that counts.
 */
export function* windows(
  low: number,
  high: number,
  block: number
): Generator<readonly [start: number, from: number, end: number]> {
  const back = Math.max(1, block >> 1)
  for (let from = low; from <= high;) {
    const start = Math.max(0, from - back)
    const end = Math.min(high, start + block)
    yield [start, from, end]
    from = end + 1
  }
}

/** Ranges of targets that are scored, both ends in them: all, or chapters of the sample, neighbours joined. */
function chapters(tokens: number, most: number, seed: number): (readonly [low: number, high: number])[] {
  if (tokens < 2) return []
  if (tokens - 1 <= most) return [[1, tokens - 1]]
  const size = Math.min(CHAPTER, most)
  const chosen = sample(Math.ceil((tokens - 1) / size), Math.max(1, Math.floor(most / size)), seed)
  const ranges: [number, number][] = []
  for (const chapter of chosen) {
    const [low, high] = [chapter * size + 1, Math.min(tokens - 1, (chapter + 1) * size)]
    const last = ranges.at(-1)
    if (last?.[1] === low - 1) last[1] = high
    else ranges.push([low, high])
  }
  return ranges
}

/** Indices below `of`, rising: all, or `most` of them by the seed. */
function sample(of: number, most: number, seed: number): number[] {
  const order = Array.from({ length: of }, (_, i) => i)
  if (of <= most) return order
  createRandom(seed, STREAMS.evaluation).shuffle(order)
  return order.slice(0, most).sort((a, b) => a - b)
}
