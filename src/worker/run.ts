/*
 * A run: a prepared corpus and an engine, trained step by step, captured, sampled and taken up again. How it
 * changes engines stands in passage.ts. Knows no messages, no windows and no files, so that the worker and
 * the terminal share it. Over 150 lines: the loop's whole view of a run (Trainee) stands
 * beside the state it changes.
 */

import { bitsPerCharacter, countCharactersOf } from '#core/bits'
import type { ParityCertificate, RunRecovery } from '#core/contracts/worker'
import { encodeModelFile } from '#core/formats/model-file'
import type { ModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import type { GeneratedItem, GenerationSettings, Novelty } from '#core/generation'
import { createNovelty } from '#core/novelty/status'
import { PythonRandom } from '#core/random/python'
import { Failure } from '#core/errors'
import { checkConfig, settingFailure } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { learningRate } from '#core/schedule'
import { isBitExact, toModelFile } from './checkpoint'
import type { Batch, DecodeSession, EngineFactory, EngineOptions, TrainingEngine } from './engines/engine'
import { batchLoss, landscapeBatch } from './landscape/batch'
import type { FixedBatch } from './landscape/batch'
import type { Trail } from './landscape/trail'
import { Lifeline } from './lifeline'
import type { LifelineOptions } from './lifeline'
import { PARITY_GENERATION, ParityCheck } from './microgpt/parity'
import { Passage } from './passage'
import type { Passenger } from './passage'
import { takenBack } from './prepare'
import type { PreparedRun } from './prepare'
import { startOf } from './safe-copy'
import type { RunPlace, SafeCopy } from './safe-copy'
import { generate } from './sampler'
import type { GenerateHooks } from './sampler'
import { evaluationRows, heldOutBits, heldOutLoss } from './training/evaluate'
import { trainLoop } from './training/loop'
import { findBroken, isGood } from './training/not-finite'
import type { Checkpoint, HeldOutLoss, TakenLosses, Trainee, TrainEnd, TrainHooks } from './training/loop'
import { Turns } from './turns'

export { freshWeights, prepareRun } from './prepare'
export type { PreparedRun, RunSource } from './prepare'
export type { Checkpoint, TrainEnd, TrainHooks } from './training/loop'

/** Checkpoints by step: at every tenth of the run, and at halves of the first tenth, down to its first step. */
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

/** Whether a checkpoint is due at this step: a multiple of `every`, or every / 2, / 4, / 8 … of the first. */
function isLandmark(step: number, every: number): boolean {
  if (step % every === 0) return true
  for (let early = every / 2; early >= 0.5; early /= 2) if (Math.round(early) === step) return true
  return false
}

export class Run implements Trainee, Passenger {
  /** Whoever uses the engine beside the loop takes a turn. */
  readonly turns = new Turns()
  step: number
  /** The last loss that was read, and the last that was measured on the held-out part. */
  trainLoss: number | null
  valLoss: number | null
  bestVal: number | null
  certificate: ParityCertificate | null = null
  /** Of a run that was taken up: whether it began on the engine and with the features that it had. */
  readonly bitExact: boolean | null
  /** Where the run has been, for the loss landscape; kept only if set. */
  trail: Trail | null = null
  /** What the loss landscape is measured on; made when first asked for. */
  #fixedBatch: FixedBatch | null = null
  #prepared: PreparedRun
  #config: RunConfig
  readonly #line: Lifeline
  /** Step of the last evaluation and of the last checkpoint; −1 for none. */
  #evaluated: number
  #kept = -1
  /** The newest good state: what the run goes back to when a number is none. */
  #good: SafeCopy
  /** Steps whose losses have been read. */
  #read: number
  /** Of each step whose loss has not: predicted tokens, and the characters they stand for. */
  readonly #sizes = new Map<number, readonly [tokens: number, characters: number]>()
  #novelty: ((text: string) => Novelty) | null = null
  readonly #parity: ParityCheck | null
  readonly #passage: Passage

  private constructor(prepared: PreparedRun, line: Lifeline, start: SafeCopy) {
    const { config, continues, corpusRef, from } = prepared
    this.#prepared = prepared
    this.#config = config
    this.#line = line
    this.#passage = new Passage(this, line)
    this.#good = start
    this.step = this.#read = start.step
    this.trainLoss = start.trainLoss
    this.valLoss = start.valLoss
    this.bestVal = start.bestVal
    this.#evaluated = start.evaluated
    this.#parity = ParityCheck.for(config, corpusRef?.sha256 ?? null)
    if (continues) this.certificate = from?.training.certificate ?? null
    this.bitExact = continues && from ? isBitExact(from.training, line.engine.describe()) : null
  }

  /** Makes the engine and gives it the weights. */
  static async open(
    prepared: PreparedRun,
    factory: EngineFactory,
    options: LifelineOptions = {}
  ): Promise<Run> {
    const { shape, config } = prepared
    const start = startOf(prepared)
    const make = (factory: EngineFactory): Promise<TrainingEngine> =>
      factory.create(shape, engineOptions(config))
    return new Run(prepared, await Lifeline.open(make, factory, start, options), start)
  }

  get prepared(): PreparedRun {
    return this.#prepared
  }

  /** The engine it computes on now: another one after a move or a lost card. Ask anew in every turn. */
  get engine(): TrainingEngine {
    return this.#line.engine
  }

  /** Hears that the run outlived its engine; the losses after `step` will come again. */
  set onRecovered(heard: (recovery: RunRecovery) => void) {
    this.#passage.onRecovered = heard
  }

  get config(): RunConfig {
    return this.#config
  }

  get steps(): number {
    return this.#config.steps
  }

  /** `valLoss` in bits per character. */
  get valBits(): number | null {
    return this.valLoss === null ? null : heldOutBits(this.valLoss, this.prepared.heldOut)
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

  /**
   * Trains to the last step or until told to stop; can be called again after a pause. See `trainLoop`.
   * A lost graphics card only sets it back: `onRecovered`.
   * @throws Failure `loss-not-finite` that names the place, after going back to the last whole state: the run can be
   *   trained on from there under other settings; or whatever the engine fails with
   */
  async train(hooks: TrainHooks = {}): Promise<TrainEnd> {
    this.#passage.begin()
    try {
      for (;;) {
        const { engine } = this
        try {
          const end = await trainLoop(this, hooks)
          if (this.moveDue) await this.move()
          return end
        } catch (thrown) {
          if (thrown instanceof Failure && thrown.error.code === 'loss-not-finite') {
            throw await this.#restore(thrown)
          }
          if (!this.#line.survives(thrown)) throw thrown
          // An engine that has come since fails again if it must; the loop begins anew either way.
          if (this.engine === engine) await this.#passage.rescue(thrown)
        }
      }
    } catch (thrown) {
      this.#passage.giveUp(thrown)
      throw thrown
    } finally {
      this.#passage.rest()
    }
  }

  /** The run's model file with the step it was taken at; also while it trains, and from the safe copy if the card is gone. */
  async snapshot(): Promise<Checkpoint> {
    try {
      return await this.#snapshot()
    } catch (thrown) {
      const copy = this.#line.copies?.safe
      const stands = copy && (this.#passage.training || copy.step === this.step)
      if (!stands || !this.#line.survives(thrown)) throw thrown
      return this.#encode(copy)
    }
  }

  /** The run as it stands, as a model that is no file yet; in a turn of the caller's. */
  async modelFile(): Promise<ModelFile> {
    const place = this.standing()
    const loss = await batchLoss(this.engine, this.fixedBatch)
    return this.#file({ ...place, state: await this.engine.read() }, loss)
  }

  /** The landscape's fixed batch. */
  get fixedBatch(): FixedBatch {
    const { corpus, tokenizer, config } = this.prepared
    return (this.#fixedBatch ??= landscapeBatch(corpus, tokenizer, config))
  }

  /** The bytes of `snapshot`. */
  async capture(): Promise<Uint8Array> {
    return (await this.snapshot()).bytes
  }

  /** Items of the model as it stands, by turns with training; goes on with the next item after a lost card. */
  async *generate(settings: GenerationSettings, cancelled?: () => boolean): AsyncGenerator<GeneratedItem[]> {
    let made = 0
    for (;;) {
      const { engine } = this
      const first = (settings.first ?? 0) + made
      const rest = made === 0 ? settings : { ...settings, first, count: settings.count - made }
      try {
        for await (const items of this.#generate(rest, cancelled)) {
          made += items.length
          yield items
        }
        return
      } catch (thrown) {
        if (!this.#line.survives(thrown)) throw thrown
        await this.#passage.outlive(engine, thrown)
      }
    }
  }

  /**
   * Moves the run to an engine of this factory, with weights, moments and everything else: between two
   * steps while it trains. Resolves once it computes there.
   * @throws Failure `run-busy` while it is being moved, or whatever the new engine fails with; the run is as before then
   */
  moveTo(factory: EngineFactory): Promise<void> {
    return this.#passage.moveTo(factory)
  }

  dispose(): void {
    this.#passage.end()
    this.#line.end()
  }

  // What the loop asks for.

  get evaluationDue(): boolean {
    return this.#dueAt(this.step, this.#evaluated)
  }

  get checkpointDue(): boolean {
    return this.#kept !== this.step && isLandmark(this.step, Math.ceil(this.steps / CHECKPOINTS))
  }

  get trailDue(): boolean {
    return this.trail?.due(this.step, this.steps) ?? false
  }

  async remember(): Promise<void> {
    this.trail?.add(this.step, (await this.engine.read()).parameters)
  }

  get moveDue(): boolean {
    return this.#passage.moveDue
  }

  move(): Promise<void> {
    return this.#passage.move()
  }

  takeStep(): number | Promise<number> {
    const batch = this.prepared.batches.next()
    const step = this.step + 1
    const wait = this.engine.step(batch, { step, learningRate: learningRate(this.#config, step) })
    this.step = step
    const { copies } = this.#line
    if (copies?.due) copies.begin(this.#place(), this.engine.read())
    let tokens = 0
    for (const length of batch.lengths) tokens += length
    this.#sizes.set(step, [tokens, countCharactersOf(batch.targets, this.prepared.tokenizer.characters)])
    return wait ? wait.then(() => tokens) : tokens
  }

  async takeLosses(): Promise<TakenLosses> {
    const losses = await this.engine.takeLosses()
    const bits = new Float64Array(losses.length)
    for (const [i, loss] of losses.entries()) {
      this.#read++
      bits[i] = bitsPerCharacter(loss, ...(this.#sizes.get(this.#read) ?? [1, 1]))
      this.#sizes.delete(this.#read)
      this.#parity?.add(this.#read, loss)
      this.#line.copies?.lossRead(this.#read, loss)
    }
    this.trainLoss = losses.at(-1) ?? this.trainLoss
    return { nats: losses, bits }
  }

  async evaluate(goOn: () => Promise<boolean>): Promise<HeldOutLoss | null> {
    const loss = await heldOutLoss(this.engine, this.prepared.heldOut, goOn)
    if (loss === null) return null
    this.#evaluated = this.step
    this.valLoss = loss
    this.bestVal = Math.min(loss, this.bestVal ?? Infinity)
    return { loss, bits: heldOutBits(loss, this.prepared.heldOut) }
  }

  async checkpoint(): Promise<Checkpoint> {
    const checkpoint = await this.#snapshot()
    this.#kept = checkpoint.step
    return checkpoint
  }

  samples(cancelled: () => boolean): AsyncGenerator<GeneratedItem[]> {
    const { config, step } = this
    const own = SAMPLES[this.prepared.corpus.kind]
    // Numbers of their own, other ones at each step, the same again in a run that is taken up.
    const seed = (config.seed + step) % 2 ** 32
    return this.#generate({ ...DEFAULT_GENERATION, ...own, seed }, cancelled)
  }

  async certify(): Promise<ParityCertificate | null> {
    if (!this.#parity || this.#parity.compared === 0) return null
    const names: string[] = []
    for await (const items of this.#generate(PARITY_GENERATION)) names.push(...items.map((item) => item.text))
    this.certificate = this.#parity.finish(names)
    return this.certificate
  }

  // What the passage between engines asks for.

  standing(): Omit<SafeCopy, 'state'> {
    return { ...this.#place(), trainLoss: this.trainLoss }
  }

  goBackTo(copy: SafeCopy): void {
    this.#prepared = takenBack(this.#prepared, copy.data, copy.step)
    this.step = this.#read = copy.step
    this.#sizes.clear()
    this.trainLoss = copy.trainLoss
    this.#kept = Math.min(this.#kept, copy.step)
    this.trail?.goBackTo(copy.step)
    // What was measured before the copy, or at it after it was made, holds.
    if (this.#evaluated <= copy.step) return
    this.#evaluated = copy.evaluated
    this.valLoss = copy.valLoss
    this.bestVal = copy.bestVal
  }

  /** A number broke: goes back to the newest whole state and says where it was. @returns what is to be thrown */
  async #restore(thrown: Failure): Promise<Failure> {
    const safe = this.#line.copies?.safe
    const copy = safe && safe.step > this.#good.step && isGood(safe, this.prepared.shape) ? safe : this.#good
    const at = Number(thrown.error.detail?.['step'] ?? this.step)
    try {
      return await this.turns.take(async () => {
        const { engine, config } = this
        const back = async (): Promise<void> => {
          await engine.write(copy.state)
          await engine.takeLosses()
          this.goBackTo(copy)
        }
        await back()
        const { batches, heldOut } = this.prepared
        const next = (): Batch => batches.next()
        const place = await findBroken({ engine, config, from: copy.step, at, next, heldOut })
        await back()
        return new Failure('loss-not-finite', { step: at, kept: copy.step, ...place })
      })
    } catch {
      return thrown // the engine went too: what was kept on disk is kept
    }
  }

  #place(): RunPlace {
    const { step, valLoss, bestVal } = this
    return { step, data: this.prepared.batches.save(), evaluated: this.#evaluated, valLoss, bestVal }
  }

  #snapshot(): Promise<Checkpoint> {
    return this.turns.take(async () => {
      const place = this.standing()
      const loss = await batchLoss(this.engine, this.fixedBatch)
      const state = await this.engine.read()
      // One that losses are still missing for is good for a file, not for going back to.
      const copy = { ...place, state }
      if (this.#read === place.step) {
        this.#line.copies?.keep(copy)
        if (isGood(copy, this.prepared.shape)) this.#good = copy
      }
      return this.#encode(copy, loss)
    })
  }

  async #encode(copy: SafeCopy, landscapeLoss?: number): Promise<Checkpoint> {
    const bytes = await encodeModelFile(this.#file(copy, landscapeLoss))
    return { step: copy.step, valLoss: copy.valLoss, bytes }
  }

  /** @param landscapeLoss on the fixed batch, where the engine that holds these numbers could be asked */
  #file(copy: SafeCopy, landscapeLoss = NaN): ModelFile {
    const { step, valLoss, evaluated } = copy
    const standing = {
      val_loss: this.#dueAt(step, evaluated) ? null : valLoss,
      // One that is not a number is refused with the parameters, by their own name.
      landscape_loss: Number.isFinite(landscapeLoss) ? landscapeLoss : null,
      certificate: this.certificate
    }
    return toModelFile(this.prepared, this.#config, this.engine.describe(), copy, standing)
  }

  #generate(settings: GenerationSettings, cancelled?: () => boolean): AsyncGenerator<GeneratedItem[]> {
    const { corpus, python, tokenizer, shape } = this.prepared
    this.#novelty ??= createNovelty(corpus, (text) => this.prepared.batches.reached(text))
    const hooks: GenerateHooks = {
      novelty: this.#novelty,
      corpus,
      turns: this.turns,
      // A copy: what is drawn now must not change what is drawn after the file is opened.
      ...(python && { python: PythonRandom.restore(python.save()) }),
      ...(cancelled && { cancelled })
    }
    // Asked anew in every turn: between two of them the run may have moved.
    const decode = (rows: number): DecodeSession => this.engine.decode(rows)
    return generate({ shape, decode }, tokenizer, corpus.kind, settings, hooks)
  }

  #dueAt(step: number, evaluated: number): boolean {
    if (this.prepared.heldOut.count === 0 || step === 0 || evaluated === step) return false
    return step % this.#config.eval_every === 0 || step === this.steps
  }
}
