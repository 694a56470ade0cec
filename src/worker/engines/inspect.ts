/*
 * The forward pass of one sequence written out in plain loops, with a look at every value on the
 * way and a switch for every part: what the fast engines answer `forward` with. Obvious rather than fast;
 * sums are kept in double precision and stored as float32. A pass can be taken in pieces, so that others get their turn.
 * Over 150 lines: the pass, and the ends of it that views of its insides take by themselves; products and attention
 * are in inspect-arithmetic.ts.
 *
 * Dimensions: T positions, C width, H heads, D = C / H, V vocabulary.
 */

import { parameterLayout, type GptShape } from '#core/gpt-shape'
import type { Ablation, ForwardOptions, ForwardResult, TapName } from './engine'
import { attend, columns, gelu, project } from './inspect-arithmetic'

const EPSILON = 1e-5

/** A named tensor of the arena as a view. */
type Tensors = (name: string) => Float32Array

interface InspectOptions extends ForwardOptions {
  /** Ends after so many layers; the logits are then left empty. */
  readonly layers?: number
  /** False where only taps are wanted: the logits are left empty. */
  readonly says?: boolean
  /** The text before `ids`: its keys and values are used, and those of `ids` are added to it. */
  readonly past?: Past
}

/** What later tokens need of earlier ones: keys and values of each layer. */
export class Past {
  readonly keys: Float32Array[]
  readonly values: Float32Array[]
  /** Tokens so far. */
  length = 0

  constructor({ layers, block, width }: GptShape) {
    const empty = (): Float32Array[] => Array.from({ length: layers }, () => new Float32Array(block * width))
    this.keys = empty()
    this.values = empty()
  }

  copy(shape: GptShape): Past {
    const other = new Past(shape)
    other.length = this.length
    for (const [l, keys] of this.keys.entries()) other.keys[l]!.set(keys)
    for (const [l, values] of this.values.entries()) other.values[l]!.set(values)
    return other
  }
}

/** Runs `ids` through the model at these parameters. Same contract as TrainingEngine.forward. */
export function inspect(
  shape: GptShape,
  parameters: Float32Array,
  ids: Int32Array,
  options: InspectOptions = {}
): ForwardResult {
  const pass = inPieces(shape, parameters, ids, options)
  for (;;) {
    const next = pass.next()
    if (next.done) return next.value
  }
}

/** As `inspect`, waiting for `between` after each piece. @throws what `between` throws */
export async function inspectGently(
  shape: GptShape,
  parameters: Float32Array,
  ids: Int32Array,
  options: InspectOptions,
  between: () => Promise<void>
): Promise<ForwardResult> {
  const pass = inPieces(shape, parameters, ids, options)
  for (;;) {
    const next = pass.next()
    if (next.done) return next.value
    await between()
  }
}

function* inPieces(
  shape: GptShape,
  parameters: Float32Array,
  ids: Int32Array,
  options: InspectOptions
): Generator<undefined, ForwardResult, undefined> {
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

  const before = options.past?.length ?? 0
  let x: Float32Array = new Float32Array(T * C)
  const [wte, wpe] = [tensor('wte.weight'), tensor('wpe.weight')]
  for (let t = 0; t < T; t++) {
    for (let c = 0; c < C; c++) {
      x[t * C + c] = wte[ids[t]! * C + c]! + (off('positions') ? 0 : wpe[(before + t) * C + c]!)
    }
  }
  keep('embedding', x)
  if (!gpt2) x = rmsNorm(x, C)
  const normed = (name: string): Float32Array =>
    gpt2 ? layerNorm(x, C, tensor(`${name}.weight`), tensor(`${name}.bias`)) : rmsNorm(x, C)
  const linear = (input: Float32Array, name: string, to: number): Float32Array =>
    project(input, tensor(`${name}.weight`), layout.has(`${name}.bias`) ? tensor(`${name}.bias`) : null, to)

  const layers = Math.min(options.layers ?? shape.layers, shape.layers)
  for (let l = 0; l < layers; l++) {
    yield
    const qkv = linear(normed(`h.${l}.ln_1`), `h.${l}.attn.c_attn`, 3 * C)
    const query = columns(qkv, 3 * C, 0, C)
    const key = extended(columns(qkv, 3 * C, C, C), options.past?.keys[l], before * C)
    const value = extended(columns(qkv, 3 * C, 2 * C, C), options.past?.values[l], before * C)
    keep('query', query)
    keep('key', key)
    keep('value', value)
    const silent = new Set(
      options.ablations?.flatMap((a) => (a.part === 'head' && a.layer === l ? [a.head] : [])) ?? []
    )
    const { scores, weights, out } = attend(query, key, value, shape, silent)
    keep('scores', scores)
    keep('attention', weights)
    const mixed = linear(out, `h.${l}.attn.c_proj`, C)
    x = join(x, mixed, off('attention-residual', l), off('attention', l))
    yield
    const hidden = linear(normed(`h.${l}.ln_2`), `h.${l}.mlp.c_fc`, 4 * C)
    keep('hidden', hidden)
    const activated = hidden.map(gpt2 ? gelu : (value) => Math.max(0, value))
    keep('activated', activated)
    yield
    const fed = linear(activated, `h.${l}.mlp.c_proj`, C)
    x = join(x, fed, off('feed-forward-residual', l), off('feed-forward', l))
    keep('residual', x)
  }
  if (options.past) options.past.length += T
  if (layers < shape.layers) return { logits: new Float32Array(0), taps }
  yield
  const final = gpt2 ? normed('ln_f') : x
  keep('final', final)
  if (options.says === false) return { logits: new Float32Array(0), taps }
  const head = tensor(gpt2 ? 'wte.weight' : 'lm_head.weight')
  const logits = new Float32Array(T * V)
  for (let t = 0; t < T; t++) {
    if (t % PIECE === 0) yield
    readOut(final.subarray(t * C, (t + 1) * C), head, logits.subarray(t * V, (t + 1) * V))
  }
  return { logits, taps }
}

/** Positions whose logits are one piece. */
const PIECE = 16

/** head · x, one logit for each row of the head; four rows side by side, each summed in order. */
export function readOut(x: Float32Array, head: Float32Array, logits: Float32Array): void {
  const C = x.length
  const V = logits.length
  let v = 0
  for (; v + 4 <= V; v += 4) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0]
    const from = v * C
    for (let c = 0; c < C; c++) {
      const value = x[c]!
      s0 += value * head[from + c]!
      s1 += value * head[from + C + c]!
      s2 += value * head[from + 2 * C + c]!
      s3 += value * head[from + 3 * C + c]!
    }
    logits[v] = s0
    logits[v + 1] = s1
    logits[v + 2] = s2
    logits[v + 3] = s3
  }
  for (; v < V; v++) {
    let sum = 0
    for (let c = 0; c < C; c++) sum += x[c]! * head[v * C + c]!
    logits[v] = sum
  }
}

/** The residual connection: what flowed past plus what the branch adds, either of them switched off. */
function join(past: Float32Array, branch: Float32Array, pastOff: boolean, branchOff: boolean): Float32Array {
  return past.map((value, i) => (pastOff ? 0 : value) + (branchOff ? 0 : branch[i]!))
}

/** Each row divided by its root mean square. */
export function rmsNorm(x: Float32Array, C: number): Float32Array {
  const out = new Float32Array(x.length)
  for (let start = 0; start < x.length; start += C) {
    let squares = 0
    for (let c = 0; c < C; c++) squares += x[start + c]! ** 2
    const scale = 1 / Math.sqrt(squares / C + EPSILON)
    for (let c = 0; c < C; c++) out[start + c] = x[start + c]! * scale
  }
  return out
}

/** Each row with mean 0 and variance 1, times a gain, plus a bias. */
export function layerNorm(x: Float32Array, C: number, gain: Float32Array, bias: Float32Array): Float32Array {
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

/** What a text adds, after what stood in the first `size` places; kept there too. */
function extended(own: Float32Array, kept: Float32Array | undefined, size: number): Float32Array {
  if (!kept) return own
  kept.set(own, size)
  return kept.subarray(0, size + own.length)
}
