/*
 * CPython's `random.Random`, number for number, as far as microgpt uses it: MT19937 (Matsumoto &
 * Nishimura 1998) seeded by `init_by_array`, and the algorithms of CPython 3.11's Lib/random.py above
 * it. `gauss` goes through log, sin and cos, so its last bit may differ from the C library's.
 * Over 150 lines: seeding, the generator and what is drawn from it change one state.
 */

import { invalidState, parseWord } from './random'

const N = 624
const M = 397

export class PythonRandom {
  readonly #state = new Uint32Array(N)
  #index = N
  /** The second value of the last pair `gauss` made. */
  #spare: number | null = null

  /** @param seed integer, 0 to 2⁵³ − 1, as `random.seed(seed)` takes it */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`not a seed: ${seed}`)
    const key = seed < 2 ** 32 ? [seed] : [seed >>> 0, Math.floor(seed / 2 ** 32)]
    this.#initByArray(key)
  }

  /** `random.random()`: uniform in [0, 1) with 53 bits. */
  random(): number {
    const high = this.#uint32() >>> 5
    const low = this.#uint32() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  /** `random.gauss(mu, sigma)`: values come in pairs, the second waits for the next call. */
  gauss(mu: number, sigma: number): number {
    let z = this.#spare
    this.#spare = null
    if (z === null) {
      const angle = this.random() * 2 * Math.PI
      const radius = Math.sqrt(-2 * Math.log(1 - this.random()))
      z = Math.cos(angle) * radius
      this.#spare = Math.sin(angle) * radius
    }
    return mu + z * sigma
  }

  /** `random.shuffle(items)`, in place. */
  shuffle<T>(items: T[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const item = items[i]!
      items[i] = items[j]!
      items[j] = item
    }
  }

  /** `random.choices(range(len(weights)), weights=weights)[0]`: an index, by cumulative weights and bisection. */
  choices(weights: ArrayLike<number>): number {
    const cumulative = new Float64Array(weights.length)
    let total = 0
    for (let i = 0; i < weights.length; i++) cumulative[i] = total += weights[i]!
    const target = this.random() * total
    let low = 0
    let high = weights.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (target < cumulative[middle]!) high = middle
      else low = middle + 1
    }
    return low
  }

  /** 624 words, the place among them, and the waiting second value of `gauss` (`none` if there is none). */
  save(): readonly string[] {
    return [
      ...Array.from(this.#state, String),
      String(this.#index),
      this.#spare === null ? 'none' : String(this.#spare)
    ]
  }

  /**
   * Goes on where `save` was called.
   * @throws Failure `model-config-invalid` if this is no such state.
   */
  static restore(state: readonly string[]): PythonRandom {
    if (state.length !== N + 2) throw invalidState()
    const words = state.slice(0, N).map(parseWord)
    const index = parseWord(state[N]!)
    const spare = state[N + 1] === 'none' ? null : Number(state[N + 1] || NaN)
    if (index > N || words.every((word) => word === 0) || (spare !== null && !Number.isFinite(spare))) {
      throw invalidState()
    }
    const random = new PythonRandom(0)
    random.#state.set(words)
    random.#index = index
    random.#spare = spare
    return random
  }

  /** `random.randrange(n)`: as many bits as n has, drawn again until below n; n from 1 to 2³¹. */
  below(n: number): number {
    const bits = 32 - Math.clz32(n)
    let r = this.#uint32() >>> (32 - bits)
    while (r >= n) r = this.#uint32() >>> (32 - bits)
    return r
  }

  #uint32(): number {
    if (this.#index >= N) this.#twist()
    let y = this.#state[this.#index++]!
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    y ^= y >>> 18
    return y >>> 0
  }

  #twist(): void {
    const mt = this.#state
    for (let i = 0; i < N; i++) {
      const y = (mt[i]! & 0x8000_0000) | (mt[(i + 1) % N]! & 0x7fff_ffff)
      mt[i] = mt[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908_b0df : 0)
    }
    this.#index = 0
  }

  #initGenrand(seed: number): void {
    const mt = this.#state
    mt[0] = seed
    for (let i = 1; i < N; i++) mt[i] = Math.imul(1_812_433_253, mt[i - 1]! ^ (mt[i - 1]! >>> 30)) + i
    this.#index = N
  }

  #initByArray(key: readonly number[]): void {
    this.#initGenrand(19_650_218)
    const mt = this.#state
    let i = 1
    let j = 0
    for (let k = Math.max(N, key.length); k > 0; k--) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1_664_525)) + key[j]! + j
      if (++i >= N) {
        mt[0] = mt[N - 1]!
        i = 1
      }
      if (++j >= key.length) j = 0
    }
    for (let k = N - 1; k > 0; k--) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1_566_083_941)) - i
      if (++i >= N) {
        mt[0] = mt[N - 1]!
        i = 1
      }
    }
    mt[0] = 0x8000_0000
  }
}
