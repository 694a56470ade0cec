/*
 * The reference engine: the model of model.ts, TensorFlow.js's automatic gradients, the optimizer of
 * training/optimizer.ts. Parameters and moments live in plain arrays; tensors exist only within a call.
 * Nothing here is tuned: it is what the other engines are held to.
 * Over 150 lines: one interface, whose calls take turns at one state.
 */

import * as tf from '@tensorflow/tfjs-core'
import type { EngineDescription } from '#core/contracts/engine-report'
import { parameterLayout, type GptShape, type ParameterLayout } from '#core/gpt-shape'
import { applyUpdate } from '../../training/optimizer'
import { dropoutKeys, dropoutMask } from '../dropout'
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
import type { Backend } from './backend'
import { decodeSession } from './decode'
import { batchLoss, countPredicted, positionNats } from './loss'
import { gpt, PLAIN, type Hooks, type Weights } from './model'
import { groupTaps, watchingHooks, type Seen } from './taps'
import { checkBatch, inputTokens, sequenceTokens } from './tokens'

export class ReferenceEngine implements TrainingEngine {
  readonly kind = 'reference'
  readonly shape: GptShape
  readonly layout: ParameterLayout
  readonly #backend: Backend
  readonly #options: EngineOptions
  #state: EngineState
  #losses: number[] = []
  /** Ends when the last call that reads or changes the state has ended. */
  #last: Promise<unknown> = Promise.resolve()
  #unfinished = 0
  #disposed = false

  constructor(shape: GptShape, options: EngineOptions, backend: Backend) {
    this.shape = shape
    this.layout = parameterLayout(shape)
    this.#options = options
    this.#backend = backend
    const zeros = (): Float32Array => new Float32Array(this.layout.total)
    this.#state = { parameters: zeros(), m: zeros(), v: zeros() }
  }

  describe(): EngineDescription {
    const { device, adapter } = this.#backend
    return { engine: 'reference', device, threads: 1, features: [], ...(adapter && { adapter }) }
  }

  step(batch: Batch, update: Update): Promise<void> {
    return this.#inTurn(async () => {
      const hooks = this.#options.dropout > 0 ? this.#dropping(update.step) : PLAIN
      const { loss, gradient } = await this.#differentiate(batch, this.#state.parameters, hooks)
      applyUpdate(this.#state, gradient, this.layout, this.#options.optimizer, update)
      this.#losses.push(loss)
    })
  }

  takeLosses(): Promise<Float64Array> {
    return this.#inTurn(() => Promise.resolve(Float64Array.from(this.#losses.splice(0))))
  }

  evaluate(batch: Batch, parameters?: Float32Array): Promise<Evaluation> {
    return this.#inTurn(async () => {
      checkBatch(batch, this.shape.block)
      const weights = this.#at(parameters)
      const [each] = await this.#backend.run(() => {
        const logits = gpt(this.shape, this.#weights(tensorsOf(this.layout, weights)), this.#inputs(batch))
        return [positionNats(logits, batch)]
      })
      const nats = new Float64Array(batch.rows)
      each!.forEach((value, i) => (nats[Math.floor(i / batch.length)]! += value))
      return { nats: nats.map((sum) => honest(sum, weights)), tokens: countPredicted(batch).perRow }
    })
  }

  gradient(batch: Batch, parameters?: Float32Array): Promise<Gradient> {
    return this.#inTurn(() => this.#differentiate(batch, this.#at(parameters), PLAIN))
  }

  forward(ids: Int32Array, options: ForwardOptions = {}): Promise<ForwardResult> {
    return this.#inTurn(async () => {
      const { block, vocab } = this.shape
      if (ids.length < 1 || ids.length > block) throw new RangeError(`${ids.length} tokens, block ${block}`)
      const seen: Seen[] = []
      const [logits, ...values] = await this.#backend.run(() => {
        const weights = this.#weights(tensorsOf(this.layout, this.#at(options.parameters)))
        const hooks = watchingHooks(this.shape, options, seen)
        return [gpt(this.shape, weights, sequenceTokens(ids, vocab), hooks), ...seen.map((s) => s.tensor)]
      })
      return { logits: logits!, taps: groupTaps(seen, values) }
    })
  }

  decode(rows: number): DecodeSession {
    this.#check()
    if (this.#unfinished > 0) throw new Error('decode while other calls are unfinished')
    return decodeSession(this.shape, this.layout, this.#state.parameters.slice(), rows)
  }

  read(): Promise<EngineState> {
    return this.#inTurn(() => {
      const { parameters, m, v } = this.#state
      return Promise.resolve({ parameters: parameters.slice(), m: m.slice(), v: v.slice() })
    })
  }

  write(state: { parameters: Float32Array; m?: Float32Array; v?: Float32Array }): Promise<void> {
    const copy = (values: Float32Array = new Float32Array(this.layout.total)): Float32Array =>
      this.#at(values).slice()
    const copied = { parameters: copy(state.parameters), m: copy(state.m), v: copy(state.v) }
    return this.#inTurn(() => {
      this.#state = copied
      return Promise.resolve()
    })
  }

  dispose(): void {
    this.#disposed = true
    const nothing = new Float32Array(0)
    this.#state = { parameters: nothing, m: nothing, v: nothing }
  }

  /** Loss and gradient at these parameters. */
  async #differentiate(batch: Batch, parameters: Float32Array, hooks: Hooks): Promise<Gradient> {
    checkBatch(batch, this.shape.block)
    const [loss, ...parts] = await this.#backend.run(() => {
      const lossOf = tf.valueAndGrads((...tensors) => {
        return batchLoss(gpt(this.shape, this.#weights(tensors), this.#inputs(batch), hooks), batch)
      })
      const { value, grads } = lossOf(tensorsOf(this.layout, parameters))
      return [value, ...grads]
    })
    const gradient = new Float32Array(this.layout.total)
    this.layout.tensors.forEach(({ offset }, i) => gradient.set(parts[i]!, offset))
    return { loss: honest(loss![0]!, parameters), gradient }
  }

  /** Hooks that drop activations by the masks of this step. */
  #dropping(step: number): Hooks {
    const { dropout, seed } = this.#options
    return {
      ...PLAIN,
      dropout: (x, site) => {
        const mask = dropoutMask(x.size, dropout, dropoutKeys(seed, step, site))
        return tf.mul(x, tf.tensor(mask, x.shape))
      }
    }
  }

  #inputs(batch: Batch): ReturnType<typeof inputTokens> {
    return inputTokens(batch, this.shape.vocab)
  }

  /** Finds tensors, given in the layout's order, by their names. */
  #weights(tensors: readonly tf.Tensor[]): Weights {
    const byName = new Map(this.layout.tensors.map(({ name }, i) => [name, tensors[i]!]))
    return (name) => byName.get(name)!
  }

  /** The engine's parameters, or those given, if they are as many. */
  #at(parameters = this.#state.parameters): Float32Array {
    if (parameters.length !== this.layout.total) {
      throw new RangeError(`${parameters.length} values for an arena of ${this.layout.total}`)
    }
    return parameters
  }

  /** Calls take turns: each sees the state as the calls before it left it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#unfinished++
    const turn = this.#last.then(async () => {
      try {
        this.#check()
        return await work()
      } finally {
        this.#unfinished--
      }
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }

  #check(): void {
    if (this.#disposed) throw new Error('the engine is disposed')
  }
}

/** The arena's views as tensors, in the layout's order. Copies: TensorFlow.js keeps the arrays it is given. */
function tensorsOf(layout: ParameterLayout, arena: Float32Array): tf.Tensor[] {
  return layout.tensors.map(({ offset, size, shape }) =>
    tf.tensor(arena.slice(offset, offset + size), [...shape], 'float32')
  )
}

/** A loss is only as finite as its parameters: WGSL may lose a NaN on the way (tfjs issue 7162). */
function honest(loss: number, parameters: Float32Array): number {
  return parameters.every(Number.isFinite) ? loss : NaN
}
