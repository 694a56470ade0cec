/* Sums of measurements: new ones beside and in place of old ones, and a bound on how many are kept. */

import type { Measurements } from './contracts/measurements'

export const NO_MEASUREMENTS: Measurements = { speeds: [], tests: [] }

/** The most that are kept; the oldest go first. */
export const MOST_SPEEDS = 500
export const MOST_TESTS = 50

/** `kept` with `fresh`: what was measured again (same engine, work and device; same adapter) is replaced. */
export function mergeMeasurements(kept: Measurements, fresh: Measurements): Measurements {
  return {
    speeds: merge(kept.speeds, fresh.speeds, (s) => `${s.choice}\n${s.work}\n${s.device}`, MOST_SPEEDS),
    tests: merge(kept.tests, fresh.tests, (t) => t.adapter, MOST_TESTS)
  }
}

function merge<T>(kept: readonly T[], fresh: readonly T[], keyOf: (item: T) => string, most: number): T[] {
  const items = new Map<string, T>()
  for (const item of [...kept, ...fresh]) {
    const key = keyOf(item)
    // Taken out first, so that what is new stands at the end.
    items.delete(key)
    items.set(key, item)
  }
  return [...items.values()].slice(-most)
}
