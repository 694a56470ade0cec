/*
 * Phrases about a meal and two classifiers that learn whether they praise. The linear one has a number for each word and
 * adds them up; the other has a layer of GELU neurons between. "good", "bad", "not good" and "not bad" cannot all be
 * right for any sum: w(not) would have to be below −w(good) and above −w(bad) at once, which needs w(good) < w(bad).
 */

import { createRandom } from '../random/random'
import { gelu, geluSlope } from './activation'

export interface Phrase {
  readonly text: string
  readonly praise: boolean
}

export const PHRASES: readonly Phrase[] = [
  ['great meal', true],
  ['great, terrific meal', true],
  ['good meal', true],
  ['tasty soup', true],
  ['bad meal', false],
  ['awful, bad soup', false],
  ['awful meal', false],
  ['not good', false],
  ['not great meal', false],
  ['not tasty', false],
  ['not bad', true],
  ['not awful', true]
].map(([text, praise]) => ({ text, praise }) as Phrase)

/** The words of a phrase, in small letters. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? []

/** Every word of the phrases, in order of appearance. */
export const WORDS: readonly string[] = [...new Set(PHRASES.flatMap(({ text }) => wordsOf(text)))]

/** How often each of WORDS stands in a text; words never learned count nothing. */
export function countsOf(text: string): Float64Array {
  const counts = new Float64Array(WORDS.length)
  for (const word of wordsOf(text)) {
    const at = WORDS.indexOf(word)
    if (at >= 0) counts[at]! += 1
  }
  return counts
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

/** Trained on PHRASES with cross-entropy, full batch, plain gradient descent. */
export class Classifier {
  /** Numbers, in one array: linear w, b; else per neuron its w and b, then the neuron's weight, then b. */
  readonly parameters: Float64Array
  readonly #inputs = PHRASES.map(({ text }) => countsOf(text))

  /** @param hidden GELU neurons between words and answer; 0 adds the words up */
  constructor(
    readonly hidden: number,
    seed = 3
  ) {
    const random = createRandom(seed)
    const size = hidden === 0 ? WORDS.length + 1 : hidden * (WORDS.length + 2) + 1
    this.parameters = Float64Array.from({ length: size }, () => 0.8 * (random.uniform() - 0.5))
  }

  /** The answer before the sigmoid: above 0 is praise. */
  score(counts: Float64Array, parameters = this.parameters): number {
    return this.#forward(counts, parameters).score
  }

  /** Probability that a text praises. */
  praise(text: string): number {
    return sigmoid(this.score(countsOf(text)))
  }

  /** Mean −ln p of the right answers, in nats. */
  loss(parameters = this.parameters): number {
    const losses = PHRASES.map(({ praise }, i) => {
      const z = this.score(this.#inputs[i] as Float64Array, parameters)
      return Math.log1p(Math.exp(praise ? -z : z))
    })
    return losses.reduce((a, b) => a + b, 0) / losses.length
  }

  /** How many phrases it answers rightly. */
  right(): number {
    return PHRASES.filter(({ text, praise }) => this.praise(text) > 0.5 === praise).length
  }

  /** ∂loss/∂parameters, by hand. */
  gradient(): Float64Array {
    const gradient = new Float64Array(this.parameters.length)
    const n = WORDS.length
    const { hidden, parameters } = this
    PHRASES.forEach(({ praise }, row) => {
      const counts = this.#inputs[row] as Float64Array
      const { score, before } = this.#forward(counts, parameters)
      // d loss / d score = σ(score) − target.
      const slope = (sigmoid(score) - (praise ? 1 : 0)) / PHRASES.length
      gradient[gradient.length - 1]! += slope
      if (hidden === 0) {
        counts.forEach((count, i) => (gradient[i]! += slope * count))
        return
      }
      for (let k = 0; k < hidden; k++) {
        const [at, out] = [k * (n + 1), hidden * (n + 1) + k]
        const u = before[k] as number
        gradient[out]! += slope * gelu(u)
        const inner = slope * (parameters[out] as number) * geluSlope(u)
        counts.forEach((count, i) => (gradient[at + i]! += inner * count))
        gradient[at + n]! += inner
      }
    })
    return gradient
  }

  /** One step for all phrases. */
  step(rate = 0.5): void {
    this.gradient().forEach((slope, i) => (this.parameters[i]! -= rate * slope))
  }

  #forward(counts: Float64Array, parameters: Float64Array): { score: number; before: number[] } {
    const n = WORDS.length
    const sum = (at: number): number =>
      counts.reduce((total, count, i) => total + count * (parameters[at + i] as number), 0)
    const bias = parameters[parameters.length - 1] as number
    if (this.hidden === 0) return { score: sum(0) + bias, before: [] }
    const before = Array.from(
      { length: this.hidden },
      (_, k) => sum(k * (n + 1)) + (parameters[k * (n + 1) + n] as number)
    )
    const score = before.reduce(
      (total, u, k) => total + gelu(u) * (parameters[this.hidden * (n + 1) + k] as number),
      bias
    )
    return { score, before }
  }
}
