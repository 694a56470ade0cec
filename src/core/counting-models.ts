/*
 * The models that only count, as measures for the GPT: uniform, letter frequencies, and the chance of a
 * character after the one, two or three before it. Additive smoothing as in Chen & Goodman 1999,
 * "An empirical study of smoothing techniques for language modeling" (there with δ, here 0.1).
 */

import { CountTable } from './count-table'
import type { Corpus, CountingLosses } from './corpus-types'
import { characterTokenizer } from './tokenizer/characters'
import type { Tokenizer } from './tokenizer/tokenizer'

/** Added to every count. */
const SMOOTHING = 0.1
/** Characters that the longest model looks back. */
const LOOK_BACK = 3

/**
 * Mean nats per character, fitted on the training part and scored on the held-out part (on the
 * training part if nothing is held out).
 *
 * Lists: V is the alphabet and the end mark; each item is predicted with one end mark after it, and end
 * marks stand for what is missing before its start. Running text: V is the alphabet; there are no marks,
 * so a model that looks back n characters starts at the character n of each part.
 * P(x | context) = (count(context, x) + 0.1) / (count(context) + 0.1 V).
 */
export function countingLosses(corpus: Corpus): CountingLosses {
  const onTraining = corpus.heldOut.length === 0
  const models = new CountingModels(corpus)
  for (const text of corpus.train) models.fit(text)
  for (const text of onTraining ? corpus.train : corpus.heldOut) models.score(text)
  return models.losses(onTraining)
}

/** The same piece by piece: all that is to be fitted, then all that is to be scored. */
export class CountingModels {
  readonly #tokenizer: Tokenizer
  readonly #marked: boolean
  readonly #V: number
  readonly #models: readonly CountingModel[]

  constructor({ alphabet, kind }: Pick<Corpus, 'alphabet' | 'kind'>) {
    this.#tokenizer = characterTokenizer(alphabet)
    this.#marked = kind === 'list'
    const { vocab } = this.#tokenizer
    this.#V = this.#marked ? vocab : vocab - 1
    this.#models = [0, 1, 2, 3].map((order) => new CountingModel(order, this.#V, vocab))
  }

  /** An item, or a stretch of running text by itself. */
  fit(text: string): void {
    this.#visit(text, (model, ids, from) => model.fit(ids, from))
  }

  score(text: string): void {
    this.#visit(text, (model, ids, from) => model.score(ids, from))
  }

  losses(onTraining: boolean): CountingLosses {
    const [letters, pairs, triples, fours] = this.#models.map((model) => model.loss)
    return {
      uniform: Math.log(this.#V),
      letters: letters!,
      pairs: pairs!,
      triples: triples!,
      fours: fours!,
      onTraining
    }
  }

  #visit(text: string, use: (model: CountingModel, ids: Int32Array, from: number) => void): void {
    const ids = this.#tokenizer.encode(text)
    // The context of the first character stands before it: LOOK_BACK end marks, which are not predicted.
    const padded = this.#marked ? new Int32Array(ids.length + LOOK_BACK + 1).fill(this.#tokenizer.end) : ids
    if (this.#marked) padded.set(ids, LOOK_BACK)
    for (const model of this.#models) use(model, padded, this.#marked ? LOOK_BACK : model.order)
  }
}

/** Counts what follows each context of `order` characters. */
class CountingModel {
  readonly #seen = new CountTable()
  readonly #contexts = new CountTable()
  #nats = 0
  #predicted = 0

  /**
   * @param order characters looked back, 0 to 3
   * @param vocab number of characters that can follow
   * @param base above every id: contexts become numbers in this base
   */
  constructor(
    readonly order: number,
    readonly vocab: number,
    readonly base: number
  ) {}

  /** Mean nats of all that was scored; that of the uniform model if nothing was. */
  get loss(): number {
    return this.#predicted > 0 ? this.#nats / this.#predicted : Math.log(this.vocab)
  }

  fit(ids: Int32Array, from: number): void {
    for (let i = from; i < ids.length; i++) {
      const context = this.#contexts.add(this.#key(ids, i))
      this.#seen.add(context * this.base + ids[i]!)
    }
  }

  score(ids: Int32Array, from: number): void {
    for (let i = from; i < ids.length; i++) {
      const context = this.#contexts.place(this.#key(ids, i))
      const total = context < 0 ? 0 : this.#contexts.count(context)
      const place = context < 0 ? -1 : this.#seen.place(context * this.base + ids[i]!)
      const count = place < 0 ? 0 : this.#seen.count(place)
      this.#nats -= Math.log((count + SMOOTHING) / (total + SMOOTHING * this.vocab))
      this.#predicted++
    }
  }

  /** The `order` ids before `i` as one number: below 2⁵³ for three of up to 208,000 distinct characters. */
  #key(ids: Int32Array, i: number): number {
    let key = 0
    for (let back = this.order; back > 0; back--) key = key * this.base + ids[i - back]!
    return key
  }
}
