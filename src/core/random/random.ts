/*
 * Downhill's own random numbers: xoshiro128** 1.1 (Blackman & Vigna 2018, "Scrambled linear pseudorandom
 * number generators"), its state filled by SplitMix64 (Steele, Lea & Flood 2014). Integer arithmetic
 * alone, so that the same (seed, stream) gives the same numbers on every machine. Not for secrets.
 */

import { Failure } from '../errors'

export interface Random {
  /** The next 32 bits, 0 to 2³² − 1. */
  uint32(): number
  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number
  /** Uniform in 0 … n − 1 without bias; n from 1 to 2³². */
  below(n: number): number
  /** Standard normal (Marsaglia's polar method). */
  normal(): number
  /** Shuffles in place (Fisher–Yates): every order is equally likely. */
  shuffle<T>(items: T[]): void
  /** The whole state: four 32-bit words as decimal strings. */
  save(): readonly string[]
}

const TWO_32 = 2 ** 32

/**
 * A generator of its own for each pair of seed and stream.
 * @param seed integer, 0 to 2³² − 1
 * @param stream integer, 0 to 2³² − 1: independent sequences under the same seed
 */
export function createRandom(seed: number, stream = 0): Random {
  for (const n of [seed, stream]) {
    if (!Number.isInteger(n) || n < 0 || n >= TWO_32) throw new RangeError(`not a 32-bit seed: ${n}`)
  }
  const next = splitMix64((BigInt(stream) << 32n) | BigInt(seed))
  const [a, b] = [next(), next()]
  const words = [a, a >> 32n, b, b >> 32n].map((word) => Number(word & 0xffff_ffffn))
  return new Xoshiro128(Uint32Array.from(words))
}

/**
 * Goes on where `save` was called.
 * @throws Failure `model-config-invalid` if this is no such state.
 */
export function restoreRandom(state: readonly string[]): Random {
  const words = state.map(parseWord)
  if (words.length !== 4 || words.every((word) => word === 0)) throw invalidState()
  return new Xoshiro128(Uint32Array.from(words))
}

/** One 32-bit word written as a decimal number, as random states are saved. */
export function parseWord(text: string): number {
  const word = /^\d{1,10}$/.test(text) ? Number(text) : TWO_32
  if (word >= TWO_32) throw invalidState()
  return word
}

/** What is thrown for a saved random state that cannot be one. */
export function invalidState(): Failure {
  return new Failure('model-config-invalid', { key: 'random' })
}

class Xoshiro128 implements Random {
  readonly #s: Uint32Array

  constructor(words: Uint32Array) {
    this.#s = words
  }

  uint32(): number {
    const s = this.#s
    const s1 = s[1]!
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    s[2]! ^= s[0]!
    s[3]! ^= s1
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= s1 << 9
    s[3] = rotateLeft(s[3]!, 11)
    return result
  }

  uniform(): number {
    const high = this.uint32() >>> 5 // 27 bits
    const low = this.uint32() >>> 6 // 26 bits
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) throw new RangeError(`below(${n})`)
    const fair = TWO_32 - (TWO_32 % n) // values from here on would favour small results
    let word = this.uint32()
    while (word >= fair) word = this.uint32()
    return word % n
  }

  normal(): number {
    // The method makes two values; the second is dropped so that the state stays four words.
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const square = u * u + v * v
      if (square > 0 && square < 1) return u * Math.sqrt((-2 * Math.log(square)) / square)
    }
  }

  shuffle<T>(items: T[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const item = items[i]!
      items[i] = items[j]!
      items[j] = item
    }
  }

  save(): readonly string[] {
    return Array.from(this.#s, String)
  }
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k))
}

function splitMix64(seed: bigint): () => bigint {
  const mask = 0xffff_ffff_ffff_ffffn
  let state = seed
  return () => {
    state = (state + 0x9e37_79b9_7f4a_7c15n) & mask
    let z = state
    z = ((z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & mask
    z = ((z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn) & mask
    return z ^ (z >> 31n)
  }
}
