/*
 * What the tests of the loop, the sampler and the session run on: a tokenizer of single letters and an
 * engine whose model is a table of pairs (logits = row of the last token), small enough to follow by
 * hand, with the real optimizer. It also complains where the engine interface is used wrongly.
 */

import type { AdapterReport, EngineDescription } from '#core/contracts/engine-report'
import { parameterLayout } from '#core/gpt-shape'
import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import { logSoftmax } from '#core/sampling'
import { Failure } from '#core/errors'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type {
  Batch,
  DecodeSession,
  EngineFactory,
  EngineOptions,
  EngineState,
  Evaluation,
  ForwardOptions,
  ForwardResult,
  Gradient,
  TrainingEngine,
  Update
} from './engines/engine'
import { applyUpdate } from './training/optimizer'

/** A tokenizer of these letters; the end token is the last id. */
export function letters(alphabet: string): Tokenizer {
  const characters = [...alphabet]
  return {
    data: { kind: 'characters', characters },
    vocab: characters.length + 1,
    end: characters.length,
    characters: new Int32Array(characters.length + 1).fill(1),
    encode: (text) =>
      Int32Array.from([...text], (character) => {
        const id = characters.indexOf(character)
        if (id < 0) throw new Failure('unknown-character', { character })
        return id
      }),
    decode: (ids) => Array.from(ids, (id) => characters[id] ?? '').join(''),
    bytes: (id) => new TextEncoder().encode(characters[id] ?? ''),
    token: (id) => characters[id] ?? 'end'
  }
}

/** Logits of the next token after these. */
export type Model = (history: readonly number[]) => ArrayLike<number>

const CARD: AdapterReport = {
  vendor: 'acme',
  architecture: 'one',
  device: '',
  description: 'Acme One',
  software: false,
  limits: {},
  features: []
}

export class FakeEngine implements TrainingEngine {
  readonly kind = 'reference'
  readonly layout: ParameterLayout
  readonly state: EngineState
  /** Calls in order, for tests of who asks what when. */
  readonly calls: string[] = []
  /** Makes the step of this number fail, or its loss not a number. */
  failAt: { step: number; with: Failure | 'nan' } | null = null
  /** What every call fails with from now on: a graphics card that is gone. */
  lost: Failure | null = null
  /** Describes it as an engine on a graphics card. */
  onCard = false
  openSessions = 0
  disposed = false
  #losses: number[] = []

  constructor(
    readonly shape: GptShape,
    readonly options: EngineOptions,
    /** Replaces the table in `decode` and `forward`. */
    public model?: Model
  ) {
    this.layout = parameterLayout(shape)
    if (shape.vocab ** 2 > this.layout.total) throw new Error('the table of pairs does not fit the arena')
    const zeros = (): Float32Array => new Float32Array(this.layout.total)
    this.state = { parameters: zeros(), m: zeros(), v: zeros() }
  }

  describe(): EngineDescription {
    const description = { engine: 'reference', device: 'Fake', threads: 1, features: [] } as const
    return this.onCard ? { ...description, device: 'Fake card', adapter: CARD } : description
  }

  step(batch: Batch, update: Update): void {
    this.#use('step')
    if (this.openSessions > 0) throw new Error('stepped while a decode session was open')
    if (batch.rows > this.options.maxRows) throw new Error('more rows than announced')
    if (this.failAt?.step === update.step && this.failAt.with !== 'nan') throw this.failAt.with
    const { loss, gradient } = this.#differentiate(batch)
    applyUpdate(this.state, gradient, this.layout, this.options.optimizer, update)
    this.#losses.push(this.failAt?.step === update.step ? NaN : loss)
  }

  takeLosses(): Promise<Float64Array> {
    this.#use('takeLosses')
    const taken = Float64Array.from(this.#losses)
    this.#losses = []
    return Promise.resolve(taken)
  }

  evaluate(batch: Batch): Promise<Evaluation> {
    this.#use('evaluate')
    if (batch.rows > this.options.maxRows) throw new Error('more rows than announced')
    const nats = new Float64Array(batch.rows)
    for (let b = 0; b < batch.rows; b++) {
      for (let t = 0; t < batch.lengths[b]!; t++) {
        const place = b * batch.length + t
        nats[b]! -= logSoftmax(this.#row(batch.inputs[place]!))[batch.targets[place]!]!
      }
    }
    return Promise.resolve({ nats, tokens: batch.lengths.slice() })
  }

  gradient(batch: Batch): Promise<Gradient> {
    return Promise.resolve(this.#differentiate(batch))
  }

  forward(ids: Int32Array, _options?: ForwardOptions): Promise<ForwardResult> {
    this.#use('forward')
    if (ids.length > this.shape.block) throw new Error('longer than the block')
    const logits = new Float32Array(ids.length * this.shape.vocab)
    for (let t = 0; t < ids.length; t++)
      logits.set(this.next([...ids.subarray(0, t + 1)]), t * this.shape.vocab)
    return Promise.resolve({ logits, taps: {} })
  }

  decode(rows: number): DecodeSession {
    this.#use('decode')
    this.openSessions++
    return new FakeSession(this, rows)
  }

  read(): Promise<EngineState> {
    this.#use('read')
    const { parameters, m, v } = this.state
    return Promise.resolve({ parameters: parameters.slice(), m: m.slice(), v: v.slice() })
  }

  write(state: { parameters: Float32Array; m?: Float32Array; v?: Float32Array }): Promise<void> {
    this.#use('write')
    this.state.parameters.set(state.parameters)
    this.state.m.set(state.m ?? new Float32Array(this.layout.total))
    this.state.v.set(state.v ?? new Float32Array(this.layout.total))
    return Promise.resolve()
  }

  dispose(): void {
    this.#use('dispose')
    this.disposed = true
  }

  /** Logits after this history. */
  next(history: readonly number[]): ArrayLike<number> {
    return this.model ? this.model(history) : this.#row(history.at(-1)!)
  }

  #use(call: string): void {
    if (this.disposed) throw new Error(`${call} after dispose`)
    if (this.lost && call !== 'dispose') throw this.lost
    this.calls.push(call)
  }

  #row(token: number): Float32Array {
    const { vocab } = this.shape
    return this.state.parameters.subarray(token * vocab, (token + 1) * vocab)
  }

  #differentiate(batch: Batch): Gradient {
    const { vocab } = this.shape
    const gradient = new Float32Array(this.layout.total)
    const count = batch.lengths.reduce((sum, n) => sum + n, 0)
    let loss = 0
    for (let place = 0; place < batch.targets.length; place++) {
      const [input, target] = [batch.inputs[place]!, batch.targets[place]!]
      if (target < 0) continue
      const logs = logSoftmax(this.#row(input))
      loss -= logs[target]! / count
      for (let id = 0; id < vocab; id++) {
        gradient[input * vocab + id]! += (Math.exp(logs[id]!) - (id === target ? 1 : 0)) / count
      }
    }
    return { loss, gradient }
  }
}

class FakeSession implements DecodeSession {
  position = 0
  #histories: number[][]
  #open = true

  constructor(
    readonly engine: FakeEngine,
    rows: number
  ) {
    this.#histories = Array.from({ length: rows }, () => [])
  }

  get rows(): number {
    return this.#histories.length
  }

  advance(tokens: Int32Array): Float32Array {
    if (!this.#open) throw new Error('advance after dispose')
    if (tokens.length !== this.rows) throw new Error(`${tokens.length} tokens for ${this.rows} rows`)
    if (this.position >= this.engine.shape.block) throw new Error('beyond the block')
    this.position++
    const { vocab } = this.engine.shape
    const logits = new Float32Array(this.rows * vocab)
    for (const [r, history] of this.#histories.entries()) {
      history.push(tokens[r]!)
      logits.set(this.engine.next(history), r * vocab)
    }
    return logits
  }

  keep(rows: Int32Array): void {
    this.#histories = Array.from(rows, (row) => [...this.#histories[row]!])
  }

  reset(rows: number): void {
    this.#histories = Array.from({ length: rows }, () => [])
    this.position = 0
  }

  dispose(): void {
    if (this.#open) this.engine.openSessions--
    this.#open = false
  }
}

/** Makes fake engines and remembers them. */
export function fakeFactory(
  prepare?: (engine: FakeEngine) => void
): EngineFactory & { readonly made: FakeEngine[] } {
  const made: FakeEngine[] = []
  return {
    kind: 'reference',
    made,
    create: (shape, options) => {
      const engine = new FakeEngine(shape, options)
      prepare?.(engine)
      made.push(engine)
      return Promise.resolve(engine)
    }
  }
}
