/*
 * The same model once more, one number at a time in double precision, after the manner of Karpathy's
 * microgpt: no tensors, no batches, no automatic gradient. Over 150 lines, to be read in one go. Only tests use it:
 * losses of every engine are compared with it, and its finite differences are what every gradient must equal.
 *
 * Dimensions: C width, H heads, D = C / H, T positions of the batch.
 */

import { parameterLayout, type GptShape, type ParameterLayout } from '#core/gpt-shape'
import { DROPOUT_SITES, dropoutKeys, dropoutThreshold, isKept } from '../dropout'
import type { Batch } from '../engine'

const EPSILON = 1e-5

type Vector = readonly number[]

/** Dropout as in a training step; absent, nothing is dropped. */
export interface Dropout {
  readonly share: number
  readonly seed: number
  readonly step: number
}

/** Multiplies the element at `index` of a site by 0 or 1 / (1 − share). */
type Drop = (value: number, site: number, index: number) => number

/** Nats of each row of a batch and the mean over all its predicted tokens. */
export function loss64(
  shape: GptShape,
  parameters: Float64Array,
  batch: Batch,
  dropout?: Dropout
): { nats: number[]; mean: number } {
  const nats: number[] = []
  let predicted = 0
  for (let row = 0; row < batch.rows; row++) {
    const start = row * batch.length
    const ids = batch.inputs.subarray(start, start + batch.lengths[row]!)
    const logits = logits64(shape, parameters, ids, { row, length: batch.length, dropout })
    let sum = 0
    logits.forEach((scores, t) => {
      const target = batch.targets[start + t]!
      if (target < 0) return
      sum -= Math.log(softmax(scores)[target]!)
      predicted++
    })
    nats.push(sum)
  }
  return { nats, mean: nats.reduce((a, b) => a + b, 0) / predicted }
}

/** d mean / d θ by central differences, in arena order: error about h² and 10⁻¹⁶ / h. */
export function gradient64(
  shape: GptShape,
  parameters: Float64Array,
  batch: Batch,
  dropout?: Dropout
): Float64Array {
  const h = 1e-5
  const at = parameters.slice()
  return parameters.map((value, i) => {
    at[i] = value + h
    const above = loss64(shape, at, batch, dropout).mean
    at[i] = value - h
    const below = loss64(shape, at, batch, dropout).mean
    at[i] = value
    return (above - below) / (2 * h)
  })
}

/** Logits after each token of a row. `place` says where the row stands in its batch, for dropout. */
export function logits64(
  shape: GptShape,
  parameters: Float64Array,
  ids: ArrayLike<number>,
  place: { row: number; length: number; dropout?: Dropout | undefined } = { row: 0, length: ids.length }
): number[][] {
  const { width: C, heads: H, layers } = shape
  const T = place.length
  const D = C / H
  const gpt2 = shape.family === 'gpt2'
  const model = new Tensors(layoutOf(shape), parameters)
  const drop = dropper(place.dropout)
  const norm = (x: Vector, name: string): Vector =>
    gpt2 ? layerNorm(x, model.row(`${name}.weight`, 0, C), model.row(`${name}.bias`, 0, C)) : rmsNorm(x)

  const keys: Vector[][] = Array.from({ length: layers }, () => [])
  const values: Vector[][] = Array.from({ length: layers }, () => [])
  return Array.from(ids, (id, t) => {
    const at = (place.row * T + t) * C
    const wpe = model.row('wpe.weight', t, C)
    let x: Vector = model.row('wte.weight', id, C).map((value, c) => {
      return drop(value + wpe[c]!, DROPOUT_SITES.embedding, at + c)
    })
    if (!gpt2) x = rmsNorm(x)
    for (let layer = 0; layer < layers; layer++) {
      const name = `h.${layer}`
      // Attention.
      const qkv = model.linear(norm(x, `${name}.ln_1`), `${name}.attn.c_attn`, 3 * C)
      keys[layer]!.push(qkv.slice(C, 2 * C))
      values[layer]!.push(qkv.slice(2 * C))
      const joined: number[] = []
      for (let head = 0; head < H; head++) {
        const scores = keys[layer]!.map((key) => {
          let dot = 0
          for (let d = head * D; d < (head + 1) * D; d++) dot += qkv[d]! * key[d]!
          return dot / Math.sqrt(D)
        })
        const weights = softmax(scores).map((weight, other) =>
          drop(weight, DROPOUT_SITES.attention(layer), ((place.row * H + head) * T + t) * T + other)
        )
        for (let d = head * D; d < (head + 1) * D; d++) {
          joined.push(weights.reduce((sum, weight, other) => sum + weight * values[layer]![other]![d]!, 0))
        }
      }
      const attended = model.linear(joined, `${name}.attn.c_proj`, C)
      x = x.map((value, c) => value + drop(attended[c]!, DROPOUT_SITES.attended(layer), at + c))
      // Feed-forward.
      const hidden = model.linear(norm(x, `${name}.ln_2`), `${name}.mlp.c_fc`, 4 * C)
      const fed = model.linear(hidden.map(gpt2 ? gelu : relu), `${name}.mlp.c_proj`, C)
      x = x.map((value, c) => value + drop(fed[c]!, DROPOUT_SITES.fed(layer), at + c))
    }
    if (gpt2) x = norm(x, 'ln_f')
    return model.scores(x, gpt2 ? 'wte.weight' : 'lm_head.weight')
  })
}

const layouts = new Map<GptShape, ParameterLayout>()

/** Finite differences ask for the same layout thousands of times. */
function layoutOf(shape: GptShape): ParameterLayout {
  const layout = layouts.get(shape) ?? parameterLayout(shape)
  layouts.set(shape, layout)
  return layout
}

/** The arena by names. */
class Tensors {
  constructor(
    readonly layout: ParameterLayout,
    readonly parameters: Float64Array
  ) {}

  /** Row `index` of a tensor whose rows have `width` elements. */
  row(name: string, index: number, width: number): number[] {
    const start = this.layout.get(name).offset + index * width
    return [...this.parameters.subarray(start, start + width)]
  }

  /** x W + b. */
  linear(x: Vector, name: string, out: number): number[] {
    const { offset } = this.layout.get(`${name}.weight`)
    const bias = this.layout.has(`${name}.bias`) ? this.row(`${name}.bias`, 0, out) : null
    const y: number[] = []
    for (let o = 0; o < out; o++) {
      let sum = bias ? bias[o]! : 0
      for (let i = 0; i < x.length; i++) sum += x[i]! * this.parameters[offset + i * out + o]!
      y.push(sum)
    }
    return y
  }

  /** x · row v of a [V, C] matrix, for every v. */
  scores(x: Vector, name: string): number[] {
    const { offset, size } = this.layout.get(name)
    const y: number[] = []
    for (let start = offset; start < offset + size; start += x.length) {
      let sum = 0
      for (let c = 0; c < x.length; c++) sum += x[c]! * this.parameters[start + c]!
      y.push(sum)
    }
    return y
  }
}

function dropper(dropout: Dropout | undefined): Drop {
  if (!dropout) return (value) => value
  const { share, seed, step } = dropout
  const threshold = dropoutThreshold(share)
  return (value, site, index) =>
    isKept(index, dropoutKeys(seed, step, site), threshold) ? value / (1 - share) : 0
}

function mean(x: Vector): number {
  return x.reduce((sum, value) => sum + value, 0) / x.length
}

function rmsNorm(x: Vector): Vector {
  const scale = (mean(x.map((value) => value * value)) + EPSILON) ** -0.5
  return x.map((value) => value * scale)
}

function layerNorm(x: Vector, gain: Vector, bias: Vector): Vector {
  const centre = mean(x)
  const variance = mean(x.map((value) => (value - centre) ** 2))
  return x.map((value, c) => ((value - centre) / Math.sqrt(variance + EPSILON)) * gain[c]! + bias[c]!)
}

function softmax(scores: Vector): number[] {
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
}

function relu(x: number): number {
  return Math.max(0, x)
}
