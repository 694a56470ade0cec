/*
 * A run: a prepared corpus and an engine, trained step by step, captured, sampled, taken up again. Knows
 * no messages, no windows and no files, so that the worker and the terminal share it. Longer than most
 * files because the loop's whole view of a run (Trainee) stands beside the state it looks at.
 */

import type { ParityCertificate } from '#core/contracts/worker'
import { encodeModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import type { GeneratedItem, GenerationSettings, Novelty } from '#core/generation'
import { createNovelty } from '#core/novelty'
import { PythonRandom } from '#core/random/python'
import { checkConfig, settingFailure } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { learningRate } from '#core/schedule'
import { toModelFile } from './checkpoint'
import type { EngineFactory, EngineOptions, TrainingEngine } from './engines/engine'
import { PARITY_GENERATION, ParityCheck } from './microgpt/parity'
import type { PreparedRun } from './prepare'
import { generate } from './sampler'
import type { GenerateHooks } from './sampler'
import { evaluationRows, heldOutLoss } from './training/evaluate'
import { trainLoop } from './training/loop'
import type { Checkpoint, Trainee, TrainEnd, TrainHooks } from './training/loop'
import { Turns } from './turns'

export { prepareRun } from './prepare'
export type { PreparedRun, RunSource } from './prepare'
export type { Checkpoint, TrainEnd, TrainHooks } from './training/loop'

/** Checkpoints by step: this many in a whole run. */
const CHECKPOINTS = 10
/** Samples while training. */
const SAMPLES = { list: { count: 10 }, text: { count: 3, max_tokens: 120 } }

/** How an engine is to be made for these settings. */
export function engineOptions(config: RunConfig): EngineOptions {
  return {
    optimizer: {
      kind: config.optimizer,
      beta1: config.beta1,
      beta2: config.beta2,
      epsilon: config.epsilon,
      weightDecay: config.weight_decay,
      clip: config.clip
    },
    dropout: config.dropout,
    seed: config.seed,
    maxRows: evaluationRows(config)
  }
}

export class Run implements Trainee {
  /** Whoever uses the engine beside the loop takes a turn. */
  readonly turns = new Turns()
  step: number
  /** The last loss that was read, and the last that was measured on the held-out part. */
  trainLoss: number | null
  valLoss: number | null
  bestVal: number | null
  certificate: ParityCertificate | null = null
  #config: RunConfig
  /** Step of the last evaluation and of the last checkpoint; −1 for none. */
  #evaluated = -1
  #kept = -1
  /** Steps whose losses have been read. */
  #read: number
  #novelty: ((text: string) => Novelty) | null = null
  readonly #parity: ParityCheck | null

  private constructor(
    readonly prepared: PreparedRun,
    readonly engine: TrainingEngine
  ) {
    const { config, continues, corpusRef, from } = prepared
    this.#config = config
    this.step = this.#read = from?.training.step ?? 0
    this.trainLoss = from?.training.train_loss ?? null
    this.valLoss = this.bestVal = continues ? (from?.training.val_loss ?? null) : null
    // A file without a held-out loss was written when one was due and not yet measured, if ever.
    if (this.valLoss !== null) this.#evaluated = this.step
    this.#parity = ParityCheck.for(config, corpusRef?.sha256 ?? null)
    if (continues) this.certificate = from?.training.certificate ?? null
  }

  /** Makes the engine and gives it the weights. */
  static async open(prepared: PreparedRun, factory: EngineFactory): Promise<Run> {
    const engine = await factory.create(prepared.shape, engineOptions(prepared.config))
    try {
      await engine.write(prepared.initial)
    } catch (error) {
      engine.dispose()
      throw error
    }
    return new Run(prepared, engine)
  }

  get config(): RunConfig {
    return this.#config
  }

  get steps(): number {
    return this.#config.steps
  }

  /**
   * Changes what may change in the middle of a run; not while `train` runs.
   * @throws Failure `setting-invalid`
   */
  change(changes: Partial<Pick<RunConfig, 'steps' | 'learning_rate'>>): void {
    const config = { ...this.#config, ...changes }
    const [problem] = checkConfig(config)
    if (problem) throw settingFailure(problem, String(config[problem.key]))
    this.#config = config
  }

  /** Trains to the last step or until told to stop; can be called again after a pause. See `trainLoop`. */
  train(hooks: TrainHooks = {}): Promise<TrainEnd> {
    return trainLoop(this, hooks)
  }

  /** The run's model file with the step it was taken at; also while it trains. */
  snapshot(): Promise<Checkpoint> {
    return this.turns.take(async () => {
      const { step, trainLoss, certificate } = this
      const valLoss = this.evaluationDue ? null : this.valLoss
      const standing = { step, train_loss: trainLoss, val_loss: valLoss, certificate }
      const state = await this.engine.read()
      const model = toModelFile(this.prepared, this.#config, this.engine.describe(), standing, state)
      return { step, valLoss: this.valLoss, bytes: await encodeModelFile(model) }
    })
  }

  /** The bytes of `snapshot`. */
  async capture(): Promise<Uint8Array> {
    return (await this.snapshot()).bytes
  }

  /** Items of the model as it stands, by turns with training. */
  generate(settings: GenerationSettings, cancelled?: () => boolean): AsyncGenerator<GeneratedItem[]> {
    const { batches, corpus, python, tokenizer } = this.prepared
    this.#novelty ??= createNovelty(corpus, (text) => batches.reached(text))
    const hooks: GenerateHooks = {
      novelty: this.#novelty,
      turns: this.turns,
      // A copy: what is drawn now must not change what is drawn after the file is opened.
      ...(python && { python: PythonRandom.restore(python.save()) }),
      ...(cancelled && { cancelled })
    }
    return generate(this.engine, tokenizer, corpus.kind, settings, hooks)
  }

  dispose(): void {
    this.engine.dispose()
  }

  // What the loop asks for.

  get evaluationDue(): boolean {
    if (this.prepared.heldOut.count === 0 || this.step === 0 || this.#evaluated === this.step) return false
    return this.step % this.#config.eval_every === 0 || this.step === this.steps
  }

  get checkpointDue(): boolean {
    return this.step % Math.ceil(this.steps / CHECKPOINTS) === 0 && this.#kept !== this.step
  }

  takeStep(): number | Promise<number> {
    const batch = this.prepared.batches.next()
    const step = this.step + 1
    const wait = this.engine.step(batch, { step, learningRate: learningRate(this.#config, step) })
    this.step = step
    let tokens = 0
    for (const length of batch.lengths) tokens += length
    return wait ? wait.then(() => tokens) : tokens
  }

  async takeLosses(): Promise<Float64Array> {
    const losses = await this.engine.takeLosses()
    for (const loss of losses) this.#parity?.add(++this.#read, loss)
    this.trainLoss = losses.at(-1) ?? this.trainLoss
    return losses
  }

  async evaluate(goOn: () => Promise<boolean>): Promise<number | null> {
    const loss = await heldOutLoss(this.engine, this.prepared.heldOut, goOn)
    if (loss === null) return null
    this.#evaluated = this.step
    this.valLoss = loss
    this.bestVal = Math.min(loss, this.bestVal ?? Infinity)
    return loss
  }

  async checkpoint(): Promise<Checkpoint> {
    const checkpoint = await this.snapshot()
    this.#kept = checkpoint.step
    return checkpoint
  }

  samples(cancelled: () => boolean): AsyncGenerator<GeneratedItem[]> {
    const { config, step } = this
    const own = SAMPLES[this.prepared.corpus.kind]
    // Numbers of their own, other ones at each step, the same again in a run that is taken up.
    const seed = (config.seed + step) % 2 ** 32
    return this.generate({ ...DEFAULT_GENERATION, ...own, seed }, cancelled)
  }

  async certify(): Promise<ParityCertificate | null> {
    if (!this.#parity || this.#parity.compared === 0) return null
    const names: string[] = []
    for await (const items of this.generate(PARITY_GENERATION)) names.push(...items.map((item) => item.text))
    this.certificate = this.#parity.finish(names)
    return this.certificate
  }
}
