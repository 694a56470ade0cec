/*
 * Why a model needs positions: added up without them, "dog bites man" and "man bites dog" are the same numbers. Small
 * vectors made up for the tour; those of the user's model are in Look inside.
 */

const WORD_VECTORS = {
  dog: [0.9, 0.1, -0.4, 0.3],
  bites: [-0.2, 0.8, 0.5, 0.1],
  man: [0.4, -0.6, 0.7, 0.2]
} as const satisfies Record<string, readonly number[]>

export type OrderWord = keyof typeof WORD_VECTORS

export const POSITION_VECTORS: readonly (readonly number[])[] = [
  [0.5, 0, 0.2, -0.3],
  [-0.1, 0.4, -0.5, 0.2],
  [0.2, -0.3, 0.1, 0.6]
]

/**
 * A word's vector as its place changes it: e ⊙ (1 + p), where p is the vector of the place, or 0 without positions. A
 * product, since a plain sum of both, added up, would be the same for every order again.
 */
export function placedVector(word: OrderWord, place: number, withPositions: boolean): number[] {
  return WORD_VECTORS[word].map(
    (value, i) => value * (1 + (withPositions ? (POSITION_VECTORS[place]?.[i] ?? 0) : 0))
  )
}

/** What a model could make of a sentence that only adds up. */
export function sentenceVector(words: readonly OrderWord[], withPositions: boolean): number[] {
  return words
    .map((word, place) => placedVector(word, place, withPositions))
    .reduce((sum, vector) => sum.map((value, i) => value + vector[i]!))
}

/** Whether two vectors are the same but for rounding. */
export const sameVector = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => Math.abs(value - (b[i] as number)) < 1e-9)
