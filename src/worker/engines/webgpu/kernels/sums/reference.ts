/* The sums of shader.ts in float64, one obvious loop each. */

type Numbers = ArrayLike<number>

/** before with Σ over slices of partial[slice · size + i] put at, or added to, before[out + i]. */
export function sumSlicesReference(
  partial: Numbers,
  before: Numbers,
  at: { readonly size: number; readonly slices: number; readonly out: number; readonly accumulate: boolean }
): Float64Array {
  const result = Float64Array.from(before)
  for (let i = 0; i < at.size; i++) {
    let total = at.accumulate ? before[at.out + i]! : 0
    for (let slice = 0; slice < at.slices; slice++) total += partial[slice * at.size + i]!
    result[at.out + i] = total
  }
  return result
}

/** Σ of the first `positions` numbers. */
export function sumReference(nats: Numbers, positions: number): number {
  let total = 0
  for (let i = 0; i < positions; i++) total += nats[i]!
  return total
}

/** Σ of squares. */
export function squaredNormReference(gradient: Numbers): number {
  let total = 0
  for (let i = 0; i < gradient.length; i++) total += gradient[i]! ** 2
  return total
}
