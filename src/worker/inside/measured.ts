/*
 * What a model is measured on inside: the first rows of its corpus' fixed batch, or random tokens where the corpus is
 * not at hand. The larger the model the fewer, so that a look takes a second or a few.
 */

import type { GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import type { Batch } from '../engines/engine'
import { landscapeBatch, type FixedBatch } from '../landscape/batch'
import type { PreparedRun } from '../run'
import type { Subject } from './subject'

/** What measuring inside is done on. */
export interface Measured {
  readonly on: 'held_out' | 'train' | 'random'
  /** Sequences of ids as the model is given them, each with the tokens that follow (−1 for none). */
  readonly rows: readonly { readonly ids: Int32Array; readonly targets: Int32Array }[]
  /** All tokens of the rows. */
  readonly tokens: number
  /** The landscape's fixed batch, for losses; null where the corpus is not at hand. */
  readonly batch: FixedBatch | null
}

/** Tokens that are followed through the model's inside, at most. */
const MEASURED_TOKENS = 1024
const RANDOM_ROWS = 24

/** Operations that one measurement may take, of a gradient on an engine and of the plain pass: a second or a few. */
const ENGINE_WORK = 2e10
const PLAIN_WORK = 3e9
/** However large the model, losses are measured on so many tokens of the batch, and its inside is followed on so many. */
const LEAST_TOKENS = 512
const LEAST_MEASURED = 256

const known = new WeakMap<PreparedRun, FixedBatch>()

/**
 * What losses of the subject are measured on: the fixed batch of its corpus, of large models its first rows alone; null
 * without a corpus.
 */
export function batchOf({ prepared, layout }: Subject): FixedBatch | null {
  if (!prepared) return null
  const { corpus, tokenizer, config } = prepared
  const most = Math.max(LEAST_TOKENS, Math.floor(ENGINE_WORK / (6 * layout.total)))
  const found = known.get(prepared) ?? firstRows(landscapeBatch(corpus, tokenizer, config), most)
  known.set(prepared, found)
  return found.about.tokens > 0 ? found : null
}

/** The first rows of a batch, at most so many tokens, in parts of at most a few hundred: others wait for no more. */
export function firstRows(batch: FixedBatch, most: number): FixedBatch {
  if (batch.about.tokens <= most) return batch
  const parts: Batch[] = []
  let [items, tokens] = [0, 0]
  for (const { rows, length, inputs, targets, lengths } of batch.parts) {
    const together = Math.max(1, Math.floor(PART_TOKENS / length))
    for (let from = 0; from < rows && tokens < most;) {
      let to = from
      while (to < rows && to - from < together && (items === 0 || tokens + lengths[to]! <= most)) {
        tokens += lengths[to++]!
        items++
      }
      if (to === from) return { about: { ...batch.about, items, tokens }, parts }
      parts.push({
        ...{ rows: to - from, length, lengths: lengths.slice(from, to) },
        inputs: inputs.slice(from * length, to * length),
        targets: targets.slice(from * length, to * length)
      })
      from = to
    }
  }
  return { about: { ...batch.about, items, tokens }, parts }
}

const PART_TOKENS = 256

/** Tokens that are followed through the inside of a model of this shape. */
function followed({ layers, width }: GptShape): number {
  const work = 24 * layers * width * width
  return Math.max(LEAST_MEASURED, Math.min(MEASURED_TOKENS, Math.floor(PLAIN_WORK / work)))
}

/** The first rows of the fixed batch, or random tokens of a fixed seed, half of them said twice. */
export function measuredOn(subject: Subject, most = followed(subject.shape)): Measured {
  const batch = batchOf(subject)
  const rows: { ids: Int32Array; targets: Int32Array }[] = []
  let tokens = 0
  const add = (ids: Int32Array, targets: Int32Array): void => {
    if (rows.length > 0 && tokens + ids.length > most) return
    rows.push({ ids, targets })
    tokens += ids.length
  }
  if (batch) {
    for (const part of batch.parts) {
      for (let r = 0; r < part.rows; r++) {
        const [from, to] = [r * part.length, r * part.length + part.lengths[r]!]
        add(part.inputs.slice(from, to), part.targets.slice(from, to))
      }
    }
    return { on: batch.about.part, rows, tokens, batch }
  }
  const { block, vocab } = subject.shape
  const random = createRandom(1)
  for (let r = 0; r < RANDOM_ROWS; r++) {
    const half = Array.from({ length: Math.max(1, Math.min(block, 32) >> 1) }, () => random.below(vocab))
    const ids = Int32Array.from([...half, ...half])
    add(
      ids,
      Int32Array.from(ids, (_, t) => ids[t + 1] ?? -1)
    )
  }
  return { on: 'random', rows, tokens, batch: null }
}
