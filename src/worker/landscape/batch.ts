/*
 * The landscape's fixed batch: what every height, every checkpoint and every path point is measured on.
 * 64 held-out items in the order in which `split_seed` draws them (training items where nothing is held
 * out), or 64 windows of running text. A function of corpus and settings alone.
 */

import type { Corpus } from '#core/corpus-types'
import type { LandscapeBatch } from '#core/landscape'
import { createRandom } from '#core/random/random'
import type { RunConfig } from '#core/run-config'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { Batch, Evaluation, TrainingEngine } from '../engines/engine'
import { itemRows, packRows, windowRows } from '../packing'
import { tokensOf } from '../large/text'
import { StoredRows } from '../large/windows'
import { evaluationRows } from '../training/evaluate'

/** Items or windows, at most. */
export const BATCH_ITEMS = 64

export interface FixedBatch {
  readonly about: LandscapeBatch
  /** The same rows in pieces an engine takes at once. */
  readonly parts: readonly Batch[]
}

/** The fixed batch of a run of these settings on this corpus. */
export function landscapeBatch(
  corpus: Corpus,
  tokenizer: Tokenizer,
  config: Pick<RunConfig, 'batch' | 'block' | 'split_seed'>
): FixedBatch {
  const part = corpus.heldOut.length > 0 ? 'held_out' : 'train'
  const stored = corpus.large
    ? new StoredRows(tokensOf(corpus), part === 'held_out' ? 'heldOut' : 'train', config.block)
    : null
  let rows = stored
    ? null
    : corpus.kind === 'list'
      ? itemRows(firstItems(corpus, config.split_seed), tokenizer, config.block)
      : windowRows(
          tokenizer.encode((part === 'held_out' ? corpus.heldOut : corpus.train).join('')),
          config.block
        )
  let chosen = Int32Array.from((stored ?? rows)!.lengths, (_, row) => row)
  if (corpus.kind === 'text' && chosen.length > BATCH_ITEMS) {
    const order = [...chosen]
    createRandom(config.split_seed).shuffle(order)
    chosen = Int32Array.from(order.slice(0, BATCH_ITEMS))
  }
  if (stored) {
    rows = stored.read(chosen)
    chosen = chosen.map((_, i) => i)
  }
  const size = evaluationRows(config)
  const parts: Batch[] = []
  for (let from = 0; from < chosen.length; from += size) {
    parts.push(packRows(rows!, chosen.subarray(from, from + size)))
  }
  const tokens = parts.reduce((sum, { lengths }) => lengths.reduce((all, n) => all + n, sum), 0)
  return { about: { kind: corpus.kind, items: chosen.length, tokens, part }, parts }
}

/** The first items of the split in the order in which it was drawn: see prepareCorpus. */
function firstItems({ train, heldOut }: Corpus, seed: number): string[] {
  const order = Array.from({ length: train.length + heldOut.length }, (_, index) => index)
  createRandom(seed).shuffle(order)
  if (heldOut.length === 0) return order.slice(0, BATCH_ITEMS).map((index) => train[index]!)
  const drawn = order.slice(0, heldOut.length)
  // The held-out part keeps the order of the file: the n-th smallest drawn index is its n-th item.
  const places = new Map([...drawn].sort((a, b) => a - b).map((index, place) => [index, place]))
  return drawn.slice(0, BATCH_ITEMS).map((index) => heldOut[places.get(index)!]!)
}

/**
 * Mean nats per predicted token on the batch, at `parameters` or the engine's own. Sums in double precision
 * in the order of the rows, so that the same engine gives the same number wherever it is asked.
 */
export async function batchLoss(
  engine: TrainingEngine,
  { parts }: FixedBatch,
  parameters?: Float32Array
): Promise<number> {
  return meanLoss(parts, (part) => engine.evaluate(part, parameters))
}

/** As `batchLoss`, with any way to evaluate a part. */
export async function meanLoss(
  parts: readonly Batch[],
  evaluate: (part: Batch) => Promise<Evaluation>
): Promise<number> {
  let nats = 0
  let tokens = 0
  for (const part of parts) {
    const sums = await evaluate(part)
    for (const n of sums.nats) nats += n
    for (const n of sums.tokens) tokens += n
  }
  return nats / tokens
}

/** Loss and gradient of the whole batch at `parameters`: parts weighted by their predicted tokens. */
export async function batchGradient(
  engine: Pick<TrainingEngine, 'gradient'>,
  { parts }: FixedBatch,
  parameters: Float32Array
): Promise<{ loss: number; gradient: Float32Array }> {
  if (parts.length === 1) return engine.gradient(parts[0]!, parameters)
  const gradient = new Float32Array(parameters.length)
  const predicted = parts.map(({ targets }) => targets.reduce((n, id) => n + (id >= 0 ? 1 : 0), 0))
  const all = predicted.reduce((sum, n) => sum + n, 0)
  let loss = 0
  for (const [i, part] of parts.entries()) {
    const share = predicted[i]! / all
    const one = await engine.gradient(part, parameters)
    loss += share * one.loss
    for (let k = 0; k < gradient.length; k++) gradient[k]! += share * one.gradient[k]!
  }
  return { loss, gradient }
}
