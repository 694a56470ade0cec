/*
 * The forward pass of one sequence written out in plain loops, with a look at every value on the
 * way and a switch for every part: what the fast engines answer `forward` with. Slow and obvious;
 * sums are kept in double precision and stored as float32.
 *
 * Dimensions: T positions, C width, H heads, D = C / H, V vocabulary.
 */

import { parameterLayout, type GptShape } from '#core/gpt-shape'
import type { Ablation, ForwardOptions, ForwardResult, TapName } from './engine'

const EPSILON = 1e-5

/** A named tensor of the arena as a view. */
type Tensors = (name: string) => Float32Array

/** Runs `ids` through the model at these parameters. Same contract as TrainingEngine.forward. */
export function inspect(
  shape: GptShape,
  parameters: Float32Array,
  ids: Int32Array,
  options: ForwardOptions = {}
): ForwardResult {
  const { width: C, vocab: V } = shape
  const T = ids.length
  const gpt2 = shape.family === 'gpt2'
  const layout = parameterLayout(shape)
  const tensor: Tensors = (name) => {
    const { offset, size } = layout.get(name)
    return parameters.subarray(offset, offset + size)
  }
  const taps: Partial<Record<TapName, Float32Array[]>> = {}
  const keep = (name: TapName, values: Float32Array): void => {
    if (options.taps?.includes(name)) (taps[name] ??= []).push(values.slice())
  }
  const off = (part: Ablation['part'], layer?: number): boolean =>
    options.ablations?.some((a) => a.part === part && (!('layer' in a) || a.layer === layer)) ?? false

  let x: Float32Array = new Float32Array(T * C)
  const [wte, wpe] = [tensor('wte.weight'), tensor('wpe.weight')]
  for (let t = 0; t < T; t++) {
    for (let c = 0; c < C; c++) {
      x[t * C + c] = wte[ids[t]! * C + c]! + (off('positions') ? 0 : wpe[t * C + c]!)
    }
  }
  keep('embedding', x)
  if (!gpt2) x = rmsNorm(x, C)
  const normed = (name: string): Float32Array =>
    gpt2 ? layerNorm(x, C, tensor(`${name}.weight`), tensor(`${name}.bias`)) : rmsNorm(x, C)
  const linear = (input: Float32Array, name: string, to: number): Float32Array =>
    project(input, tensor(`${name}.weight`), layout.has(`${name}.bias`) ? tensor(`${name}.bias`) : null, to)

  for (let l = 0; l < shape.layers; l++) {
    const qkv = linear(normed(`h.${l}.ln_1`), `h.${l}.attn.c_attn`, 3 * C)
    keep('query', columns(qkv, 3 * C, 0, C))
    keep('key', columns(qkv, 3 * C, C, C))
    keep('value', columns(qkv, 3 * C, 2 * C, C))
    const silent = new Set(
      options.ablations?.flatMap((a) => (a.part === 'head' && a.layer === l ? [a.head] : [])) ?? []
    )
    const { scores, weights, out } = attend(qkv, T, shape, silent)
    keep('scores', scores)
    keep('attention', weights)
    const mixed = linear(out, `h.${l}.attn.c_proj`, C)
    x = join(x, mixed, off('attention-residual', l), off('attention', l))
    const hidden = linear(normed(`h.${l}.ln_2`), `h.${l}.mlp.c_fc`, 4 * C)
    keep('hidden', hidden)
    const activated = hidden.map(gpt2 ? gelu : (value) => Math.max(0, value))
    keep('activated', activated)
    const fed = linear(activated, `h.${l}.mlp.c_proj`, C)
    x = join(x, fed, off('feed-forward-residual', l), off('feed-forward', l))
    keep('residual', x)
  }
  const final = gpt2 ? normed('ln_f') : x
  keep('final', final)
  const head = tensor(gpt2 ? 'wte.weight' : 'lm_head.weight')
  const logits = new Float32Array(T * V)
  for (let t = 0; t < T; t++) {
    for (let v = 0; v < V; v++) {
      let sum = 0
      for (let c = 0; c < C; c++) sum += final[t * C + c]! * head[v * C + c]!
      logits[t * V + v] = sum
    }
  }
  return { logits, taps }
}

/** The residual connection: what flowed past plus what the branch adds, either of them switched off. */
function join(past: Float32Array, branch: Float32Array, pastOff: boolean, branchOff: boolean): Float32Array {
  return past.map((value, i) => (pastOff ? 0 : value) + (branchOff ? 0 : branch[i]!))
}

function rmsNorm(x: Float32Array, C: number): Float32Array {
  const out = new Float32Array(x.length)
  for (let start = 0; start < x.length; start += C) {
    let squares = 0
    for (let c = 0; c < C; c++) squares += x[start + c]! ** 2
    const scale = 1 / Math.sqrt(squares / C + EPSILON)
    for (let c = 0; c < C; c++) out[start + c] = x[start + c]! * scale
  }
  return out
}

function layerNorm(x: Float32Array, C: number, gain: Float32Array, bias: Float32Array): Float32Array {
  const out = new Float32Array(x.length)
  for (let start = 0; start < x.length; start += C) {
    let mean = 0
    for (let c = 0; c < C; c++) mean += x[start + c]! / C
    let variance = 0
    for (let c = 0; c < C; c++) variance += (x[start + c]! - mean) ** 2 / C
    const scale = 1 / Math.sqrt(variance + EPSILON)
    for (let c = 0; c < C; c++) out[start + c] = (x[start + c]! - mean) * scale * gain[c]! + bias[c]!
  }
  return out
}

/** x·W + b for a [from, to] matrix. */
function project(x: Float32Array, weight: Float32Array, bias: Float32Array | null, to: number): Float32Array {
  const from = weight.length / to
  const out = new Float32Array((x.length / from) * to)
  for (let row = 0; row * from < x.length; row++) {
    for (let o = 0; o < to; o++) {
      let sum = bias ? bias[o]! : 0
      for (let i = 0; i < from; i++) sum += x[row * from + i]! * weight[i * to + o]!
      out[row * to + o] = sum
    }
  }
  return out
}

/** GELU in its tanh form (Hendrycks & Gimpel 2016). */
function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
}

function columns(x: Float32Array, stride: number, first: number, count: number): Float32Array {
  const out = new Float32Array((x.length / stride) * count)
  for (let row = 0; row * stride < x.length; row++) {
    out.set(x.subarray(row * stride + first, row * stride + first + count), row * count)
  }
  return out
}

/** Causal attention of all heads: scores and weights H × T × T, output T × C; silent heads give zeros. */
function attend(
  qkv: Float32Array,
  T: number,
  { heads: H, width: C }: GptShape,
  silent: ReadonlySet<number>
): { scores: Float32Array; weights: Float32Array; out: Float32Array } {
  const D = C / H
  const scores = new Float32Array(H * T * T).fill(-Infinity)
  const weights = new Float32Array(H * T * T)
  const out = new Float32Array(T * C)
  for (let h = 0; h < H; h++) {
    for (let i = 0; i < T; i++) {
      const row = (h * T + i) * T
      let highest = -Infinity
      for (let j = 0; j <= i; j++) {
        let dot = 0
        for (let d = 0; d < D; d++) dot += qkv[i * 3 * C + h * D + d]! * qkv[j * 3 * C + C + h * D + d]!
        scores[row + j] = dot / Math.sqrt(D)
        highest = Math.max(highest, scores[row + j]!)
      }
      let total = 0
      for (let j = 0; j <= i; j++) total += Math.exp(scores[row + j]! - highest)
      for (let j = 0; j <= i; j++) weights[row + j] = Math.exp(scores[row + j]! - highest) / total
      if (silent.has(h)) continue
      for (let d = 0; d < D; d++) {
        let value = 0
        for (let j = 0; j <= i; j++) value += weights[row + j]! * qkv[j * 3 * C + 2 * C + h * D + d]!
        out[i * C + h * D + d] = value
      }
    }
  }
  return { scores, weights, out }
}
