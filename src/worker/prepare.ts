/*
 * From a text and settings to everything a run needs but the engine: corpus, tokenizer, batches, held-out
 * part and initial weights; new, or taken up from a model file. Over 150 lines: new, taken up and taken
 * back runs draw from the streams in an order that must agree.
 */

import { checkBranch } from '#core/branch'
import type { CorpusRef } from '#core/contracts/worker'
import type { Corpus, CountingLosses, SplitSettings } from '#core/corpus-types'
import { countingLosses } from '#core/counting-models'
import type { ModelFile } from '#core/formats/model-file'
import type { GptShape } from '#core/gpt-shape'
import { PythonRandom } from '#core/random/python'
import { createRandom } from '#core/random/random'
import { checkConfig, settingFailure, shapeOf } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { openTokenizer } from '#core/tokenizer/open'
import type { BpeTokenizerData, Tokenizer } from '#core/tokenizer/tokenizer'
import { createBatches } from './batches'
import type { Batches, DataPosition } from './batches'
import { cutText, tokenizerOf, withTokens } from './large/text'
import type { CorpusText, CutText } from './large/text'
import { initialise } from './model/initialise'
import { STREAMS } from './streams'
import type { MakeTokenizer } from './tokenizers-part'
import { heldOutPart } from './training/evaluate'
import type { HeldOut } from './training/evaluate'
import { Breath } from './turns'

export interface RunSource {
  /** The whole corpus. */
  readonly text: CorpusText
  /** Which corpus of the library it is; null if none. */
  readonly corpus: CorpusRef | null
  readonly config: RunConfig
  /** A model to train on; `config` must ask for its shape and tokenizer. */
  readonly from?: ModelFile
  /** What the setting `bpe:FILE` stands for. */
  readonly tokenizer?: BpeTokenizerData
  /** Makes a new tokenizer, where it need not be made here; only asked for a corpus of the library. */
  readonly make?: MakeTokenizer
}

export interface PreparedRun {
  /** As wanted, with what `auto` became and what `from` decides. */
  readonly config: RunConfig
  readonly corpusRef: CorpusRef | null
  readonly corpus: Corpus
  readonly split: SplitSettings
  readonly tokenizer: Tokenizer
  readonly shape: GptShape
  readonly batches: Batches
  /** CPython's stream, with `random: python`. */
  readonly python: PythonRandom | null
  readonly heldOut: HeldOut
  /** Where the parameters start; without moments they begin at zero. */
  readonly initial: { parameters: Float32Array; m?: Float32Array; v?: Float32Array }
  readonly from: ModelFile | null
  /** Whether `from` is taken up in the middle of its data, with the same batches to come. */
  readonly continues: boolean
  /** Losses of the models that only count; computed when first read. */
  readonly counting: CountingLosses
}

/**
 * Breathes while a tokenizer is made, which can take seconds; of a large text it waits for what streams it.
 * @throws Failure `setting-invalid`, `branch-shape`, the codes of `prepareCorpus`, `corpus-too-short`,
 *   `unknown-character` (a model's tokenizer meets a new corpus), `model-config-invalid`.
 */
export async function prepareRun(source: RunSource): Promise<PreparedRun> {
  const { text, corpus: corpusRef, config: wanted, from } = source
  if (from) checkBranch(wanted, from)
  const given = from ? { ...wanted, kind: from.training.split.kind } : wanted
  const [problem] = checkConfig(given)
  if (problem) throw settingFailure(problem, String(given[problem.key]))
  const cut = await cutText(text, given)
  const config = { ...given, kind: cut.corpus.kind }
  const split: SplitSettings = {
    kind: cut.corpus.kind,
    deduplicate: config.deduplicate,
    held_out: config.held_out,
    split_seed: config.split_seed
  }
  const tokenizer = from
    ? openTokenizer(from.tokenizer)
    : source.make && corpusRef
      ? await source.make(config.tokenizer, corpusRef, split, cut)
      : await newTokenizer(config, split, cut, source.tokenizer)
  const corpus = await withTokens(cut, tokenizer, split)
  const shape = from?.shape ?? shapeOf(config, tokenizer.vocab)
  const continues = from !== undefined && goesOn(from, config, corpusRef, split)
  const taken = continues ? from.training : undefined
  const python =
    config.random !== 'python'
      ? null
      : taken
        ? PythonRandom.restore(taken.random)
        : new PythonRandom(config.seed)
  // The order matters: CPython's stream shuffles the items first and then draws the weights.
  const batches = createBatches(corpus, tokenizer, config, python ?? undefined, taken)
  let counting: CountingLosses | undefined
  return {
    config,
    corpusRef,
    corpus,
    split,
    tokenizer,
    shape,
    batches,
    python,
    heldOut: heldOutPart(corpus, tokenizer, config),
    initial: from ? startFrom(from) : { parameters: newWeights(shape, config, python) },
    from: from ?? null,
    continues,
    get counting() {
      return (counting ??= cut.facts?.counting ?? countingLosses(corpus))
    }
  }
}

/** The same run with its batches standing where they stood after `step`, as `data` remembers it. */
export function takenBack(prepared: PreparedRun, data: DataPosition, step: number): PreparedRun {
  const { corpus, tokenizer, config, continues, from } = prepared
  const python = prepared.python && PythonRandom.restore(data.random)
  // A model that is trained on something else began its first pass at its own step.
  const began = from && !continues ? from.training.step : 0
  const position = { ...data, step: step - began }
  const batches = createBatches(corpus, tokenizer, config, python ?? undefined, position)
  // Copied as it is: what is computed when first read stays uncomputed.
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(prepared)) as PreparedRun
  return Object.defineProperties(copy, {
    python: { value: python, enumerable: true },
    batches: { value: batches, enumerable: true }
  })
}

/**
 * The same run as it stood at another of its checkpoints. Nothing is computed before it is asked for: what
 * looks at a model hardly ever asks for its batches.
 */
export function standingAt(prepared: PreparedRun, file: ModelFile): PreparedRun {
  let batches: Batches | undefined
  const other = Object.defineProperties({}, Object.getOwnPropertyDescriptors(prepared)) as PreparedRun
  return Object.defineProperties(other, {
    from: { value: file, enumerable: true },
    initial: { value: startFrom(file), enumerable: true },
    batches: {
      get: () => (batches ??= takenBack(prepared, file.training, file.training.step).batches),
      enumerable: true
    }
  })
}

/** The weights a new run of these settings begins with, whatever this one began with. */
export function freshWeights({ corpus, tokenizer, config, shape }: PreparedRun): Float32Array {
  const python = config.random === 'python' ? new PythonRandom(config.seed) : null
  // CPython's stream shuffles before it draws the weights.
  if (python) createBatches(corpus, tokenizer, config, python)
  return newWeights(shape, config, python)
}

function newTokenizer(
  config: RunConfig,
  split: SplitSettings,
  cut: CutText,
  file?: BpeTokenizerData
): Promise<Tokenizer> {
  const breath = new Breath()
  const breathe = (): Promise<void> | void => (breath.due ? breath.take() : undefined)
  return tokenizerOf(cut, config.tokenizer, split, { breathe, ...(file && { file }) })
}

function newWeights(shape: GptShape, config: RunConfig, python: PythonRandom | null): Float32Array {
  if (python) return initialise(shape, () => python.gauss(0, 1))
  const random = createRandom(config.seed, STREAMS.weights)
  return initialise(shape, () => random.normal())
}

function startFrom({ parameters, m, v }: ModelFile): PreparedRun['initial'] {
  return m && v ? { parameters, m, v } : { parameters }
}

/** Whether the next batch is the one that would have come: same corpus, split, seed and kind of stream. */
function goesOn(from: ModelFile, config: RunConfig, corpus: CorpusRef | null, split: SplitSettings): boolean {
  const { training, config: before } = from
  // Where one side does not know its corpus, the caller answers for it.
  const sameCorpus = !training.corpus || !corpus || training.corpus.sha256 === corpus.sha256
  const sameSplit = (Object.keys(split) as (keyof SplitSettings)[]).every(
    (key) => training.split[key] === split[key]
  )
  const sameStream = before.seed === config.seed && before.random === config.random
  return sameCorpus && sameSplit && sameStream && training.random.length > 0
}
