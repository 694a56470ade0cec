/*
 * What a generated item must look like, in data, and the guide that says after every character whether it can
 * still come out so. What can be told while a text is written (beginnings, ends, contents, patterns, lengths) is
 * in the guide; what only the whole text shows (known items, distances, repeats) is judged at its end: judge.ts.
 * Over 150 lines: the guide takes up each constraint that is declared here, or leaves it to judge.ts.
 */

import { Failure } from '../errors'
import { Glob } from './glob'
import type { Places } from './glob'

/** All hold together. Letters are compared as they are; lengths are in code points. */
export interface Constraints {
  /** '' = any end. */
  readonly ends_with: string
  /** Each must stand somewhere in the item. */
  readonly contains: readonly string[]
  /** None may stand anywhere in the item. */
  readonly excludes: readonly string[]
  /** The whole item, with wildcards (glob.ts); '' = any. */
  readonly pattern: string
  readonly min_length: number
  /** 0 = as long as the model can. */
  readonly max_length: number
  /** Nothing that stands in the corpus, in either part. */
  readonly new_only: boolean
  /** Least edit distance from every line of the corpus and of `avoid`; 0 = any. */
  readonly min_edits: number
  /** Lines of the user's own to keep away from: by `min_edits`, at least 1. */
  readonly avoid: readonly string[]
  /** No item twice in one list. */
  readonly distinct: boolean
}

export const NO_CONSTRAINTS: Constraints = {
  ends_with: '',
  contains: [],
  excludes: [],
  pattern: '',
  min_length: 0,
  max_length: 0,
  new_only: false,
  min_edits: 0,
  avoid: [],
  distinct: false
}

/** Inclusive limits of the numbers. */
export const CONSTRAINT_LIMITS = {
  min_length: { type: 'integer', min: 0, max: 100_000 },
  max_length: { type: 'integer', min: 0, max: 100_000 },
  min_edits: { type: 'integer', min: 0, max: 1000 }
} as const

/** A state of a guide, by number; see {@link Guide}. */
export type GuideState = number

/** No text that goes on from here can hold the constraints. */
export const DEAD: GuideState = -1

interface Known {
  readonly places: readonly Places[]
  /** Characters so far, counted no further than the limits need. */
  readonly length: number
  /** Least characters still needed: asked for every token of every draw, so counted once. */
  readonly needed: number
}

/** Follows a text character by character through all constraints at once. States are made as they are met. */
export class Guide {
  readonly start: GuideState
  readonly #required: readonly Glob[]
  readonly #forbidden: readonly Glob[]
  readonly #min: number
  readonly #max: number
  readonly #states: Known[] = []
  readonly #ids = new Map<string, GuideState>()

  /** @throws Failure `setting-invalid` for a pattern that cannot be read. */
  constructor(constraints: Constraints) {
    const { ends_with, contains, excludes, pattern, min_length, max_length } = constraints
    const within = { before: true, after: true }
    this.#required = [
      ...(pattern === '' ? [] : [Glob.parse(pattern)]),
      ...(ends_with === '' ? [] : [Glob.literal(ends_with, { before: true })]),
      ...contains.filter((text) => text !== '').map((text) => Glob.literal(text, within))
    ]
    this.#forbidden = excludes.filter((text) => text !== '').map((text) => Glob.literal(text, within))
    this.#min = min_length
    this.#max = max_length === 0 ? Infinity : max_length
    const places = [...this.#required, ...this.#forbidden].map((glob) => glob.start)
    this.start = this.#idOf(places, 0)
  }

  /** The state after one more character (a code point), or DEAD. */
  step(state: GuideState, character: string): GuideState {
    const { places, length } = this.#states[state]!
    if (length >= this.#max) return DEAD
    const globs = [...this.#required, ...this.#forbidden]
    const next = globs.map((glob, i) => glob.step(places[i]!, character))
    // Lengths beyond the limits need not be told apart.
    const most = this.#max === Infinity ? this.#min : this.#max
    return this.#idOf(next, Math.min(length + 1, most))
  }

  /** The state after a whole text, or DEAD. */
  follow(text: string, from: GuideState = this.start): GuideState {
    let state = from
    for (const character of text) {
      if (state === DEAD) break
      state = this.step(state, character)
    }
    return state
  }

  /** Whether a text that ends here holds the constraints. */
  accepts(state: GuideState): boolean {
    return this.needed(state) === 0
  }

  /** At least so many more characters are needed; 0 if the text may end here. */
  needed(state: GuideState): number {
    return this.#states[state]!.needed
  }

  #idOf(places: readonly Places[], length: number): GuideState {
    const required = places.slice(0, this.#required.length)
    if (required.some((reached) => reached === 0n)) return DEAD
    if (this.#forbidden.some((glob, i) => glob.accepts(places[required.length + i]!))) return DEAD
    const key = `${length} ${places.join(' ')}`
    let id = this.#ids.get(key)
    if (id === undefined) {
      const needed = this.#neededFrom(places, length)
      id = length + needed > this.#max && this.#max !== Infinity ? DEAD : this.#states.length
      if (id !== DEAD) this.#states.push({ places, length, needed })
      this.#ids.set(key, id)
    }
    return id
  }

  #neededFrom(places: readonly Places[], length: number): number {
    return this.#required.reduce(
      (most, glob, i) => Math.max(most, glob.accepts(places[i]!) ? 0 : glob.needed(places[i]!)),
      Math.max(0, this.#min - length)
    )
  }
}

/** Whether anything is asked that the guide can follow while a text is written. */
export function isGuided(constraints: Constraints): boolean {
  const { ends_with, contains, excludes, pattern, min_length, max_length } = constraints
  const texts = [ends_with, pattern, ...contains, ...excludes]
  return min_length > 0 || max_length > 0 || texts.some((text) => text !== '')
}

/** @throws Failure `setting-invalid`, naming the first constraint that is not allowed. */
export function checkConstraints(constraints: Constraints): void {
  for (const key of Object.keys(CONSTRAINT_LIMITS) as (keyof typeof CONSTRAINT_LIMITS)[]) {
    const { min, max } = CONSTRAINT_LIMITS[key]
    const value = constraints[key]
    const problem = !Number.isInteger(value) ? 'integer' : value < min || value > max ? 'range' : null
    const nearest = Math.min(max, Math.max(min, Math.round(value) || 0))
    if (problem)
      throw new Failure('setting-invalid', { key, value: String(value), problem, nearest: String(nearest) })
  }
  const { min_length, max_length } = constraints
  if (max_length !== 0 && max_length < min_length) {
    const detail = { key: 'max_length', value: String(max_length), nearest: String(min_length) }
    throw new Failure('setting-invalid', { ...detail, problem: 'range' })
  }
  if (new Guide(constraints).start === DEAD) throw new Failure('constraints-contradict')
}
