/* The rules behind headlines and labels, by hand-made numbers. */

import { describe, expect, test } from 'vitest'
import type { HealthReport } from '#core/inside'
import { inkOn } from './colours'
import { healthFindings, kindOfHead, lookedAt, looksEvenly, settledFrom } from './findings'
import { isOff, samePart, toggled } from './parts'
import { likeliest } from './probabilities'
import { reachOf, seen, unhindered } from './space'

test('the tokens that make up most of the attention, at most three', () => {
  expect(lookedAt([0.06, 0.2, 0.1, 0.34, 0.21, 0.09])).toEqual([3, 4, 1])
  expect(lookedAt([0.9, 0.1])).toEqual([0])
  expect(lookedAt([1])).toEqual([0])
  expect(looksEvenly([0.34, 0.32, 0.34])).toBe(true)
  expect(looksEvenly([0.6, 0.2, 0.2])).toBe(false)
  expect(looksEvenly([1])).toBe(false)
})

test('a head is of a kind only where it is clearly above chance', () => {
  const chance = { previous: 0.2, first: 0.3, same: 0.3 }
  const score = { layer: 0, head: 0, increase: null }
  expect(kindOfHead({ ...score, previous: 0.9, first: 0.2, same: 0.2 }, chance)).toBe('previous')
  expect(kindOfHead({ ...score, previous: 0.1, first: 0.6, same: 0.5 }, chance)).toBe('first')
  expect(kindOfHead({ ...score, previous: 0.25, first: 0.35, same: 0.35 }, chance)).toBeNull()
})

describe('health', () => {
  const tensor = {
    name: 'h.0.mlp.c_fc.weight',
    layer: 0,
    weights: 3,
    gradient: 0.2,
    ratio: 1e-3,
    finite: true
  }
  const layer = { spread: 1, activation: 0.3, dead: 0, neurons: 16, gradient: 0.2, finite: true }
  const good: HealthReport = {
    ...{ step: 5, loss: 2, gradient: 0.4, clip: 1, learningRate: 0.003, embedding: 0.5, tokens: 9 },
    tensors: [tensor, { ...tensor, name: 'wte.weight', layer: -1 }],
    layers: [layer, layer],
    on: 'held_out'
  }
  const kinds = (change: Partial<HealthReport>): string[] =>
    healthFindings({ ...good, ...change }).map(({ kind }) => kind)

  test('nothing to say of a healthy model but that it is one', () => {
    expect(healthFindings(good)).toEqual([{ kind: 'healthy', level: 'good', value: 1e-3 }])
    expect(kinds({ step: 0, tensors: [{ ...tensor, ratio: null }] })).toEqual(['untrained'])
  })
  test('names what is wrong and where', () => {
    const broken = { ...tensor, layer: 1, name: 'h.1.attn.c_proj.weight', finite: false }
    expect(healthFindings({ ...good, tensors: [tensor, broken] })).toEqual([
      { kind: 'not-finite', level: 'danger', layer: 1, tensor: 'h.1.attn.c_proj.weight' }
    ])
    expect(kinds({ layers: [layer, { ...layer, finite: false }] })).toEqual(['not-finite'])
    expect(healthFindings({ ...good, layers: [{ ...layer, gradient: 1e-5 }, layer] })[0]).toMatchObject({
      kind: 'vanishing',
      layer: 0
    })
    expect(
      healthFindings({ ...good, gradient: 50, layers: [layer, { ...layer, gradient: 49 }] })[0]
    ).toMatchObject({
      kind: 'exploding',
      layer: 1,
      value: 50
    })
    expect(kinds({ tensors: [{ ...tensor, ratio: 0.1 }] })).toEqual(['large-updates'])
    expect(kinds({ tensors: [{ ...tensor, ratio: 1e-6 }] })).toEqual(['small-updates'])
    // A tenth of the rule of thumb is where small begins.
    expect(kinds({ tensors: [{ ...tensor, ratio: 9e-5 }] })).toEqual(['small-updates'])
    expect(kinds({ tensors: [{ ...tensor, ratio: 1.1e-4 }] })).toEqual(['healthy'])
    expect(kinds({ layers: [layer, { ...layer, dead: 9 }] })).toEqual(['dead'])
    expect(healthFindings({ ...good, layers: [layer, { ...layer, spread: 40 }] })[0]).toMatchObject({
      kind: 'growing',
      layer: 1
    })
    // Token vectors begin small in every trained model; what comes after them is no leap for that.
    expect(kinds({ embedding: 0.1, layers: [{ ...layer, spread: 5 }, layer] })).toEqual(['healthy'])
    expect(kinds({ embedding: 0.1, layers: [{ ...layer, spread: 40 }, layer] })).toEqual(['growing'])
  })
})

test('the lens has settled from the row on after which nothing changes', () => {
  // 3 rows × 2 positions
  expect(settledFrom(Int32Array.of(4, 1, 5, 1, 5, 1), 3, 2, 0)).toBe(1)
  expect(settledFrom(Int32Array.of(4, 1, 5, 1, 5, 1), 3, 2, 1)).toBe(0)
  expect(settledFrom(Int32Array.of(5, 1, 4, 1, 5, 1), 3, 2, 0)).toBe(2)
})

test('parts stand once in the list of what is off', () => {
  const head = { part: 'head', layer: 1, head: 2 } as const
  const off = toggled(toggled([], head), { part: 'positions' })
  expect(isOff(off, { ...head })).toBe(true)
  expect(isOff(off, { ...head, head: 1 })).toBe(false)
  expect(toggled(off, { ...head })).toEqual([{ part: 'positions' }])
  expect(samePart({ part: 'attention', layer: 0 }, { part: 'attention-residual', layer: 0 })).toBe(false)
})

test('temperature sharpens and flattens; at 0 only the likeliest is left', () => {
  const logits = [1, 3, 2]
  const sum = Math.exp(1) + Math.exp(3) + Math.exp(2)
  expect(likeliest(logits, 1, 2)[0]).toMatchObject({ token: 1 })
  expect(likeliest(logits, 1, 2)[0]!.probability).toBeCloseTo(Math.exp(3) / sum, 10)
  expect(likeliest(logits, 0, 3).map(({ probability }) => probability)).toEqual([1, 0, 0])
  expect(likeliest(logits, 0.5, 1)[0]!.probability).toBeGreaterThan(likeliest(logits, 2, 1)[0]!.probability)
})

test('a map is turned without changing distances, and keeps its reach while it nearly fills it', () => {
  const places = Float32Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3)
  const spots = seen(places, 3, { yaw: 0.7, pitch: -0.4 })
  expect(spots.map(({ x, y, depth }) => Math.hypot(x, y, depth).toFixed(5))).toEqual([
    '1.00000',
    '2.00000',
    '3.00000'
  ])
  expect(seen(Float32Array.of(1, 2), 2, { yaw: 1, pitch: 1 })).toEqual([{ x: 1, y: 2, depth: 0 }])
  expect(reachOf(places, 3, null)).toBeCloseTo(3.24)
  expect(reachOf(places, 3, 3.5)).toBe(3.5)
  expect(reachOf(places, 3, 9)).toBeCloseTo(3.24)
  expect(reachOf(places, 3, 2)).toBeCloseTo(3.24)
})

test('words that would touch an earlier one are left out', () => {
  const box = (left: number, top: number) => ({ left, top, right: left + 10, bottom: top + 10 })
  expect(unhindered([box(0, 0), box(5, 5), box(20, 0), box(12, 3)])).toEqual([0, 2])
})

test('ink is black on light and white on dark', () => {
  expect([inkOn([255, 255, 255]), inkOn([7, 63, 87]), inkOn([127, 177, 196])]).toEqual([
    '#000',
    '#fff',
    '#000'
  ])
})
