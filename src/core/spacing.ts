/*
 * How points of a run's path are spread over its steps, in memory and on disk: close together early, when
 * a step changes most, evenly later.
 */

/** How far apart points around `step` would stand if a run of `last` steps had some fifteen of them. */
export function gapAt(step: number, last: number): number {
  return Math.max(1, Math.min(step, last / 10))
}

/**
 * The index of the point that would be missed least: the one whose neighbours stand closest, for its
 * place. The first and the last are never it.
 * @param steps ascending
 * @param free whether the point of this index may go
 * @returns −1 if none may
 */
export function leastNeeded(steps: readonly number[], free: (index: number) => boolean = () => true): number {
  const last = steps.at(-1) ?? 0
  let least = -1
  let closest = Infinity
  for (let i = 1; i < steps.length - 1; i++) {
    if (!free(i)) continue
    const distance = (steps[i + 1]! - steps[i - 1]!) / gapAt(steps[i]!, last)
    if (distance < closest) [least, closest] = [i, distance]
  }
  return least
}
