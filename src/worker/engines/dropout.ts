/*
 * The dropout masks of every engine: a pure function of (seed, step, site, index), so that a resumed run
 * drops the same activations and a kernel can make its mask where it needs it, without storing it.
 *
 *     mix(x):  x ^= x >> 16;  x *= 0x7feb352d;  x ^= x >> 15;  x *= 0x846ca68b;  x ^= x >> 16   (32 bits)
 *     first  = mix(mix(mix(seed + 0x9e3779b9) ^ step) + site)      second = mix(first + 0x9e3779b9)
 *     kept(index)  ⇔  mix(mix(index ^ first) + second) ≥ floor(dropout · 2³²)
 *
 * `mix` is Chris Wellons' lowbias32, a bijection; 0x9e3779b9 is 2³² over the golden ratio. All arithmetic
 * is modulo 2³². Kept values are multiplied by 1 / (1 − dropout) (Srivastava et al. 2014, inverted).
 */

const GOLDEN = 0x9e3779b9

/** The two words that make one site's mask differ from every other's. */
export interface DropoutKeys {
  readonly first: number
  readonly second: number
}

/**
 * Where activations are dropped, as in GPT-2, and what `index` counts there (row-major over the batch as
 * given, with its padding: B rows of T positions):
 * - `embedding`: token + position, before anything else                     (b·T + t)·C + c
 * - `attention(l)`: attention probabilities of layer l                      ((b·H + h)·T + query)·T + key
 * - `attended(l)`, `fed(l)`: output of c_proj, before the residual addition  (b·T + t)·C + c
 */
export const DROPOUT_SITES = {
  embedding: 0,
  attention: (layer: number) => 1 + 3 * layer,
  attended: (layer: number) => 2 + 3 * layer,
  fed: (layer: number) => 3 + 3 * layer
} as const

/** A 32-bit word well mixed: every input bit changes about half of the output bits. */
export function mix(word: number): number {
  let x = word >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** Keys of a site in a step (1-based); the same for all elements of its mask. */
export function dropoutKeys(seed: number, step: number, site: number): DropoutKeys {
  const first = mix(mix(mix(seed + GOLDEN) ^ step) + site)
  return { first, second: mix(first + GOLDEN) }
}

/** Elements whose hash is below this are dropped. `dropout` is the share to drop, 0 ≤ dropout < 1. */
export function dropoutThreshold(dropout: number): number {
  return Math.floor(dropout * 2 ** 32)
}

/** Whether the element at `index` survives. */
export function isKept(index: number, keys: DropoutKeys, threshold: number): boolean {
  return mix(mix(index ^ keys.first) + keys.second) >= threshold
}

/** A site's whole mask: 0 where dropped, 1 / (1 − dropout) where kept. */
export function dropoutMask(size: number, dropout: number, keys: DropoutKeys): Float32Array {
  const threshold = dropoutThreshold(dropout)
  const scale = 1 / (1 - dropout)
  const mask = new Float32Array(size)
  for (let index = 0; index < size; index++) if (isKept(index, keys, threshold)) mask[index] = scale
  return mask
}
