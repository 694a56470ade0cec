/*
 * The `cpu` engine: TrainingEngine over one WebAssembly module that computes a whole step in one call.
 * State lives in the module's memory; TypeScript writes batches in and reads losses out.
 * Over 150 lines: every call writes the same plan in the module's memory before the module runs.
 */

import type { EngineDescription } from '#core/contracts/engine-report'
import { parameterLayout, type GptShape, type ParameterLayout } from '#core/gpt-shape'
import { DROPOUT_SITES, dropoutKeys, dropoutThreshold } from '../dropout'
import type {
  Batch,
  DecodeSession,
  EngineOptions,
  EngineState,
  Evaluation,
  ForwardOptions,
  ForwardResult,
  Gradient,
  TrainingEngine,
  Update
} from '../engine'
import { inspect } from '../inspect'
import { updateFactors } from '../../training/optimizer'
import { writeBatch, type BatchLimits, type BatchViews } from './batch'
import { CpuDecode } from './decode'
import { Machine } from './machine'
import { planMemory, type MemoryPlan } from './memory'
import { hasRelaxedSimd, type Build } from './module'
import { startThreads } from './threads'

/** Tokens times parameters below which waking other threads costs more than they save: some 100 µs of work. */
const ALONE = 1e6

/** What may be set otherwise for an engine of this kind. */
export interface CpuSettings {
  /** Activations held at the same time; larger batches go through in waves. 512 MiB by default. */
  readonly activationBytes?: number | undefined
  /**
   * Multiplies and adds with one rounding where the processor can. Used where WebAssembly has it, and
   * `describe` says whether it is; results then differ from machine to machine.
   */
  readonly relaxedSimd?: boolean
}

export class CpuEngine implements TrainingEngine {
  readonly kind = 'cpu'
  readonly layout: ParameterLayout
  readonly #options: EngineOptions
  readonly #memory: MemoryPlan
  readonly #machine: Machine
  readonly #views: BatchViews
  readonly #limits: BatchLimits
  readonly #losses: Float64Array
  #stepLosses: number[] = []
  readonly #threads: number
  readonly #endThreads: () => void

  private constructor(
    readonly shape: GptShape,
    options: EngineOptions,
    memory: MemoryPlan,
    machine: Machine,
    threads: { count: number; end: () => void },
    private readonly build: Build
  ) {
    this.layout = parameterLayout(shape)
    this.#options = options
    this.#memory = memory
    this.#machine = machine
    this.#threads = threads.count
    this.#endThreads = threads.end
    const { plan, maxTokens, maxUnits } = memory
    this.#views = {
      inputs: machine.integers(plan.inputsAt!, maxTokens),
      targets: machine.integers(plan.targetsAt!, maxTokens),
      positions: machine.integers(plan.positionsAt!, maxTokens),
      rowStarts: machine.integers(plan.rowStartsAt!, options.maxRows + 1),
      units: machine.integers(plan.unitsAt!, 5 * maxUnits),
      waves: machine.integers(plan.wavesAt!, 4 * maxUnits)
    }
    this.#losses = machine.doubles(plan.lossesAt!, maxTokens)
    this.#limits = {
      ...{ vocab: shape.vocab, block: shape.block, maxRows: options.maxRows },
      ...{ unitTokens: memory.unitTokens, waveTokens: memory.waveTokens }
    }
    const { beta1, beta2, epsilon, clip } = options.optimizer
    machine.plan.assign({ beta1, beta2, rest1: 1 - beta1, rest2: 1 - beta2, epsilon, clip })
  }

  /**
   * @param threads how many to use; fewer are used where threads cannot share memory
   * @throws Failure `engine-unavailable` without SIMD or memory
   */
  static async create(
    shape: GptShape,
    options: EngineOptions,
    threads: number,
    { activationBytes, relaxedSimd = false }: CpuSettings = {}
  ): Promise<CpuEngine> {
    const build = relaxedSimd && (await hasRelaxedSimd()) ? 'relaxed' : 'plain'

    const memory = planMemory(shape, {
      ...{ maxRows: options.maxRows, dropout: options.dropout, threads, activationBytes },
      decays: options.optimizer.kind === 'adamw' && options.optimizer.weightDecay > 0
    })
    const machine = await Machine.create(memory, build)
    const started = await startThreads(machine.memory, memory.plan.poolAt!, threads, build)
    const end = (): void => {
      machine.kernels.dismiss(memory.plan.poolAt!)
      started.end()
    }
    return new CpuEngine(shape, options, memory, machine, { count: started.count, end }, build)
  }

  describe(): EngineDescription {
    const features = this.build === 'relaxed' ? ['relaxed-simd'] : []
    return { engine: 'cpu', device: 'CPU, WebAssembly SIMD', threads: this.#threads, features }
  }

  step(batch: Batch, update: Update): void {
    const { optimizer } = this.#options
    const { rate, correction1, correction2, keep } = updateFactors(optimizer, update)
    this.#enter(batch, true)
    const { plan } = this.#machine
    plan.set('rate', rate)
    plan.set('unbias1', 1 / correction1)
    plan.set('unbias2', 1 / correction2)
    plan.set('keep', keep)
    if (this.#options.dropout > 0) this.#drop(update.step)
    this.#stepLosses.push(this.#machine.step())
  }

  takeLosses(): Promise<Float64Array> {
    const losses = Float64Array.from(this.#stepLosses)
    this.#stepLosses = []
    return Promise.resolve(losses)
  }

  evaluate(batch: Batch, parameters?: Float32Array): Promise<Evaluation> {
    this.#enter(batch, false)
    this.#at(parameters, false)
    this.#machine.kernels.run()
    const nats = new Float64Array(batch.rows)
    const tokens = new Int32Array(batch.rows)
    const { rowStarts, targets } = this.#views
    for (let row = 0; row < batch.rows; row++) {
      for (let token = rowStarts[row]!; token < rowStarts[row + 1]!; token++) {
        nats[row]! += this.#losses[token]!
        if (targets[token]! >= 0) tokens[row]!++
      }
    }
    return Promise.resolve({ nats, tokens })
  }

  gradient(batch: Batch, parameters?: Float32Array): Promise<Gradient> {
    const { predicted } = this.#enter(batch, true)
    this.#at(parameters, true)
    const { kernels } = this.#machine
    kernels.run()
    const gradient = this.#copy(this.#memory.plan.gradientAt!)
    return Promise.resolve({ loss: kernels.nats() / Math.max(1, predicted), gradient })
  }

  forward(ids: Int32Array, options: ForwardOptions = {}): Promise<ForwardResult> {
    const parameters = options.parameters ?? this.#copy(this.#memory.plan.ownAt!)
    return Promise.resolve(inspect(this.shape, parameters, ids, options))
  }

  decode(rows: number): DecodeSession {
    return new CpuDecode(this.shape, this.#memory, this.#machine, this.#threads, rows)
  }

  read(): Promise<EngineState> {
    const { ownAt, mAt, vAt } = this.#memory.plan
    return Promise.resolve({ parameters: this.#copy(ownAt!), m: this.#copy(mAt!), v: this.#copy(vAt!) })
  }

  write(state: { parameters: Float32Array; m?: Float32Array; v?: Float32Array }): Promise<void> {
    const { ownAt, mAt, vAt } = this.#memory.plan
    const { total } = this.layout
    for (const array of [state.parameters, state.m, state.v]) {
      if (array && array.length !== total) throw new RangeError(`${array.length} parameters, not ${total}`)
    }
    this.#arena(ownAt!).set(state.parameters)
    for (const [at, moments] of [
      [mAt!, state.m],
      [vAt!, state.v]
    ] as const) {
      if (moments) this.#arena(at).set(moments)
      else this.#arena(at).fill(0)
    }
    this.#machine.forgetPacked()
    return Promise.resolve()
  }

  dispose(): void {
    this.#endThreads()
    this.#machine.dispose()
  }

  /** Bytes of memory the engine has taken. */
  get memoryBytes(): number {
    return this.#machine.memory.buffer.byteLength
  }

  /**
   * Fills everything that a step must write before it reads with NaN: whatever survives in a loss or a
   * gradient afterwards was read unwritten. For tests.
   */
  poison(): void {
    for (const { from, to } of this.#memory.volatile) this.#machine.floats(from, (to - from) / 4).fill(NaN)
    this.#machine.forgetPacked()
  }

  /** Writes the batch and the mode of the next run: dropout off. */
  #enter(batch: Batch, backward: boolean): { predicted: number } {
    this.#machine.alive()
    const written = writeBatch(batch, this.#views, this.#limits)
    const { plan } = this.#machine
    plan.set('tokens', written.tokens)
    plan.set('predicted', written.predicted)
    plan.set('waves', written.waves)
    plan.set('backward', backward ? 1 : 0)
    plan.set('actStep', backward ? this.#memory.plan.actStep! : 0)
    plan.set('dropout', 0)
    plan.set('length', batch.length)
    plan.set('threads', written.tokens * this.layout.total < ALONE ? 1 : this.#threads)
    return written
  }

  /** Packs the parameters of the next run: these, or the engine's own. */
  #at(parameters: Float32Array | undefined, backward: boolean): void {
    if (!parameters) return this.#machine.packOwn(backward)
    if (parameters.length !== this.layout.total) {
      throw new RangeError(`${parameters.length} parameters, not ${this.layout.total}`)
    }
    this.#arena(this.#memory.guestAt).set(parameters)
    this.#machine.packGuest(this.#memory.guestAt, backward)
  }

  /** Switches dropout on for this step. */
  #drop(step: number): void {
    const { dropout, seed } = this.#options
    const { plan } = this.#machine
    plan.set('dropout', 1)
    plan.set('dropThreshold', dropoutThreshold(dropout))
    plan.set('dropScale', 1 / (1 - dropout))
    const sites = DROPOUT_SITES.fed(this.shape.layers - 1) + 1
    const keys = this.#machine.integers(this.#memory.plan.dropKeysAt!, 2 * sites)
    for (let site = 0; site < sites; site++) {
      const { first, second } = dropoutKeys(seed, step, site)
      keys[2 * site] = first
      keys[2 * site + 1] = second
    }
  }

  #arena(at: number): Float32Array {
    return this.#machine.floats(at, this.layout.total)
  }

  /** A copy in memory of its own, which can be transferred. */
  #copy(at: number): Float32Array {
    return new Float32Array(this.#arena(at))
  }
}
