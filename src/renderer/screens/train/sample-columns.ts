/* Which of a run's samples stand side by side: the first, the newest, and some between, evenly by ratio. */

/**
 * Up to `count` sets of a list that rises in `step`: the first and the last, and between them those
 * nearest to steps that grow by a constant factor (a model changes fastest at first).
 */
export function sampleColumns<T extends { readonly step: number }>(sets: readonly T[], count: number): T[] {
  if (sets.length <= count) return [...sets]
  const first = Math.max(1, (sets[0] as T).step)
  const ratio = Math.max(1, (sets.at(-1) as T).step) / first
  const chosen: T[] = []
  let from = 0
  for (let k = 0; k < count; k++) {
    const wanted = first * ratio ** (k / (count - 1))
    // Leave enough sets for the columns still to come.
    const until = sets.length - (count - k)
    let best = k === count - 1 ? until : from
    for (let i = from; i <= until && k < count - 1; i++) {
      if (away(sets[i] as T, wanted) < away(sets[best] as T, wanted)) best = i
    }
    chosen.push(sets[best] as T)
    from = best + 1
  }
  return chosen
}

function away({ step }: { readonly step: number }, wanted: number): number {
  return Math.abs(Math.log(Math.max(1, step) / wanted))
}
