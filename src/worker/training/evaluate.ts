/*
 * The loss on the held-out part: every item, or running text in windows that do not overlap. Above
 * 4,096 of them a fixed subset stands for all, drawn by the split's seed, the same at every evaluation.
 */

import { bitsPerCharacter, countCharactersOf } from '#core/bits'
import type { Corpus } from '#core/corpus-types'
import { createRandom } from '#core/random/random'
import type { RunConfig } from '#core/run-config'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { Batch, TrainingEngine } from '../engines/engine'
import { itemRows, packRows, windowRows } from '../packing'
import type { TokenRows } from '../packing'
import { tokensOf } from '../large/text'
import { StoredRows } from '../large/windows'
import { STREAMS } from '../streams'

export const MOST_EVALUATED = 4096
/** Tokens evaluated at once, so that small models fill an engine and large ones do not overflow it. */
const TOKENS_AT_ONCE = 2048

export interface HeldOut {
  /** Items or windows that are evaluated, of how many. */
  readonly used: number
  readonly of: number
  /** Predicted tokens of those, and the characters they stand for: the same at every evaluation. */
  readonly tokens: number
  readonly characters: number
  /** How many batches there are; `batch` packs one when it is needed. */
  readonly count: number
  batch(index: number): Batch
}

/** Rows of an evaluation batch; at least as many as a training batch has. */
export function evaluationRows(config: Pick<RunConfig, 'batch' | 'block'>): number {
  return Math.max(config.batch, Math.min(64, Math.floor(TOKENS_AT_ONCE / config.block)))
}

/** The held-out part of a corpus, cut into batches of rows of about the same length. */
export function heldOutPart(
  corpus: Corpus,
  tokenizer: Tokenizer,
  config: Pick<RunConfig, 'batch' | 'block' | 'split_seed'>
): HeldOut {
  const stored = corpus.large ? new StoredRows(tokensOf(corpus), 'heldOut', config.block) : null
  let rows = stored
    ? null
    : corpus.kind === 'list'
      ? itemRows(corpus.heldOut, tokenizer, config.block)
      : windowRows(tokenizer.encode(corpus.heldOut.join('')), config.block)
  const { lengths } = (stored ?? rows)!
  const of = lengths.length
  let chosen = Array.from({ length: of }, (_, i) => i)
  if (of > MOST_EVALUATED) {
    createRandom(config.split_seed, STREAMS.evaluation).shuffle(chosen)
    chosen = chosen.slice(0, MOST_EVALUATED)
  }
  chosen.sort((a, b) => lengths[a]! - lengths[b]! || a - b) // little padding in each batch
  if (stored) {
    rows = stored.read(chosen)
    chosen = chosen.map((_, i) => i)
  }
  const read = rows!
  const size = evaluationRows(config)
  const [tokens, characters] = predicted(read, chosen, tokenizer.characters)
  return {
    used: chosen.length,
    of,
    tokens,
    characters,
    count: Math.ceil(chosen.length / size),
    batch: (index) => packRows(read, chosen.slice(index * size, (index + 1) * size))
  }
}

/** Tokens that these rows predict, and the characters that begin in them. */
function predicted(
  { ids, starts, lengths }: TokenRows,
  rows: readonly number[],
  table: Int32Array
): readonly [tokens: number, characters: number] {
  let tokens = 0
  let characters = 0
  for (const row of rows) {
    const first = starts[row]! + 1
    tokens += lengths[row]!
    characters += countCharactersOf(ids.subarray(first, first + lengths[row]!), table)
  }
  return [tokens, characters]
}

/** A mean loss of a held-out part as bits per character. */
export function heldOutBits(loss: number, { tokens, characters }: HeldOut): number {
  return bitsPerCharacter(loss, tokens, characters)
}

/**
 * Mean nats per predicted token over the held-out part.
 * @param goOn asked between batches; false abandons the evaluation
 * @returns null if nothing is held out or the evaluation was abandoned
 */
export async function heldOutLoss(
  engine: TrainingEngine,
  heldOut: HeldOut,
  goOn: () => boolean | Promise<boolean> = () => true
): Promise<number | null> {
  let nats = 0
  let tokens = 0
  for (let i = 0; i < heldOut.count; i++) {
    if (!(await goOn())) return null
    const sums = await engine.evaluate(heldOut.batch(i))
    for (const n of sums.nats) nats += n
    for (const n of sums.tokens) tokens += n
  }
  return tokens > 0 ? nats / tokens : null
}
