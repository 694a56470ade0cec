/*
 * "Is B really better than A?": both are trained under the same seeds, and what counts is the difference of
 * each pair, since much of what a seed does it does to both. The interval is Student's: mean ± t · s / √n.
 */

import type { RunEntry } from './contracts/app'
import { tQuantile } from './student-t'

/** Pairs without which nothing is said: two differences can agree by chance. */
export const LEAST_PAIRS = 3

export interface Pair {
  readonly seed: number
  /** Best held-out loss, bits per character. */
  readonly a: number
  readonly b: number
}

export interface PairedComparison {
  readonly pairs: readonly Pair[]
  /** Mean of b − a, bits per character; below 0 B is better. Null without pairs. */
  readonly mean: number | null
  /** The interval that holds the true difference with this confidence; null below two pairs. */
  readonly low: number | null
  readonly high: number | null
  readonly confidence: number
  /** `undecided`: not enough evidence yet. */
  readonly verdict: 'better' | 'worse' | 'undecided'
}

/**
 * @param confidence 0 < confidence < 1
 * Source: the paired t-test (Student, "The probable error of a mean", Biometrika 6, 1908).
 */
export function comparePaired(pairs: readonly Pair[], confidence = 0.95): PairedComparison {
  const differences = pairs.map(({ a, b }) => b - a)
  const n = differences.length
  const mean = n === 0 ? null : differences.reduce((sum, d) => sum + d, 0) / n
  if (mean === null || n < 2) {
    return { pairs, mean, low: null, high: null, confidence, verdict: 'undecided' }
  }
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1)
  const reach = tQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance / n)
  const [low, high] = [mean - reach, mean + reach]
  const verdict = n < LEAST_PAIRS ? 'undecided' : high < 0 ? 'better' : low > 0 ? 'worse' : 'undecided'
  return { pairs, mean, low, high, confidence, verdict }
}

type Repeatable = Pick<RunEntry, 'id' | 'config' | 'state' | 'bestBits' | 'repeatOf' | 'created'>

/** The run and those that repeat it, which are finished and were measured; of equal seeds the newest. By seed. */
export function repeatsOf<R extends Repeatable>(runs: readonly R[], id: string): R[] {
  const origin = runs.find((run) => run.id === id)?.repeatOf ?? id
  const bySeed = new Map<number, R>()
  for (const run of [...runs].sort((x, y) => x.created.localeCompare(y.created))) {
    if (run.id !== origin && run.repeatOf !== origin) continue
    if (run.state === 'finished' && run.bestBits !== null) bySeed.set(run.config.seed, run)
  }
  return [...bySeed.values()].sort((x, y) => x.config.seed - y.config.seed)
}

/** Runs A and B with their repeats, paired by the seeds that both have. */
export function pairRuns(runs: readonly Repeatable[], a: string, b: string): Pair[] {
  const others = new Map(repeatsOf(runs, b).map((run) => [run.config.seed, run]))
  return repeatsOf(runs, a).flatMap(({ config: { seed }, bestBits }) => {
    const other = others.get(seed)?.bestBits
    return bestBits === null || other === undefined || other === null ? [] : [{ seed, a: bestBits, b: other }]
  })
}

/** The seeds to train, so that a run and its repeats come to `count` seeds: those after its own. */
export function seedsToTrain(runs: readonly Repeatable[], id: string, count: number): number[] {
  const run = runs.find((entry) => entry.id === id)
  if (!run) return []
  const had = new Set([run.config.seed, ...repeatsOf(runs, id).map(({ config }) => config.seed)])
  const seeds: number[] = []
  for (let seed = run.config.seed; had.size + seeds.length < count; seed = (seed + 1) % 2 ** 32) {
    if (!had.has(seed)) seeds.push(seed)
  }
  return seeds
}

/**
 * What is still to be trained so that two runs come to `count` pairs: seeds that one of them has are taken first,
 * then those after A's own. Both lists are empty where enough pairs are there.
 */
export function seedsForPairs(
  runs: readonly Repeatable[],
  a: string,
  b: string,
  count: number
): { readonly a: number[]; readonly b: number[] } {
  const had = (id: string): Set<number> => new Set(repeatsOf(runs, id).map(({ config }) => config.seed))
  const [hadA, hadB] = [had(a), had(b)]
  const own = runs.find((entry) => entry.id === a)?.config.seed ?? 0
  const both = [...hadA].filter((seed) => hadB.has(seed))
  const wanted = [...both, ...[...hadA, ...hadB].filter((seed) => !both.includes(seed))]
  const seeds = [...new Set(wanted)].slice(0, Math.max(count, both.length))
  for (let seed = own; seeds.length < count; seed = (seed + 1) % 2 ** 32) {
    if (!seeds.includes(seed)) seeds.push(seed)
  }
  return { a: seeds.filter((seed) => !hadA.has(seed)), b: seeds.filter((seed) => !hadB.has(seed)) }
}
