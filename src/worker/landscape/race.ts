/*
 * Several optimizers from one starting point, each seeing the same batches in the same order, one step each
 * in turn. All use the engine for the gradient alone and update here, on the processor, in plain loops:
 * their seconds can be compared with each other, and are more than a fused training step of the engine takes.
 */

import { parameterLayout, type ParameterLayout } from '#core/gpt-shape'
import type { Racer } from '#core/landscape'
import { PythonRandom } from '#core/random/python'
import { createBatches, type Batches } from '../batches'
import type { TrainingEngine } from '../engines/engine'
import type { PreparedRun } from '../run'
import { applyUpdate, clipFactor, globalNorm } from '../training/optimizer'
import { gapAt } from '#core/spacing'
import { MOMENTUM } from './ball'
import type { TrailPoint } from './trail'

/** About so many points of each racer's path are kept. */
const POINTS = 20

export interface RaceStep {
  readonly step: number
  /** Of this racer alone: gradient and update, without waiting for the others. */
  readonly seconds: number
  /** Mean nats of this step's batch before its update. */
  readonly loss: number
}

/** The batches a run of these settings begins with. */
function firstBatches({ corpus, tokenizer, config }: PreparedRun): Batches {
  const python = config.random === 'python' ? new PythonRandom(config.seed) : undefined
  return createBatches(corpus, tokenizer, config, python)
}

export class Runner {
  readonly parameters: Float32Array
  readonly trail: (TrailPoint & { readonly seconds: number })[] = []
  /** Since the last report. */
  news: RaceStep[] = []
  step = 0
  seconds = 0
  /** Its loss or its weights have stopped being numbers. */
  lost = false
  readonly #layout: ParameterLayout
  readonly #m: Float32Array
  readonly #v: Float32Array
  readonly #batches: Batches

  constructor(
    readonly racer: Racer,
    private readonly prepared: PreparedRun,
    start: Float32Array,
    private readonly steps: number,
    private readonly now: () => number = () => performance.now()
  ) {
    this.#layout = parameterLayout(prepared.shape)
    this.parameters = start.slice()
    this.#m = new Float32Array(start.length)
    this.#v = new Float32Array(start.length)
    this.#batches = firstBatches(prepared)
    this.#remember()
  }

  get done(): boolean {
    return this.lost || this.step >= this.steps
  }

  /** One step. Dropout is off: all racers see the same function. */
  async take(engine: TrainingEngine): Promise<void> {
    const batch = this.#batches.next()
    const began = this.now()
    const { loss, gradient } = await engine.gradient(batch, this.parameters)
    if (Number.isFinite(loss)) this.#update(gradient)
    this.seconds += (this.now() - began) / 1000
    this.step++
    this.lost = !Number.isFinite(loss) || !this.parameters.every(Number.isFinite)
    if (!Number.isFinite(loss)) return
    this.news.push({ step: this.step, seconds: this.seconds, loss })
    if (!this.lost) this.#remember()
  }

  #update(gradient: Float32Array): void {
    const { config } = this.prepared
    const { optimizer, learning_rate: rate } = this.racer
    const { parameters } = this
    if (optimizer === 'adam' || optimizer === 'adamw') {
      const { beta1, beta2, epsilon, weight_decay: weightDecay, clip } = config
      const state = { parameters, m: this.#m, v: this.#v }
      const settings = { kind: optimizer, beta1, beta2, epsilon, weightDecay, clip }
      applyUpdate(state, gradient, this.#layout, settings, { step: this.step + 1, learningRate: rate })
      return
    }
    const scale = clipFactor(globalNorm(gradient), config.clip)
    const keep = optimizer === 'momentum' ? MOMENTUM : 0
    const m = this.#m
    for (let i = 0; i < parameters.length; i++) {
      m[i] = keep * m[i]! + scale * gradient[i]!
      parameters[i] = parameters[i]! - rate * m[i]!
    }
  }

  #remember(): void {
    const last = this.trail.at(-1)?.step ?? -Infinity
    const gap = Math.max(1, (gapAt(Math.max(0, last), this.steps) * 16) / POINTS)
    if (this.step - last < gap && this.step < this.steps) return
    this.trail.push({ step: this.step, seconds: this.seconds, parameters: this.parameters.slice() })
  }
}
