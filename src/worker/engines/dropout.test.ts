import { describe, expect, test } from 'vitest'
import { DROPOUT_SITES, dropoutKeys, dropoutMask, dropoutThreshold, isKept, mix } from './dropout'

describe('dropout masks', () => {
  test('constants: other engines reproduce exactly these words', () => {
    expect([0, 1, 2, 0xffffffff].map(mix)).toEqual([0x0, 0x688990c0, 0xd1132181, 0x6768824a])
    expect(dropoutKeys(42, 1, 0)).toEqual({ first: 0xa00078c4, second: 0x619ee558 })
    const keys = dropoutKeys(42, 7, DROPOUT_SITES.attention(1))
    const kept = Array.from({ length: 32 }, (_, i) => (isKept(i, keys, dropoutThreshold(0.5)) ? 1 : 0))
    expect(kept.join('')).toBe('10101110110101000011111101111011')
  })

  test('sites do not collide', () => {
    const { embedding, attention, attended, fed } = DROPOUT_SITES
    const sites = [embedding, ...[0, 1, 2].flatMap((l) => [attention(l), attended(l), fed(l)])]
    expect(new Set(sites).size).toBe(sites.length)
  })

  test.each([0.1, 0.2, 0.5, 0.9])('drops a share of %f and keeps the mean', (dropout) => {
    const size = 100_000
    const mask = dropoutMask(size, dropout, dropoutKeys(3, 5, 2))
    const dropped = mask.reduce((n, x) => n + (x === 0 ? 1 : 0), 0) / size
    // Five standard deviations of a binomial share.
    expect(Math.abs(dropped - dropout)).toBeLessThan(5 * Math.sqrt((dropout * (1 - dropout)) / size))
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - dropout))]))
  })

  test('0 keeps everything', () => {
    expect(new Set(dropoutMask(1000, 0, dropoutKeys(1, 1, 1)))).toEqual(new Set([1]))
  })

  test('masks of neighbouring steps, sites, seeds and shifted indices are uncorrelated', () => {
    const size = 50_000
    const base = dropoutMask(size, 0.5, dropoutKeys(1, 1, 1))
    const others = [
      dropoutMask(size, 0.5, dropoutKeys(1, 2, 1)),
      dropoutMask(size, 0.5, dropoutKeys(1, 1, 2)),
      dropoutMask(size, 0.5, dropoutKeys(2, 1, 1)),
      base.map((_, i) => base[(i + 1) % size]!),
      base.map((_, i) => base[(i + 64) % size]!)
    ]
    for (const other of others) {
      const agree = base.reduce((n, x, i) => n + (x === other[i] ? 1 : 0), 0) / size
      expect(Math.abs(agree - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / size))
    }
  })
})
