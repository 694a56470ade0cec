/*
 * Vectors and matrices small enough to be read: the dot product, and a product of matrices one cell after another,
 * with all that goes into each. Rows of numbers, nothing fast.
 */

export type Matrix = readonly (readonly number[])[]

/** Σ aᵢ·bᵢ. @throws RangeError if they are not equally long */
export function dot(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new RangeError(`vectors of ${a.length} and ${b.length} numbers`)
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
}

/** One cell of a product: row of the left, column of the right, and their products in pairs. */
export interface Cell {
  readonly row: number
  readonly column: number
  readonly terms: readonly { readonly left: number; readonly right: number; readonly product: number }[]
  readonly sum: number
}

/** The cells of a·b in reading order; a is m × k, b is k × n. @throws RangeError if they do not fit */
export function cellsOf(a: Matrix, b: Matrix): readonly Cell[] {
  const width = b[0]?.length ?? 0
  return a.flatMap((left, row) =>
    Array.from({ length: width }, (_, column) => {
      const right = b.map((line) => line[column] as number)
      const sum = dot(left, right)
      const terms = left.map((value, i) => ({
        ...{ left: value, right: right[i] as number },
        product: value * (right[i] as number)
      }))
      return { row, column, terms, sum }
    })
  )
}

/** cos of the angle between a and b; 0 where one of them has no length. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b))
  return lengths === 0 ? 0 : dot(a, b) / lengths
}

/** The point half-way, number by number. */
export function mix(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => (value + (b[i] as number)) / 2)
}
