/* A model from a file, ready to generate: its engine, and its corpus if that is at hand. */

import type { ModelReport } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import type { ModelFile } from '#core/formats/model-file'
import type { GeneratedItem, GenerationSettings, Novelty } from '#core/generation'
import { createNovelty } from '#core/novelty/status'
import { PythonRandom } from '#core/random/python'
import type { CorpusKind } from '#core/run-config'
import { openTokenizer } from '#core/tokenizer/open'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { EngineFactory, TrainingEngine } from './engines/engine'
import { engineOptions } from './run'
import type { PreparedRun } from './run'
import { mostProbable } from './best-first'
import type { SearchEnd, SearchHooks, SearchSettings } from './best-first'
import { generate } from './sampler'
import type { GenerateHooks } from './sampler'
import { Turns } from './turns'

export class OpenedModel {
  readonly tokenizer: Tokenizer
  #novelty: ((text: string) => Novelty) | null = null

  private constructor(
    readonly name: string,
    readonly file: ModelFile,
    readonly engine: TrainingEngine,
    /** Its corpus, cut as the run did that made it; null if that is not at hand. */
    readonly prepared: PreparedRun | null,
    readonly turns: Turns
  ) {
    this.tokenizer = prepared?.tokenizer ?? openTokenizer(file.tokenizer)
  }

  /** @param prepared what the model was trained on, to tell known items from new ones; null if not at hand */
  static async open(
    name: string,
    file: ModelFile,
    factory: EngineFactory,
    prepared: PreparedRun | null
  ): Promise<OpenedModel> {
    const engine = await factory.create(file.shape, engineOptions(file.config))
    try {
      await engine.write({ parameters: file.parameters })
    } catch (error) {
      engine.dispose()
      throw error
    }
    return new OpenedModel(name, file, engine, prepared, new Turns())
  }

  /**
   * Another model of the same shape on this one's engine, which is much faster than a new engine; this one
   * must not be used any more. Takes a turn.
   * @returns null if the shape, or what an engine is made for, differs
   */
  async become(name: string, file: ModelFile, prepared: PreparedRun | null): Promise<OpenedModel | null> {
    const kindOf = ({ shape, config }: ModelFile): string => JSON.stringify([shape, engineOptions(config)])
    if (kindOf(file) !== kindOf(this.file)) return null
    await this.turns.take(() => this.engine.write({ parameters: file.parameters }))
    return new OpenedModel(name, file, this.engine, prepared, this.turns)
  }

  get kind(): CorpusKind {
    return this.file.training.split.kind === 'text' ? 'text' : 'list'
  }

  report(): ModelReport {
    const { config, shape, training, parameters, m, v } = this.file
    return {
      name: this.name,
      config,
      vocab: shape.vocab,
      parameters: parameters.length,
      step: training.step,
      trainLoss: training.train_loss,
      valLoss: training.val_loss,
      valBits: training.val_bits_per_char,
      corpus: training.corpus && { name: training.corpus.name, sha256: training.corpus.sha256 },
      resumable: m !== null && v !== null && training.random.length > 0,
      certificate: training.certificate
    }
  }

  /** Items of the model; without a seed a model with CPython's stream continues where the file left it. */
  generate(
    settings: GenerationSettings,
    cancelled: () => boolean,
    told?: GenerateHooks['told']
  ): AsyncGenerator<GeneratedItem[]> {
    const { config, training } = this.file
    return generate(this.engine, this.tokenizer, this.kind, settings, {
      cancelled,
      ...(told && { told }),
      turns: this.turns,
      corpus: this.prepared?.corpus ?? null,
      ...this.#known(),
      ...(config.random === 'python' && { python: PythonRandom.restore(training.random) })
    })
  }

  /** The most probable items, proven: best-first.ts. Holds the engine's turn until it ends. */
  async *mostProbable(
    settings: SearchSettings,
    hooks: Pick<SearchHooks, 'cancelled' | 'progress'> = {}
  ): AsyncGenerator<GeneratedItem[], SearchEnd> {
    if (this.kind === 'text') throw new Failure('constraints-need-list')
    const known = { corpus: this.prepared?.corpus ?? null, ...this.#known() }
    const release = await this.turns.acquire()
    try {
      return yield* mostProbable(this.engine, this.tokenizer, settings, { ...known, ...hooks })
    } finally {
      release()
    }
  }

  #known(): { novelty?: (text: string) => Novelty } {
    if (!this.prepared) return {}
    return { novelty: (this.#novelty ??= noveltyOf(this.prepared)) }
  }

  /** Frees the engine, after whoever uses it now. */
  async close(): Promise<void> {
    await this.turns.take(() => this.engine.dispose())
  }
}

/** What training had reached counts as known only if this is the very corpus the run was taken from. */
function noveltyOf(prepared: PreparedRun): (text: string) => Novelty {
  return createNovelty(
    prepared.corpus,
    prepared.continues ? (text) => prepared.batches.reached(text) : undefined
  )
}
