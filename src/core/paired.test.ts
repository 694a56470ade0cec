import { describe, expect, test } from 'vitest'
import { comparePaired, pairRuns, repeatsOf, seedsForPairs, seedsToTrain, type Pair } from './paired'
import { createRandom } from './random/random'
import { PRESETS } from './run-config'
import { tProbability, tQuantile } from './student-t'

describe("Student's t", () => {
  test('has the quantiles of the printed tables', () => {
    const table: [number, number, number][] = [
      [0.975, 1, 12.706204736],
      [0.975, 2, 4.3026527297],
      [0.975, 4, 2.7764451052],
      [0.975, 9, 2.2621571628],
      [0.975, 30, 2.0422724563],
      [0.975, 1000, 1.9623390808],
      [0.95, 5, 2.0150483733],
      [0.995, 3, 5.8409093097],
      [0.9995, 2, 31.599054576]
    ]
    for (const [p, freedom, t] of table) {
      expect(tQuantile(p, freedom)).toBeCloseTo(t, 6)
      expect(tProbability(t, freedom)).toBeCloseTo(p, 10)
      expect(tProbability(-t, freedom)).toBeCloseTo(1 - p, 10)
    }
    expect(tProbability(0, 7)).toBeCloseTo(0.5, 14)
    // One degree of freedom is Cauchy's distribution, two have a closed form.
    for (const t of [0.1, 1, 7]) {
      expect(tProbability(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12)
      expect(tProbability(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12)
    }
  })
})

const pairsOf = (differences: readonly number[]): Pair[] =>
  differences.map((d, seed) => ({ seed, a: 3 + seed, b: 3 + seed + d }))

describe('a paired comparison', () => {
  test('is the t interval of the differences', () => {
    // Mean 0.1, standard deviation 0.1, n = 4, t(0.975, 3) = 3.18245.
    const { mean, low, high, verdict } = comparePaired(pairsOf([0, 0.2, 0, 0.2]))
    const s = Math.sqrt(0.04 / 3)
    expect(mean).toBeCloseTo(0.1, 12)
    expect(high! - low!).toBeCloseTo((2 * 3.1824463053 * s) / 2, 8)
    expect(verdict).toBe('undecided')
  })

  test('tells better from worse, and says when there is not enough evidence', () => {
    expect(comparePaired(pairsOf([-0.1, -0.11, -0.1])).verdict).toBe('better')
    expect(comparePaired(pairsOf([0.1, 0.11, 0.1])).verdict).toBe('worse')
    expect(comparePaired(pairsOf([-0.1, 0.11, -0.1])).verdict).toBe('undecided')
    expect(comparePaired(pairsOf([0, 0, 0])).verdict).toBe('undecided')
    // Two may agree by chance.
    expect(comparePaired(pairsOf([-0.1, -0.1]))).toMatchObject({ verdict: 'undecided' })
    expect(comparePaired(pairsOf([-0.1]))).toMatchObject({ low: null, high: null, verdict: 'undecided' })
    expect(comparePaired([])).toMatchObject({ mean: null, verdict: 'undecided' })
  })

  test('finds a difference of nothing in about one of twenty, and a true one nearly always', () => {
    const random = createRandom(11)
    const decided = (shift: number): number => {
      let count = 0
      for (let round = 0; round < 2000; round++) {
        const differences = Array.from({ length: 6 }, () => shift + 0.02 * random.normal())
        if (comparePaired(pairsOf(differences)).verdict !== 'undecided') count++
      }
      return count / 2000
    }
    expect(decided(0)).toBeGreaterThan(0.03)
    expect(decided(0)).toBeLessThan(0.07)
    expect(decided(0.05)).toBeGreaterThan(0.95)
  })
})

describe('runs over seeds', () => {
  let made = 0
  const run = (id: string, seed: number, bestBits: number | null, repeatOf: string | null = null) => ({
    ...{ id, bestBits, repeatOf, state: bestBits === null ? ('failed' as const) : ('finished' as const) },
    ...{
      config: { ...PRESETS.names, seed },
      created: `2026-01-01T00:00:${String(made++).padStart(2, '0')}.000Z`
    }
  })
  const runs = [
    run('a', 42, 3),
    run('a1', 43, 3.1, 'a'),
    run('a2', 44, null, 'a'),
    run('a3', 43, 3.2, 'a'),
    run('b', 42, 2.9),
    run('b1', 43, 2.8, 'b'),
    run('b2', 44, 2.7, 'b'),
    run('c', 43, 1)
  ]

  test('are paired where both are finished, the newest of a seed', () => {
    expect(repeatsOf(runs, 'a').map(({ id }) => id)).toEqual(['a', 'a3'])
    expect(pairRuns(runs, 'a', 'b')).toEqual([
      { seed: 42, a: 3, b: 2.9 },
      { seed: 43, a: 3.2, b: 2.8 }
    ])
    // A repeat stands for its origin.
    expect(pairRuns(runs, 'a1', 'b2')).toEqual(pairRuns(runs, 'a', 'b'))
    expect(pairRuns(runs, 'a', 'none')).toEqual([])
  })

  test('need these seeds yet', () => {
    expect(seedsToTrain(runs, 'a', 5)).toEqual([44, 45, 46])
    expect(seedsToTrain(runs, 'b', 3)).toEqual([])
    expect(seedsToTrain(runs, 'none', 3)).toEqual([])
    expect(seedsToTrain([run('z', 2 ** 32 - 1, 1)], 'z', 3)).toEqual([0, 1])
  })

  test('are trained until both have the same, those that one has first', () => {
    expect(seedsForPairs(runs, 'a', 'b', 2)).toEqual({ a: [], b: [] })
    expect(seedsForPairs(runs, 'a', 'b', 4)).toEqual({ a: [44, 45], b: [45] })
    // One that was never finished is trained under its own seed too.
    expect(seedsForPairs([run('x', 7, null), run('y', 3, 1)], 'x', 'y', 2)).toEqual({ a: [3, 7], b: [7] })
    // Never more pairs than asked for, where they are there already never fewer.
    expect(seedsForPairs(runs, 'a', 'b', 1)).toEqual({ a: [], b: [] })
  })
})
