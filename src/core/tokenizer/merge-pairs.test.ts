import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mergePairs } from './merge-pairs'
import type { Join } from './merge-pairs'

/** The definition: look through all neighbours, merge the first of the lowest rank, look again. */
function slowly(tokens: readonly number[], join: Join): number[] {
  const row = [...tokens]
  for (;;) {
    const ranks = row.slice(1).map((right, i) => join(row[i]!, right))
    const best = Math.min(...ranks.filter((rank) => rank >= 0))
    if (best === Infinity) return row
    row.splice(ranks.indexOf(best), 2, best)
  }
}

it('merges as the definition says', () => {
  const merges = fc.uniqueArray(fc.tuple(fc.nat(12), fc.nat(12)), {
    maxLength: 14,
    selector: ([a, b]) => `${a} ${b}`
  })
  fc.assert(
    fc.property(merges, fc.array(fc.nat(2), { maxLength: 40 }), (pairs, tokens) => {
      const join: Join = (left, right) => {
        const m = pairs.findIndex(([a, b]) => a === left && b === right)
        const token = 3 + m
        return m >= 0 && left < token && right < token ? token : -1
      }
      expect([...mergePairs(Int32Array.from(tokens), join)]).toEqual(slowly(tokens, join))
    }),
    { numRuns: 2000 }
  )
})

it('takes a piece of half a million tokens without growing quadratic', () => {
  // 0 0 → 1, 1 1 → 2, …: a tower of merges over one long run.
  const join: Join = (left, right) => (left === right && left < 18 ? left + 1 : -1)
  const merged = mergePairs(new Int32Array(1 << 19), join)
  expect([...merged]).toEqual([18, 18])
})
