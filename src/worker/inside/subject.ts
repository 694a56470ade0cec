/*
 * The model that is looked at: the live run's between two steps, or the opened one. Both are the same from here
 * on: a shape, weights (a copy for the run, which trains on), a tokenizer, and the corpus where it is at hand.
 */

import { Failure } from '#core/errors'
import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import { createNovelty } from '#core/novelty/status'
import type { CorpusKind, RunConfig } from '#core/run-config'
import { openTokenizer } from '#core/tokenizer/open'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { Novelty } from '#core/generation'
import type { TextTokens } from '#core/inside'
import type { TrainingEngine } from '../engines/engine'
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
