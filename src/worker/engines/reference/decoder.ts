/*
 * One token at a time through the model, with a key/value cache, in plain loops on the processor: for one
 * token that is quicker than TensorFlow.js. Sums run in double precision; values are stored as float32.
 *
 * Dimensions: C width, H heads, D = C / H, T block, V vocabulary.
 */

import type { GptShape, ParameterLayout } from '#core/gpt-shape'

const EPSILON = 1e-5
const GELU_SCALE = Math.sqrt(2 / Math.PI)

/** Keys and values of one row: per layer T × C each, filled up to the position reached. */
export interface Cache {
  readonly keys: readonly Float32Array[]
  readonly values: readonly Float32Array[]
}

/** The model at these parameters. */
export class Decoder {
  readonly #shape: GptShape
  readonly #layout: ParameterLayout
  readonly #parameters: Float32Array
  readonly #gpt2: boolean

  constructor(shape: GptShape, layout: ParameterLayout, parameters: Float32Array) {
    this.#shape = shape
    this.#layout = layout
    this.#parameters = parameters
    this.#gpt2 = shape.family === 'gpt2'
  }

  emptyCache(): Cache {
    const { layers, block, width } = this.#shape
    const planes = (): Float32Array[] => Array.from({ length: layers }, () => new Float32Array(block * width))
    return { keys: planes(), values: planes() }
  }

  /** Writes the logits after `token`, which stands at `position`, and adds it to the cache. */
  advance(token: number, position: number, cache: Cache, logits: Float32Array): void {
    const { width: C, layers, vocab } = this.#shape
    if (!(token >= 0 && token < vocab))
      throw new RangeError(`token ${token} is outside a vocabulary of ${vocab}`)
    const wte = this.#tensor('wte.weight').subarray(token * C, (token + 1) * C)
    const wpe = this.#tensor('wpe.weight').subarray(position * C, (position + 1) * C)
    let x: Float32Array = wte.map((value, c) => value + wpe[c]!)
    if (!this.#gpt2) x = this.#norm(x, '')
    for (let layer = 0; layer < layers; layer++) {
      const name = `h.${layer}`
      x = sum(x, this.#attention(this.#norm(x, `${name}.ln_1`), layer, position, cache))
      const hidden = this.#linear(this.#norm(x, `${name}.ln_2`), `${name}.mlp.c_fc`, 4 * C)
      x = sum(x, this.#linear(hidden.map(this.#gpt2 ? gelu : relu), `${name}.mlp.c_proj`, C))
    }
    if (this.#gpt2) x = this.#norm(x, 'ln_f')
    const head = this.#tensor(this.#gpt2 ? 'wte.weight' : 'lm_head.weight')
    for (let v = 0; v < vocab; v++) logits[v] = dot(x, 0, head, v * C, C)
  }

  #attention(x: Float32Array, layer: number, position: number, cache: Cache): Float32Array {
    const { width: C, heads: H } = this.#shape
    const D = C / H
    const keys = cache.keys[layer]!
    const values = cache.values[layer]!
    const qkv = this.#linear(x, `h.${layer}.attn.c_attn`, 3 * C)
    keys.set(qkv.subarray(C, 2 * C), position * C)
    values.set(qkv.subarray(2 * C), position * C)
    const joined = new Float32Array(C)
    const weights = new Float64Array(position + 1)
    for (let first = 0; first < C; first += D) {
      for (let t = 0; t <= position; t++) weights[t] = dot(qkv, first, keys, t * C + first, D) / Math.sqrt(D)
      softmax(weights)
      for (let d = first; d < first + D; d++) {
        let mixed = 0
        for (let t = 0; t <= position; t++) mixed += weights[t]! * values[t * C + d]!
        joined[d] = mixed
      }
    }
    return this.#linear(joined, `h.${layer}.attn.c_proj`, C)
  }

  /** LayerNorm with the gain and bias called `name`, or RMSNorm, which has neither. */
  #norm(x: Float32Array, name: string): Float32Array {
    const C = x.length
    const mean = this.#gpt2 ? x.reduce((total, value) => total + value, 0) / C : 0
    const variance = x.reduce((total, value) => total + (value - mean) ** 2, 0) / C
    const scale = 1 / Math.sqrt(variance + EPSILON)
    if (!this.#gpt2) return x.map((value) => value * scale)
    const gain = this.#tensor(`${name}.weight`)
    const bias = this.#tensor(`${name}.bias`)
    return x.map((value, c) => (value - mean) * scale * gain[c]! + bias[c]!)
  }

  /** x W + b, with W [in, out] read row by row. */
  #linear(x: Float32Array, name: string, out: number): Float32Array {
    const weight = this.#tensor(`${name}.weight`)
    const y = new Float64Array(out)
    if (this.#gpt2) y.set(this.#tensor(`${name}.bias`))
    for (let i = 0; i < x.length; i++) {
      const value = x[i]!
      for (let o = 0, at = i * out; o < out; o++, at++) y[o]! += value * weight[at]!
    }
    return Float32Array.from(y)
  }

  #tensor(name: string): Float32Array {
    const { offset, size } = this.#layout.get(name)
    return this.#parameters.subarray(offset, offset + size)
  }
}

function sum(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]!)
}

function dot(a: Float32Array, from: number, b: Float32Array, start: number, count: number): number {
  let total = 0
  for (let i = 0; i < count; i++) total += a[from + i]! * b[start + i]!
  return total
}

function softmax(x: Float64Array): void {
  const highest = Math.max(...x)
  let total = 0
  for (let i = 0; i < x.length; i++) total += x[i] = Math.exp(x[i]! - highest)
  for (let i = 0; i < x.length; i++) x[i]! /= total
}

/** GELU in its tanh form. */
function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(GELU_SCALE * (x + 0.044715 * x * x * x)))
}

function relu(x: number): number {
  return x > 0 ? x : 0
}
