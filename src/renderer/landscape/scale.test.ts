import { describe, expect, it } from 'vitest'
import {
  colourAt,
  decimalsFor,
  exaggeration,
  groundHeight,
  heightOf,
  niceAbove,
  niceBelow,
  RELIEF,
  scaleOf,
  scaleTicks,
  wallTicks
} from './scale'
import { planeOf } from './testing.fixtures'

/** 101 losses from 2 to 4, evenly. */
const even = Float64Array.from({ length: 101 }, (_, i) => 2 + i / 50)

describe('scaleOf', () => {
  it('ends its colours at the 2nd and 98th percentile of what is known', () => {
    const scale = scaleOf(Float64Array.of(NaN, ...even, NaN), false)!
    expect([scale.min, scale.max]).toEqual([2, 4])
    expect(scale.lo).toBeCloseTo(2.04, 10)
    expect(scale.hi).toBeCloseTo(3.96, 10)
  })

  it('cuts off what towers above, and nothing else', () => {
    expect(scaleOf(even, false)!.cap).toBe(4)
    const towering = even.slice()
    towering[100] = 40
    const { cap, hi, lo, max } = scaleOf(towering, false)!
    expect(max).toBe(40)
    expect(cap).toBeCloseTo(hi + 0.6 * (hi - lo), 10)
  })

  it('is nothing for too few heights', () => {
    expect(scaleOf(new Float64Array(9).fill(NaN), false)).toBeNull()
    expect(scaleOf(new Float64Array(9).fill(2), false)).toBeNull()
  })

  it('stays linear where a logarithm does not exist', () => {
    expect(scaleOf(Float64Array.of(-1, 0, 1, 2), true)!.log).toBe(false)
  })
})

describe('heights', () => {
  it.each([true, false])('run from 0 to the relief (log %s) and are cut at the cap', (log) => {
    const losses = even.slice()
    losses[100] = 40
    const scale = scaleOf(losses, log)!
    expect(heightOf(scale, 2)).toBeCloseTo(0, 10)
    expect(heightOf(scale, scale.cap)).toBeCloseTo(RELIEF, 10)
    expect(groundHeight(scale, 40)).toBeCloseTo(RELIEF, 10)
    expect(heightOf(scale, 40)).toBeGreaterThan(RELIEF)
  })

  it('give equal ratios equal heights under a logarithm', () => {
    const scale = scaleOf(even, true)!
    const rise = (a: number, b: number): number => heightOf(scale, b) - heightOf(scale, a)
    expect(rise(2, 3)).toBeCloseTo(rise(2.4, 3.6), 10)
  })
})

describe('colours', () => {
  it('are clamped at both ends', () => {
    const scale = scaleOf(even, false)!
    expect([colourAt(scale, 0), colourAt(scale, 9)]).toEqual([0, 1])
    expect(colourAt(scale, 3)).toBeCloseTo(0.5, 10)
    expect(scaleTicks(scale)).toHaveLength(5)
    expect(colourAt(scale, scaleTicks(scale)[1]!)).toBeCloseTo(0.25, 10)
    const log = scaleOf(even, true)!
    expect(colourAt(log, scaleTicks(log)[1]!)).toBeCloseTo(0.25, 10)
  })
})

describe('ticks', () => {
  it('are round numbers', () => {
    expect([0.083, 0.1, 0.3, 0.55, 1.9, 26].map(niceBelow)).toEqual([0.05, 0.1, 0.25, 0.5, 1, 25])
    expect([0.083, 0.1, 0.3, 0.55, 1.9, 26].map(niceAbove)).toEqual([0.1, 0.1, 0.5, 1, 2, 50])
    expect([1, 0.5, 0.25, 0.05, 50].map(decimalsFor)).toEqual([1, 1, 2, 2, 1])
  })

  it('stand on the walls within the ground', () => {
    expect(wallTicks(scaleOf(even, false)!)).toEqual([2, 2.5, 3, 3.5, 4])
  })

  it('double under a logarithm that spans much', () => {
    const scale = scaleOf(
      Float64Array.from({ length: 50 }, (_, i) => 2 * 1.06 ** i),
      true
    )!
    expect(scale.wall).toBe(0)
    expect(wallTicks(scale)).toEqual([2, 4, 8, 16, 32])
  })
})

describe('exaggeration', () => {
  it('is the ground as long as one nat is drawn', () => {
    const scale = scaleOf(even, false)!
    // The side is 4 long and drawn 2 long; 2 nats are drawn RELIEF high.
    expect(exaggeration(planeOf(5, 2), scale)).toBeCloseTo((RELIEF / 2) * 2, 10)
    expect(exaggeration(planeOf(5, 2), scaleOf(even, true)!)).toBeNull()
  })
})
