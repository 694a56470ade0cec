/*
 * From logits to a token, on the CPU in double precision. The order: temperature, top-k, top-p, min-p, then
 * one uniform number picks among what is left, by cumulative weight in the order of the ids. Where
 * tokens are equally likely the lower id comes first, so that every engine chooses alike.
 */

import { Failure } from './errors'

export interface SamplingSettings {
  /** Logits are divided by it; 0 is greedy. */
  readonly temperature: number
  /** Keep the k likeliest tokens; 0 = all. */
  readonly top_k: number
  /** Keep the likeliest tokens until they reach this share together; 1 = all. */
  readonly top_p: number
  /** Keep tokens at least this share as likely as the likeliest (Nguyen et al. 2024); 0 or left out = all. */
  readonly min_p?: number
}

/**
 * The next token.
 * @param logits one per token; −Infinity forbids a token
 * @param uniform draws from [0, 1); called once, not at all if greedy
 * @throws Failure `model-not-finite` if no token has a usable logit.
 */
export function chooseToken(
  logits: ArrayLike<number>,
  settings: SamplingSettings,
  uniform: () => number
): number {
  if (settings.temperature === 0) return likeliest(logits)
  const weights = tokenWeights(logits, settings)
  let total = 0
  for (const weight of weights) total += weight
  // As CPython's `choices`: the first id whose cumulative weight exceeds a share of the total.
  const target = uniform() * total
  let cumulative = 0
  let last = -1
  for (let id = 0; id < weights.length; id++) {
    if (weights[id] === 0) continue
    cumulative += weights[id]!
    last = id
    if (target < cumulative) break
  }
  return last // rounding may leave the target at the total: then the last token that can be drawn
}

/** The likeliest token, the lowest id among equals. */
function likeliest(logits: ArrayLike<number>): number {
  let best = -1
  for (let id = 0; id < logits.length; id++) {
    if (logits[id]! > (best < 0 ? -Infinity : logits[best]!)) best = id
  }
  if (best < 0) throw new Failure('model-not-finite')
  return best
}

/**
 * What each token weighs in the draw, up to a common factor: 0 for those that top-k, top-p and min-p cut away.
 * @param settings with a temperature above 0
 */
export function tokenWeights(logits: ArrayLike<number>, settings: SamplingSettings): Float64Array {
  const { temperature, top_k, top_p, min_p = 0 } = settings
  const highest = logits[likeliest(logits)]!
  const weights = new Float64Array(logits.length)
  for (let id = 0; id < logits.length; id++) weights[id] = Math.exp((logits[id]! - highest) / temperature)
  if (weights.some(Number.isNaN)) throw new Failure('model-not-finite')
  const cutK = top_k > 0 && top_k < logits.length
  if (cutK || top_p < 1) keepLikeliest(weights, cutK ? top_k : logits.length, top_p)
  // The likeliest token weighs 1, whatever was cut.
  for (let id = 0; id < weights.length; id++) if (weights[id]! < min_p) weights[id] = 0
  return weights
}

/** Zeroes all but the `count` heaviest, and of these all after the first that bring the sum to `share`. */
function keepLikeliest(weights: Float64Array, count: number, share: number): void {
  const order = Array.from(weights, (_, id) => id).sort((a, b) => weights[b]! - weights[a]! || a - b)
  for (const id of order.slice(count)) weights[id] = 0
  if (share >= 1) return
  let total = 0
  for (const weight of weights) total += weight
  let sum = 0
  for (const id of order) {
    if (sum >= share * total && sum > 0) weights[id] = 0
    else sum += weights[id]!
  }
}

/**
 * Makes tokens that were used before less likely, in place (Keskar et al. 2019, "CTRL", section 4.1): their logits
 * are divided by the penalty where positive and multiplied where negative.
 * @param penalty at least 1, which changes nothing
 */
export function penaliseRepetition(logits: Float32Array, used: Iterable<number>, penalty: number): void {
  for (const id of new Set(used)) logits[id] = logits[id]! * (logits[id]! > 0 ? 1 / penalty : penalty)
}

/**
 * Natural logs of the probabilities at temperature 1, stable for large logits.
 * @param out receives them if given; as long as `logits`
 */
export function logSoftmax(logits: ArrayLike<number>, out = new Float64Array(logits.length)): Float64Array {
  let highest = -Infinity
  for (let id = 0; id < logits.length; id++) highest = Math.max(highest, logits[id]!)
  let sum = 0
  for (let id = 0; id < logits.length; id++) sum += Math.exp(logits[id]! - highest)
  const normaliser = Math.log(sum)
  for (let id = 0; id < logits.length; id++) out[id] = logits[id]! - highest - normaliser
  return out
}
