import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareCorpus } from './corpus'
import { CountTable } from './count-table'
import type { Corpus } from './corpus-types'
import { countingLosses } from './counting-models'

/** −ln of the smoothed share. */
const nats = (count: number, total: number, vocab: number): number =>
  -Math.log((count + 0.1) / (total + 0.1 * vocab))
const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

describe('countingLosses', () => {
  it('agrees with counts made by hand on a list', () => {
    // V = a, b, end. Training: ab·, aab· with "·" for the end. Held out: ba·.
    const corpus: Corpus = { kind: 'list', train: ['ab', 'aab'], heldOut: ['ba'], alphabet: ['a', 'b'] }
    const losses = countingLosses(corpus)
    expect(losses.onTraining).toBe(false)
    expect(losses.uniform).toBeCloseTo(Math.log(3), 12)
    // Of 7 characters a stands 3 times, b 2, end 2.
    expect(losses.letters).toBeCloseTo(mean([nats(2, 7, 3), nats(3, 7, 3), nats(2, 7, 3)]), 12)
    // b never starts (0 of 2), a never follows b (0 of 2), a never ends (0 of 3).
    expect(losses.pairs).toBeCloseTo(mean([nats(0, 2, 3), nats(0, 2, 3), nats(0, 3, 3)]), 12)
    // ·· 2 times without b; ·b and ba never seen.
    expect(losses.triples).toBeCloseTo(mean([nats(0, 2, 3), nats(0, 0, 3), nats(0, 0, 3)]), 12)
    expect(losses.fours).toBeCloseTo(mean([nats(0, 2, 3), nats(0, 0, 3), nats(0, 0, 3)]), 12)
  })

  it('scores the training part, and says so, where nothing is held out', () => {
    const losses = countingLosses({ kind: 'list', train: ['ab', 'aab'], heldOut: [], alphabet: ['a', 'b'] })
    expect(losses.onTraining).toBe(true)
    // ab·: start→a 2 of 2, a→b 2 of 3, b→end 2 of 2; aab·: the same and a→a 1 of 3.
    const [start, aToB, bToEnd, aToA] = [nats(2, 2, 3), nats(2, 3, 3), nats(2, 2, 3), nats(1, 3, 3)]
    expect(losses.pairs).toBeCloseTo(mean([start, aToB, bToEnd, start, aToA, aToB, bToEnd]), 12)
    // ··→a 2 of 2; ·a→b 1 of 2; ab→end 2 of 2; ·a→a 1 of 2; aa→b 1 of 1.
    const half = nats(1, 2, 3)
    expect(losses.triples).toBeCloseTo(
      mean([nats(2, 2, 3), half, nats(2, 2, 3), nats(2, 2, 3), half, nats(1, 1, 3), nats(2, 2, 3)]),
      12
    )
    // ···→a 2 of 2; ··a→b 1 of 2; ·ab→end 1 of 1; ··a→a 1 of 2; ·aa→b 1 of 1; aab→end 1 of 1.
    const sure = nats(1, 1, 3)
    expect(losses.fours).toBeCloseTo(mean([nats(2, 2, 3), half, sure, nats(2, 2, 3), half, sure, sure]), 12)
  })

  it('uses no marks in running text and lets no context cross the split', () => {
    const losses = countingLosses({ kind: 'text', train: ['abab'], heldOut: ['aba'], alphabet: ['a', 'b'] })
    expect(losses.uniform).toBeCloseTo(Math.log(2), 12)
    expect(losses.letters).toBeCloseTo(nats(2, 4, 2), 12)
    // a→b 2 of 2, b→a 1 of 1; the first character of the tail has nothing before it.
    expect(losses.pairs).toBeCloseTo(mean([nats(2, 2, 2), nats(1, 1, 2)]), 12)
    expect(losses.triples).toBeCloseTo(nats(1, 1, 2), 12)
    expect(losses.fours).toBeCloseTo(Math.log(2), 12) // the tail is too short to look back three
  })

  it('stands where it should on the bundled list', () => {
    const names = readFileSync('resources/corpora/names.txt', 'utf8')
    const split = { kind: 'auto', deduplicate: true, held_out: 0.1, split_seed: 42 } as const
    const losses = countingLosses(prepareCorpus(names, split))
    expect(losses.uniform).toBeCloseTo(Math.log(27), 12)
    expect(losses.letters).toBeGreaterThan(losses.pairs)
    expect(losses.pairs).toBeGreaterThan(losses.triples)
    expect(losses.triples).toBeGreaterThan(losses.fours)
    expect([losses.pairs, losses.triples, losses.fours]).toEqual([
      expect.closeTo(2.45, 1) as number,
      expect.closeTo(2.22, 1) as number,
      expect.closeTo(2.1, 1) as number
    ])
  })

  it('agrees with a plain count over strings on any list', () => {
    const item = fc.string({ unit: fc.constantFrom('a', 'b', '好', '😀'), minLength: 1, maxLength: 6 })
    const items = fc.array(item, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(items, items, (train, heldOut) => {
        const alphabet = ['a', 'b', '好', '😀']
        const losses = countingLosses({ kind: 'list', train, heldOut, alphabet })
        const plain = [0, 1, 2, 3].map((order) => plainLoss(train, heldOut, order, 5))
        expect(losses.letters).toBeCloseTo(plain[0]!, 9)
        expect(losses.pairs).toBeCloseTo(plain[1]!, 9)
        expect(losses.triples).toBeCloseTo(plain[2]!, 9)
        expect(losses.fours).toBeCloseTo(plain[3]!, 9)
      }),
      { numRuns: 50 }
    )
  })
})

/** The same definition, slow and plain: strings as keys, `·` as the mark. */
function plainLoss(train: string[], heldOut: string[], order: number, vocab: number): number {
  const counts = new Map<string, number>()
  const visit = (items: string[], use: (context: string, next: string) => void): void => {
    for (const item of items) {
      const marked = [...'·'.repeat(order), ...item, '·']
      for (let i = order; i < marked.length; i++) use(marked.slice(i - order, i).join(''), marked[i]!)
    }
  }
  const bump = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)
  visit(train, (context, next) => {
    bump(`${context}|`)
    bump(`${context}|${next}`)
  })
  const all: number[] = []
  visit(heldOut, (context, next) => {
    all.push(nats(counts.get(`${context}|${next}`) ?? 0, counts.get(`${context}|`) ?? 0, vocab))
  })
  return mean(all)
}

describe('CountTable', () => {
  it('counts like a Map while it grows, up to the largest keys', () => {
    const key = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.maxSafeNat())
    fc.assert(
      fc.property(fc.array(key, { maxLength: 3000, size: 'max' }), (keys) => {
        const table = new CountTable()
        const map = new Map<number, number>()
        for (const k of keys) {
          table.add(k)
          map.set(k, (map.get(k) ?? 0) + 1)
        }
        expect(table.size).toBe(map.size)
        for (const [k, count] of map) expect(table.count(table.place(k))).toBe(count)
        if (!map.has(7)) expect(table.place(7)).toBe(-1)
      }),
      { numRuns: 30 }
    )
  })
})
