/*
 * The engine on the graphics card: packs a batch, replays the plan, reads losses back when asked.
 * At most two steps are in flight; a step that takes long is cut into several submissions, so that
 * no driver's watchdog and no other window waits for it. Every GPU error ends in a rejected call.
 * Over 150 lines: every call uploads into the same buffers, and what is submitted must follow its upload at once.
 */

import type { EngineDescription } from '#core/contracts/engine-report'
import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import type { GpuDevice } from '../device'
import type {
  Batch,
  DecodeSession,
  EngineOptions,
  EnginePlane,
  EngineState,
  Evaluation,
  ForwardOptions,
  ForwardResult,
  Gradient,
  TrainingEngine,
  Update
} from '../engine'
import { packBatch, type PackedBatch } from './batch'
import { RING_SLOTS } from './buffers'
import { GpuDecodeSession } from './decode'
import { packStep, type StepScalars } from './kernels/program'
import { positionsOfPart } from './layers'
import { Pace } from './pace'
import type { Plan, Probe } from './plan'
import { GpuPlane, type PlanePoint, type PlaneVectors } from './plane'
import { Readback } from './readback'
import { submit, type Dispatch } from './recorder'

const IN_FLIGHT = 2

export class WebGpuEngine implements TrainingEngine {
  readonly kind = 'webgpu'
  readonly shape: GptShape
  readonly layout: ParameterLayout
  readonly #gpu: GpuDevice
  readonly #plan: Plan
  readonly #options: EngineOptions
  readonly #readback: Readback
  /** A whole step, in order. */
  readonly #training: readonly Dispatch[]
  readonly #words: Int32Array<ArrayBuffer>
  /** The step's scalars, and behind them those of the parts that the logits come in, if there are several. */
  readonly #scalars: ArrayBuffer
  readonly #pace: Pace
  /** Resolves for each step in flight when it is done. */
  readonly #queued: Promise<void>[] = []
  /** Losses already read, and how many steps still wait in the ring. */
  #read: Promise<Float32Array>[] = []
  #unread = 0
  #slot = 0
  #disposed = false

  constructor(gpu: GpuDevice, plan: Plan, options: EngineOptions, pace = new Pace()) {
    this.shape = plan.shape
    this.layout = plan.layout
    this.#gpu = gpu
    this.#plan = plan
    this.#options = options
    this.#readback = new Readback(gpu.device)
    this.#pace = pace
    this.#scalars = new ArrayBuffer(plan.buffers.scalars.size)
    this.#words = new Int32Array(plan.batch.words)
    this.#training = [...plan.trainForward, ...plan.lossBackward, ...plan.trainBackward, ...plan.update]
  }

  describe(): EngineDescription {
    const { report } = this.#gpu
    const device = [report.vendor, report.description || report.device, report.architecture]
      .filter(Boolean)
      .join(', ')
    return {
      engine: 'webgpu',
      device: device || 'graphics card',
      threads: 1,
      features: this.#plan.features,
      adapter: report
    }
  }

  /** Bytes of graphics memory held. */
  get bytes(): number {
    return this.#plan.buffers.bytes()
  }

  /** Dispatches of one training step. */
  get dispatchesPerStep(): number {
    return this.#training.length
  }

  step(batch: Batch, update: Update): void | Promise<void> {
    this.#ready()
    const packed = this.#load(batch, 0, batch.rows, undefined, update)
    const learn = this.#submit(this.#training, packed, batch.rows)
    this.#slot = (this.#slot + 1) % RING_SLOTS
    if (++this.#unread === RING_SLOTS / 2) this.#collect()
    // A lost device may reject; `check` tells it with its reason, and nobody may be waiting here.
    const done = this.#gpu.device.queue.onSubmittedWorkDone().then(learn, () => undefined)
    this.#queued.push(done)
    if (this.#queued.length <= IN_FLIGHT) return
    return this.#queued.shift()!.then(() => this.#gpu.check())
  }

  async takeLosses(): Promise<Float64Array> {
    this.#ready()
    const parts = await this.#gpu.guard(() => {
      this.#collect()
      const reads = this.#read
      this.#read = []
      return Promise.all(reads)
    })
    return Float64Array.from(parts.flatMap((part) => [...part]))
  }

  async evaluate(batch: Batch, parameters?: Float32Array): Promise<Evaluation> {
    this.#ready()
    return this.#gpu.guard(() => this.#evaluate(batch, parameters))
  }

  async gradient(batch: Batch, parameters?: Float32Array): Promise<Gradient> {
    this.#ready()
    return this.#gpu.guard(() => this.#gradient(batch, parameters))
  }

  async plane(vectors: PlaneVectors): Promise<EnginePlane> {
    this.#ready()
    const plane = await this.#gpu.guard(() => GpuPlane.open(this.#gpu.device, this.#plan, vectors))
    return {
      evaluate: async (batch, alpha, beta) => {
        this.#ready()
        return this.#gpu.guard(() => this.#evaluate(batch, { plane, alpha, beta }))
      },
      dispose: () => plane.destroy()
    }
  }

  async #evaluate(batch: Batch, parameters?: Float32Array | PlanePoint): Promise<Evaluation> {
    const nats = new Float64Array(batch.rows)
    const tokens = new Int32Array(batch.rows)
    const { forward, loss } = parameters ? await this.#plan.probe() : this.#plan
    const first = parameters && 'plane' in parameters ? [parameters.plane.dispatch] : []
    for (let from = 0; from < batch.rows; from += this.#plan.maxRows) {
      const to = Math.min(batch.rows, from + this.#plan.maxRows)
      const packed = this.#load(batch, from, to, parameters)
      const learn = this.#submit([...first, ...forward, ...loss], packed, to - from)
      const each = await this.#readback.floats(this.#plan.buffers.nats, packed.positions)
      learn()
      let n = 0
      for (let row = from; row < to; row++) {
        for (let t = 0; t < batch.lengths[row]!; t++) {
          nats[row]! += each[n++]!
          if (batch.targets[row * batch.length + t]! >= 0) tokens[row]!++
        }
      }
    }
    return { nats, tokens }
  }

  async #gradient(batch: Batch, parameters?: Float32Array): Promise<Gradient> {
    const { buffers } = this.#plan
    const { forward, lossBackward, backward }: Probe = parameters ? await this.#plan.probe() : this.#plan
    const packed = this.#load(batch, 0, batch.rows, parameters)
    const learn = this.#submit([...forward, ...lossBackward, ...backward], packed, batch.rows)
    const [gradient, nats] = await Promise.all([
      this.#readback.floats(buffers.gradient, this.layout.total),
      this.#readback.floats(buffers.nats, packed.positions)
    ])
    learn()
    return { loss: nats.reduce((sum, value) => sum + value, 0) / packed.predicted, gradient }
  }

  async forward(ids: Int32Array, options: ForwardOptions = {}): Promise<ForwardResult> {
    this.#ready()
    const { inspect } = await import('../inspect')
    const parameters = options.parameters ?? (await this.#ownParameters())
    return inspect(this.shape, parameters, ids, options)
  }

  #ownParameters(): Promise<Float32Array> {
    return this.#gpu.guard(() => this.#readback.floats(this.#plan.buffers.parameters, this.layout.total))
  }

  decode(rows: number): DecodeSession {
    this.#ready()
    return new GpuDecodeSession(this.#gpu, this.#plan, this.#readback, rows)
  }

  async read(): Promise<EngineState> {
    this.#ready()
    const { parameters, m, v } = this.#plan.buffers
    const [p, first, second] = (await this.#gpu.guard(() =>
      Promise.all([parameters, m, v].map((buffer) => this.#readback.floats(buffer, this.layout.total)))
    )) as [Float32Array, Float32Array, Float32Array]
    return { parameters: p, m: first, v: second }
  }

  async write(state: { parameters: Float32Array; m?: Float32Array; v?: Float32Array }): Promise<void> {
    this.#ready()
    const { queue } = this.#gpu.device
    const { parameters, m, v } = this.#plan.buffers
    const zeros = state.m && state.v ? null : new Float32Array(this.layout.total)
    queue.writeBuffer(parameters, 0, state.parameters as Float32Array<ArrayBuffer>)
    queue.writeBuffer(m, 0, (state.m ?? zeros!) as Float32Array<ArrayBuffer>)
    queue.writeBuffer(v, 0, (state.v ?? zeros!) as Float32Array<ArrayBuffer>)
    await this.#gpu.guard(() => queue.onSubmittedWorkDone())
  }

  /** Before anything is asked of the card: a destroyed buffer in a submission would fail the whole device. */
  #ready(): void {
    if (this.#disposed) throw new Error('this engine was disposed')
    this.#gpu.check()
  }

  /** For tests: makes everything that a step must write before it reads it not-a-number. */
  poison(): void {
    this.#ready()
    this.#words.fill(-1)
    const buffers = this.#plan.buffers.volatile()
    // All bits set is no number, in 32 bits and in 16.
    const ones = new Uint32Array(Math.max(...buffers.map(({ size }) => size / 4))).fill(0xffffffff)
    for (const buffer of buffers) {
      this.#gpu.device.queue.writeBuffer(buffer, 0, ones.subarray(0, buffer.size / 4))
    }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#readback.destroy()
    this.#plan.destroy()
  }

  /**
   * Uploads the batch, the step's scalars and the point to look at, if it is not the engine's own. What is
   * submitted must follow without an `await`, or another call's uploads come between.
   */
  #load(
    batch: Batch,
    from: number,
    to: number,
    point?: Float32Array | PlanePoint,
    update?: Update
  ): PackedBatch {
    const { queue } = this.#gpu.device
    const { buffers } = this.#plan
    if (point && 'plane' in point) point.plane.move(point.alpha, point.beta)
    else if (point) queue.writeBuffer(buffers.probe(), 0, point as Float32Array<ArrayBuffer>)
    const packed = packBatch(batch, from, to, this.#plan.batch, this.#words)
    const { beta1, beta2 } = this.#options.optimizer
    const step = update?.step ?? 0
    const scalars: StepScalars = {
      positions: packed.positions,
      rows: to - from,
      length: batch.length,
      lossScale: 1 / Math.max(1, packed.predicted),
      learningRate: update?.learningRate ?? 0,
      correction1: 1 / (1 - beta1 ** Math.max(1, step)),
      correction2: 1 / (1 - beta2 ** Math.max(1, step)),
      step,
      ringSlot: this.#slot,
      position: 0
    }
    packStep(scalars, this.#scalars)
    for (let part = 0; part < buffers.logitParts; part++) {
      const positions = positionsOfPart(packed.positions, part, buffers.logitRows)
      packStep({ ...scalars, positions }, this.#scalars, 1 + part)
    }
    queue.writeBuffer(buffers.batch, 0, this.#words)
    queue.writeBuffer(buffers.scalars, 0, this.#scalars)
    return packed
  }

  /** Submits dispatches, in parts where they take long; call the result when they are done. */
  #submit(dispatches: readonly Dispatch[], packed: PackedBatch, rows: number): () => void {
    const sizes = { positions: packed.positions, rows, longest: packed.longest }
    const submitted = performance.now()
    const operations = submit(this.#gpu.device, dispatches, sizes, this.#pace.budget)
    return () => this.#pace.learn(operations, submitted, performance.now())
  }

  /** Starts reading the losses that wait in the ring, in one or two pieces where it wraps. */
  #collect(): void {
    while (this.#unread > 0) {
      const first = (this.#slot - this.#unread + RING_SLOTS) % RING_SLOTS
      const count = Math.min(this.#unread, RING_SLOTS - first)
      const losses = this.#readback.floats(this.#plan.buffers.ring, count, first)
      losses.catch(() => undefined) // heard by takeLosses, if anybody asks before the device is given up
      this.#read.push(losses)
      this.#unread -= count
    }
  }
}
