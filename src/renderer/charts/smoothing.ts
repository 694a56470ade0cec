/*
 * The smoothed training curve: an exponential moving average whose memory grows with the run, so that
 * it follows the first steep fall and is calm later. Causal: a point never changes when steps follow.
 */

/** Shortest memory a long run settles at, in steps. */
const SHORTEST_MEMORY = 33

/** Pieces per step at which SHORTEST_MEMORY is calm enough; fewer need a longer average. */
const CALM_BATCH = 32

/**
 * The memory (time constant, in steps) that a run settles at: less than a hundredth of the chart's
 * width, at least SHORTEST_MEMORY steps, and longer for small batches, whose losses scatter by the root
 * of their size (up to a twelfth of the run).
 */
export function memoryFor(steps: number, batch = CALM_BATCH): number {
  const calm = Math.min(steps / 12, SHORTEST_MEMORY * Math.sqrt(CALM_BATCH / batch))
  return Math.max(SHORTEST_MEMORY, steps / 120, calm)
}

/**
 * Weight of the newest value when it is the n-th (n = 1, 2, …) since the average began: 1 for the first,
 * falling as 3 / (n + 2) like the mean of the last third, until the memory is reached.
 */
export function smoothingWeight(n: number, memory: number): number {
  return Math.max(1 / memory, 3 / (n + 2))
}

/** The average after `value`, where `previous` is the average before it and `n` counts from 1. */
export function smoothed(previous: number, value: number, n: number, memory: number): number {
  if (n <= 1) return value
  return previous + (value - previous) * smoothingWeight(n, memory)
}
