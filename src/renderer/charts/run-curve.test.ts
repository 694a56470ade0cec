import { describe, expect, it } from 'vitest'
import { bitsAt, curveOf, shortName } from './run-curve'
import { memoryFor, smoothed } from './smoothing'

const run = { id: 'a', name: 'quiet-ridge', steps: 100, batch: 32 }

describe('the curve of a run', () => {
  it('is the held-out loss in bits per character, from nats where no bits were stored', () => {
    const val = [
      { step: 10, loss: 2, bits: 3.5 },
      { step: 20, loss: Math.LN2 }
    ]
    expect(curveOf(run, { bits: Float64Array.of(9, 9), val })).toEqual({
      ...{ id: 'a', name: 'quiet-ridge', steps: [10, 20], bits: [3.5, 1], training: false }
    })
  })

  it('is the smoothed training loss where nothing was held out, and begins anew after a hole', () => {
    const { steps, bits, training } = curveOf(run, { bits: Float64Array.of(4, 2, NaN, 3), val: [] })
    expect(training).toBe(true)
    expect(steps).toEqual([1, 2, 4])
    expect(bits).toEqual([4, smoothed(4, 2, 2, memoryFor(100, 32)), 3])
  })

  it('has the newest value at or before a step', () => {
    const curve = curveOf(run, {
      bits: new Float64Array(),
      val: [10, 20, 30].map((step) => ({ step, loss: 1, bits: step / 10 }))
    })
    expect([9, 10, 19, 20, 99].map((step) => bitsAt(curve, step))).toEqual([null, 1, 1, 2, 3])
    expect(bitsAt(curveOf(run, { bits: new Float64Array(), val: [] }), 5)).toBeNull()
  })
})

describe('a name beside a chart', () => {
  it('is cut by whole characters where it is long', () => {
    expect(shortName('quiet-ridge')).toBe('quiet-ridge')
    expect(shortName('x'.repeat(24))).toBe('x'.repeat(24))
    expect(shortName('🏔'.repeat(30))).toBe(`${'🏔'.repeat(23)}…`)
    expect(shortName('a very long name that goes on')).toBe('a very long name that g…')
  })
})
