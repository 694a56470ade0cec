/*
 * The GPT from the top down, in TensorFlow.js operations. Over 150 lines, to be read in one go: it is the
 * definition of correct for every engine.
 * `gpt2`: Radford et al. 2019 as in Hugging Face's GPT2LMHeadModel. `microgpt`: Karpathy's microgpt (2026).
 *
 * Activations are [B·T, C]: matrix products stay two-dimensional, ranks stay at 4 and below, because
 * TensorFlow.js 4.22 on WebGPU computes higher ones wrong without a word, and throws in the gradient of a
 * product that broadcasts. The causal mask is added, not selected.
 *
 * Dimensions: B rows, T positions, C width, H heads, D = C / H, V vocabulary.
 */

import * as tf from '@tensorflow/tfjs-core'
import type { GptShape } from '#core/gpt-shape'
import { DROPOUT_SITES } from '../dropout'
import type { TapName } from '../engine'
import type { Tokens } from './tokens'

/** Epsilon of both norms. */
const EPSILON = 1e-5
/** Added to hidden scores: e^(−10⁹) is 0 in float32, and unlike −∞ it is safe arithmetic in WGSL. */
export const HIDDEN = -1e9

/** A parameter by its name in the layout. */
export type Weights = (name: string) => tf.Tensor

/** Parts whose output can be replaced by zero; `layer` is 0 for `positions`. */
export type Part = 'positions' | 'attention' | 'feed-forward' | 'attention-residual' | 'feed-forward-residual'

/** Where training and looking inside take part in the forward pass. */
export interface Hooks {
  /** Returns x with some of its elements dropped. */
  dropout<T extends tf.Tensor>(x: T, site: number): T
  /** Is shown an intermediate value, layer after layer. Rank 2 [B·T, C or 4C]; `scores` and `attention` [B, H, T, T]. */
  see(tap: TapName, x: tf.Tensor): void
  isOff(part: Part, layer: number): boolean
  /** [1, H, 1, 1] of ones and zeros, or null if all heads are on. */
  headMask(layer: number): tf.Tensor | null
}

/** Nothing dropped, nothing watched, everything on. */
export const PLAIN: Hooks = {
  dropout: (x) => x,
  see: () => undefined,
  isOff: () => false,
  headMask: () => null
}

/** Logits [B·T, V] of the token after each position. */
export function gpt(shape: GptShape, w: Weights, tokens: Tokens, hooks: Hooks = PLAIN): tf.Tensor2D {
  const gpt2 = shape.family === 'gpt2'
  let x = embed(shape, w, tokens, hooks)
  for (let layer = 0; layer < shape.layers; layer++) x = block(shape, w, tokens, layer, x, hooks)
  const final = gpt2 ? layerNorm(x, w, 'ln_f') : x
  hooks.see('final', final)
  return tf.matMul(final, as2d(w(gpt2 ? 'wte.weight' : 'lm_head.weight')), false, true)
}

/** Token and learned position embeddings, added. microgpt norms them at once. */
function embed(shape: GptShape, w: Weights, tokens: Tokens, hooks: Hooks): tf.Tensor2D {
  const { rows: B, length: T } = tokens
  const C = shape.width
  let x: tf.Tensor2D = tf.matMul(tokens.oneHot, as2d(w('wte.weight')))
  if (!hooks.isOff('positions', 0)) {
    const positions = tf.slice(as2d(w('wpe.weight')), [0, 0], [T, C])
    x = tf.reshape<tf.Rank.R2>(tf.add(tf.reshape(x, [B, T, C]), positions), [B * T, C])
  }
  x = hooks.dropout(x, DROPOUT_SITES.embedding)
  hooks.see('embedding', x)
  return shape.family === 'gpt2' ? x : rmsNorm(x)
}

/** One layer: attention and feed-forward, each behind a norm and around a residual connection. */
function block(
  shape: GptShape,
  w: Weights,
  tokens: Tokens,
  layer: number,
  x: tf.Tensor2D,
  hooks: Hooks
): tf.Tensor2D {
  const norm = (y: tf.Tensor2D, name: string): tf.Tensor2D =>
    shape.family === 'gpt2' ? layerNorm(y, w, `h.${layer}.${name}`) : rmsNorm(y)
  const residual = (
    part: 'attention' | 'feed-forward',
    skip: tf.Tensor2D,
    branch: tf.Tensor2D
  ): tf.Tensor2D => {
    const kept = hooks.isOff(`${part}-residual`, layer) ? tf.zerosLike(skip) : skip
    return tf.add(kept, hooks.isOff(part, layer) ? tf.zerosLike(branch) : branch)
  }
  const attended = residual('attention', x, attention(shape, w, tokens, layer, norm(x, 'ln_1'), hooks))
  const fed = feedForward(shape, w, layer, norm(attended, 'ln_2'), hooks)
  const out = residual('feed-forward', attended, fed)
  hooks.see('residual', out)
  return out
}

/** Causal multi-head self-attention (Vaswani et al. 2017): softmax(q kᵀ / √D + mask) v per head. */
function attention(
  shape: GptShape,
  w: Weights,
  { rows: B, length: T }: Tokens,
  layer: number,
  x: tf.Tensor2D,
  hooks: Hooks
): tf.Tensor2D {
  const { width: C, heads: H } = shape
  const D = C / H
  const name = `h.${layer}.attn`
  const qkv = linear(shape, w, `${name}.c_attn`, x)
  const part = (tap: TapName, index: number): tf.Tensor4D => {
    const values = tf.slice(qkv, [0, index * C], [B * T, C])
    hooks.see(tap, values)
    return tf.transpose(tf.reshape(values, [B, T, H, D]), [0, 2, 1, 3])
  }
  const [q, k, v] = [part('query', 0), part('key', 1), part('value', 2)]
  const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(D)), causalMask(T))
  hooks.see('scores', scores)
  const weights = tf.softmax(scores)
  hooks.see('attention', weights)
  let heads = tf.matMul(hooks.dropout(weights, DROPOUT_SITES.attention(layer)), v)
  const mask = hooks.headMask(layer)
  if (mask) heads = tf.mul(heads, mask)
  const joined = tf.reshape<tf.Rank.R2>(tf.transpose(heads, [0, 2, 1, 3]), [B * T, C])
  return hooks.dropout(linear(shape, w, `${name}.c_proj`, joined), DROPOUT_SITES.attended(layer))
}

/** Two linear layers with GELU (`gpt2`) or ReLU (`microgpt`) between them. */
function feedForward(shape: GptShape, w: Weights, layer: number, x: tf.Tensor2D, hooks: Hooks): tf.Tensor2D {
  const hidden = linear(shape, w, `h.${layer}.mlp.c_fc`, x)
  hooks.see('hidden', hidden)
  const activated = shape.family === 'gpt2' ? gelu(hidden) : tf.relu(hidden)
  hooks.see('activated', activated)
  const out = linear(shape, w, `h.${layer}.mlp.c_proj`, activated)
  return hooks.dropout(out, DROPOUT_SITES.fed(layer))
}

/** x W + b, with W [in, out]; microgpt has no b. */
function linear(shape: GptShape, w: Weights, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const y: tf.Tensor2D = tf.matMul(x, as2d(w(`${name}.weight`)))
  return shape.family === 'gpt2' ? as2d(tf.add(y, w(`${name}.bias`))) : y
}

/** (x − mean) / √(variance + ε) · gain + bias over the width (Ba, Kiros & Hinton 2016). */
function layerNorm(x: tf.Tensor2D, w: Weights, name: string): tf.Tensor2D {
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const variance = tf.mean(tf.square(centred), -1, true)
  const normed = tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON)))
  return tf.add(tf.mul(normed, w(`${name}.weight`)), w(`${name}.bias`))
}

/** x / √(mean x² + ε) over the width (Zhang & Sennrich 2019), without a gain. */
function rmsNorm(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), EPSILON)))
}

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): the tanh form of GELU (Hendrycks & Gimpel 2016). */
function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const cube = tf.mul(tf.square(x), x)
  const inner = tf.mul(tf.add(x, tf.mul(cube, 0.044715)), Math.sqrt(2 / Math.PI))
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1))
}

/** [T, T]: 0 where a query may look, HIDDEN to its right. */
function causalMask(T: number): tf.Tensor2D {
  const values = new Float32Array(T * T)
  for (let query = 0; query < T; query++) values.fill(HIDDEN, query * T + query + 1, (query + 1) * T)
  return tf.tensor2d(values, [T, T])
}

/** For results whose rank TensorFlow.js's types cannot know. */
function as2d(tensor: tf.Tensor): tf.Tensor2D {
  return tensor as tf.Tensor2D
}
