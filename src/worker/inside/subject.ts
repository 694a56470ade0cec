/*
 * The model that is looked at: the live run's between two steps, or the opened one. Both are the same from here
 * on: a shape, weights (a copy for the run, which trains on), a tokenizer, and the corpus where it is at hand.
 */

import { Failure } from '#core/errors'
import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import { createNovelty } from '#core/novelty/status'
import { createRandom } from '#core/random/random'
import type { CorpusKind, RunConfig } from '#core/run-config'
import { openTokenizer } from '#core/tokenizer/open'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { Novelty } from '#core/generation'
import type { TextTokens } from '#core/inside'
import type { Batch, TrainingEngine } from '../engines/engine'
import { landscapeBatch, type FixedBatch } from '../landscape/batch'
import type { LiveRun } from '../live-run'
import type { OpenedModel } from '../opened-model'
import type { PreparedRun, Run } from '../run'
import type { Turns } from '../turns'

/** Its weights at one step, with the optimizer's moments where there are any. */
export interface Weights {
  readonly step: number
  readonly parameters: Float32Array
  readonly m: Float32Array | null
  readonly v: Float32Array | null
}

export interface Subject {
  readonly name: string
  readonly config: RunConfig
  readonly kind: CorpusKind
  readonly shape: GptShape
  readonly layout: ParameterLayout
  readonly tokenizer: Tokenizer
  /** Its corpus as the run cut it; null where it is not at hand. */
  readonly prepared: PreparedRun | null
  /** Computes losses and gradients; ask in a turn. */
  readonly engine: TrainingEngine
  readonly turns: Turns
  /** Weights as they are now. Takes a turn. */
  weights(): Promise<Weights>
}

/** The last copy of each run's weights: a run that stands still is read once. */
const copies = new WeakMap<Run, Weights>()

export function subjectOfRun({ run }: LiveRun): Subject {
  return {
    name: '',
    // Steps and rate may change at a pause.
    get config() {
      return run.config
    },
    kind: run.prepared.corpus.kind,
    shape: run.prepared.shape,
    layout: run.engine.layout,
    tokenizer: run.prepared.tokenizer,
    prepared: run.prepared,
    // Asked anew: between two turns the run may have moved.
    get engine() {
      return run.engine
    },
    turns: run.turns,
    weights: () =>
      run.turns.take(async () => {
        const { step } = run
        const before = copies.get(run)
        if (before?.step === step) return before
        const weights = { step, ...(await run.engine.read()) }
        copies.set(run, weights)
        return weights
      })
  }
}

export function subjectOfModel(model: OpenedModel): Subject {
  const { file, prepared } = model
  const { training, parameters, m, v } = file
  return {
    name: model.name,
    config: file.config,
    kind: training.split.kind === 'text' ? 'text' : 'list',
    shape: file.shape,
    layout: model.engine.layout,
    tokenizer: prepared?.tokenizer ?? openTokenizer(file.tokenizer),
    prepared,
    engine: model.engine,
    turns: model.turns,
    weights: () => Promise.resolve({ step: training.step, parameters, m, v })
  }
}

/** The ids of a text as the model is given them: lists after the start token, all cut to the block. */
export function tokensOf({ tokenizer, kind, shape }: Subject, text: string, most = MOST_TOKENS): TextTokens {
  const encoded = [...tokenizer.encode(text)]
  const whole = kind === 'list' || encoded.length === 0 ? [tokenizer.end, ...encoded] : encoded
  const ids = Int32Array.from(whole.slice(0, Math.min(shape.block, most)))
  return { ids, left: whole.length - ids.length }
}

/** Tokens of a looked-at text at most: more cannot be told apart on a screen, and a look would take seconds. */
const MOST_TOKENS = 64

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

const novelties = new WeakMap<PreparedRun, (text: string) => Novelty>()

/** Tells what the corpus already has; undefined without a corpus. */
export function noveltyOf({ prepared }: Subject): ((text: string) => Novelty) | undefined {
  if (!prepared) return undefined
  const found = novelties.get(prepared) ?? createNovelty(prepared.corpus)
  novelties.set(prepared, found)
  return found
}

/** @throws Failure `bad-request` for a number that is none of the model's */
export function checkIndex(value: number, below: number): number {
  if (!Number.isInteger(value) || value < 0 || value >= below) throw new Failure('bad-request')
  return value
}
