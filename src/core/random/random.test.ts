import { describe, expect, test } from 'vitest'
import { createRandom, restoreRandom } from './random'

describe('createRandom', () => {
  test('is xoshiro128** as its authors published it', () => {
    // State 1, 2, 3, 4 run through the published C code.
    const random = restoreRandom(['1', '2', '3', '4'])
    expect([1, 2, 3, 4, 5].map(() => random.uint32())).toEqual([11520, 0, 5927040, 70819200, 2031721883])
  })

  test('fills its state by SplitMix64', () => {
    // The published C code of both, seeded with stream · 2³² + seed.
    const draw = (seed: number, stream: number, skip = 0): number[] => {
      const random = createRandom(seed, stream)
      for (let i = 0; i < skip; i++) random.uint32()
      return [1, 2, 3, 4].map(() => random.uint32())
    }
    expect(draw(42, 0)).toEqual([1776835114, 4165204688, 17111135, 2317295270])
    expect(draw(42, 7)).toEqual([4216522261, 4222623280, 1748825451, 1551911892])
    expect(draw(0xffff_ffff, 0xffff_ffff, 996)).toEqual([1338489840, 3088296806, 4219603923, 3105450391])
  })

  test('refuses what is not a 32-bit seed', () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) expect(() => createRandom(seed)).toThrow(RangeError)
    expect(() => createRandom(1, -1)).toThrow(RangeError)
  })

  test('uniform fills [0, 1) evenly', () => {
    const random = createRandom(1)
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i++) {
      const u = random.uniform()
      expect(u >= 0 && u < 1).toBe(true)
      counts[Math.floor(u * 10)]!++
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500) // 5 standard deviations
  })

  test('below is fair and stays below', () => {
    const random = createRandom(2)
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
    expect(random.below(1)).toBe(0)
    expect(() => random.below(0)).toThrow(RangeError)
    // Three quarters of the words are refused here, so an unfair remainder would show at once.
    const wide = 2 ** 31 + 1
    for (let i = 0; i < 1000; i++) expect(random.below(wide)).toBeLessThan(wide)
  })

  test('normal has the moments of a standard normal', () => {
    const random = createRandom(3)
    const n = 100_000
    const sums = [0, 0, 0, 0]
    for (let i = 0; i < n; i++) {
      const z = random.normal()
      for (let p = 0; p < 4; p++) sums[p]! += z ** (p + 1)
    }
    const [mean, square, cube, fourth] = sums.map((sum) => sum / n)
    expect(Math.abs(mean!)).toBeLessThan(0.016)
    expect(Math.abs(square! - 1)).toBeLessThan(0.023)
    expect(Math.abs(cube!)).toBeLessThan(0.062)
    expect(Math.abs(fourth! - 3)).toBeLessThan(0.16)
  })

  test('shuffle gives every order equally often', () => {
    const random = createRandom(4)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const items = ['a', 'b', 'c', 'd']
      random.shuffle(items)
      const order = items.join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160)
  })
})

describe('save and restoreRandom', () => {
  test('go on with the same numbers', () => {
    const random = createRandom(5, 6)
    for (let i = 0; i < 100; i++) random.normal()
    const state = random.save()
    expect(state).toHaveLength(4)
    const copy = restoreRandom(state)
    for (let i = 0; i < 100; i++) {
      expect(copy.normal()).toBe(random.normal())
      expect(copy.below(1000)).toBe(random.below(1000))
    }
  })

  test('refuse a state that cannot be one', () => {
    for (const state of [
      [],
      ['1', '2', '3'],
      ['1', '2', '3', '4', '5'],
      ['0', '0', '0', '0'],
      ['1', '2', '3', '4294967296'],
      ['1', '2', '3', '-4'],
      ['1', '2', '3', '0x4'],
      ['1', '2', '3', '']
    ]) {
      expect(() => restoreRandom(state)).toThrow('model-config-invalid')
    }
  })
})
