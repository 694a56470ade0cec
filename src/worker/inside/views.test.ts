/* What happens to a text inside, against the reference engine, and against what it means. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ModelChange, PartOff } from '#core/inside'
import { UNCHANGED } from '#core/inside'
import { engineAt, furthest } from '../engines/engines.fixtures'
import type { TrainingEngine } from '../engines/engine'
import { inspect, Past } from '../engines/inspect'
import { referenceFactory } from '../engines/reference/index'
import { changed } from './change'
import { CPU, FAMILIES, randomSubject, shapeOf } from './inside.fixtures'
import { PlainSession } from './plain-decode'
import { tokensOf, type Subject, type Weights } from './subject'
import { attention, lens, positions } from './text-views'

const CLOSE = 1e-5
const OFF: readonly (readonly PartOff[])[] = [
  [{ part: 'positions' }],
  [{ part: 'head', layer: 1, head: 0 }],
  [{ part: 'attention', layer: 0 }],
  [{ part: 'feed-forward', layer: 1 }],
  [{ part: 'attention-residual', layer: 1 }],
  [{ part: 'feed-forward-residual', layer: 0 }],
  [{ part: 'positions' }, { part: 'head', layer: 0, head: 1 }, { part: 'feed-forward-residual', layer: 1 }]
]

describe.each(FAMILIES)('inside %s', (family) => {
  let subject: Subject
  let weights: Weights
  let reference: TrainingEngine
  beforeAll(async () => {
    reference = await engineAt(referenceFactory('cpu'), shapeOf(family))
    ;[subject, weights] = await randomSubject(family)
  })
  afterAll(() => {
    reference.dispose()
    subject.engine.dispose()
  })
  const text = (): ReturnType<typeof tokensOf> => tokensOf(subject, 'abcab')

  test('a text begins with the start token in a list, and is cut to the block', () => {
    expect([...text().ids]).toEqual([10, 0, 1, 2, 0, 1])
    expect(tokensOf(subject, 'abcdefghij')).toMatchObject({ left: 4 })
    expect([...tokensOf({ ...subject, kind: 'text' }, 'cab').ids]).toEqual([2, 0, 1])
    expect([...tokensOf({ ...subject, kind: 'text' }, '').ids]).toEqual([10])
    expect(() => tokensOf(subject, 'x')).toThrow('unknown-character')
  })

  test('queries, keys, values, scores and shares are the reference engine’s; rows sum to 1', async () => {
    const report = await attention(subject, weights, text(), UNCHANGED)
    const names = ['query', 'key', 'value', 'scores', 'attention'] as const
    const { taps } = await reference.forward(text().ids, { taps: names })
    expect(report.layers).toHaveLength(2)
    for (const [l, layer] of report.layers.entries()) {
      for (const name of names)
        expect([name, furthest(layer[name], taps[name]![l]!) < CLOSE]).toEqual([name, true])
    }
    const T = report.ids.length
    for (const { attention: shares, scores, query, key } of report.layers) {
      for (let row = 0; row < 2 * T; row++) {
        const sum = shares.subarray(row * T, (row + 1) * T).reduce((all, share) => all + share, 0)
        expect(sum).toBeCloseTo(1, 6)
      }
      // Head 1, token 3 asks, token 2 answers: query · key ÷ √D, by hand.
      const at = (of: Float32Array, t: number): Float32Array => of.subarray(t * 6 + 3, t * 6 + 6)
      const dot = at(query, 3).reduce((sum, value, d) => sum + value * at(key, 2)[d]!, 0)
      expect(scores[(T + 3) * T + 2]).toBeCloseTo(dot / Math.sqrt(3), 5)
    }
    expect(report.loss).toBeGreaterThan(0)
  })

  test('the lens at the last layer says what the model says', async () => {
    for (const position of [0, 3, 5, 99]) {
      const report = await lens(subject, weights, text(), UNCHANGED, position)
      const { logits } = await reference.forward(text().ids)
      const t = Math.min(5, position)
      expect(report.position).toBe(t)
      expect(report.rows).toBe(3)
      const own = report.logits.subarray(2 * 11, 3 * 11)
      expect(furthest(own, logits.subarray(t * 11, (t + 1) * 11))).toBeLessThan(CLOSE)
      expect(report.best[2 * 6 + t]).toBe(own.indexOf(Math.max(...own)))
      const total = own.reduce((sum, value) => sum + Math.exp(value), 0)
      expect(report.probability[2 * 6 + t]).toBeCloseTo(Math.exp(Math.max(...own)) / total, 5)
    }
  })

  test('the lens before the first layer reads the embedding: what a model without layers says', async () => {
    const report = await lens(subject, weights, text(), UNCHANGED, 2)
    const off = [0, 1].flatMap((layer) => [
      { part: 'attention', layer } as const,
      { part: 'feed-forward', layer } as const
    ])
    const { logits } = await reference.forward(text().ids, { ablations: off })
    expect(furthest(report.logits.subarray(0, 11), logits.subarray(22, 33))).toBeLessThan(CLOSE)
  })

  test('token and position add up to what the reference engine puts into the first layer', async () => {
    const report = positions(subject, weights, text())
    const { taps } = await reference.forward(text().ids, { taps: ['embedding'] })
    expect(furthest(report.sum, taps.embedding![0]!)).toBeLessThan(CLOSE)
    expect(
      furthest(
        report.token.map((value, i) => value + report.position[i]!),
        report.sum
      )
    ).toBeLessThan(CLOSE)
    const T = subject.shape.block
    for (let i = 0; i < T; i++) {
      expect(report.similarity[i * T + i]).toBeCloseTo(1, 5)
      for (let j = 0; j < T; j++) expect(report.similarity[i * T + j]).toBe(report.similarity[j * T + i])
    }
  })

  test('switching nothing off changes nothing', async () => {
    expect(changed(subject.shape, subject.layout, weights.parameters, UNCHANGED).parameters).toBe(
      weights.parameters
    )
    const same = { off: [], nudge: { token: 3, dial: 2, value: weights.parameters[3 * 6 + 2]! } }
    const look = (change: ModelChange): Promise<unknown> =>
      Promise.all([attention(subject, weights, text(), change), lens(subject, weights, text(), change, 3)])
    expect(await look(same)).toEqual(await look(UNCHANGED))
  })

  test.each(OFF.map((off) => [off.map((part) => Object.values(part).join(' ')).join(', '), off] as const))(
    'without %s: as the reference engine without it',
    async (_, off) => {
      const report = await lens(subject, weights, text(), { off }, 4)
      const { logits } = await reference.forward(text().ids, { ablations: off })
      expect(furthest(report.logits.subarray(22, 33), logits.subarray(44, 55))).toBeLessThan(CLOSE)
      const { logits: whole } = await reference.forward(text().ids)
      expect(furthest(logits, whole)).toBeGreaterThan(0.01)
    }
  )

  test('a turned dial changes what the model says, and nothing else of it', async () => {
    const before = weights.parameters.slice()
    const change = { off: [], nudge: { token: 1, dial: 0, value: 3 } }
    const parameters = weights.parameters.slice()
    parameters[6] = 3
    const { logits } = await reference.forward(text().ids, { parameters })
    const report = await lens(subject, weights, text(), change, 5)
    expect(furthest(report.logits.subarray(22, 33), logits.subarray(55, 66))).toBeLessThan(CLOSE)
    expect(weights.parameters).toEqual(before)
  })

  test('a pass that ends early, or says nothing, sees the same; one that goes on sees what the whole one does', () => {
    const { shape } = subject
    const { parameters } = weights
    const { ids } = text()
    const taps = ['key', 'attention', 'activated', 'residual'] as const
    const whole = inspect(shape, parameters, ids, { taps })
    const early = inspect(shape, parameters, ids, { taps, layers: 1 })
    for (const name of taps) expect(early.taps[name]).toEqual(whole.taps[name]!.slice(0, 1))
    const silent = inspect(shape, parameters, ids, { taps, says: false })
    expect(silent.taps).toEqual(whole.taps)
    expect([early.logits.length, silent.logits.length]).toEqual([0, 0])
    // In two pieces, the second with the keys and values of the first.
    const past = new Past(shape)
    inspect(shape, parameters, ids.subarray(0, 2), { past })
    const rest = inspect(shape, parameters, ids.subarray(2), { past })
    expect(past.length).toBe(ids.length)
    expect(furthest(rest.logits, whole.logits.subarray(2 * shape.vocab))).toBeLessThan(1e-6)
  })

  test('refuses parts, tokens and dials that there are not', () => {
    const { shape, layout } = subject
    for (const change of [
      { off: [{ part: 'head', layer: 2, head: 0 } as const] },
      { off: [{ part: 'head', layer: 0, head: 2 } as const] },
      { off: [{ part: 'attention', layer: -1 } as const] },
      { off: [], nudge: { token: 11, dial: 0, value: 0 } },
      { off: [], nudge: { token: 0, dial: 6, value: 0 } },
      { off: [], nudge: { token: 0, dial: 0, value: NaN } }
    ]) {
      expect(() => changed(shape, layout, weights.parameters, change)).toThrow('bad-request')
    }
  })

  test('the plain decode session says what the engine’s says, and with parts off what forward says', async () => {
    const engine = await engineAt(CPU, subject.shape)
    const plain = new PlainSession(subject.shape, weights.parameters, [], 2)
    const session = engine.decode(2)
    for (const tokens of [
      [10, 10],
      [1, 4],
      [2, 2]
    ]) {
      const ids = Int32Array.from(tokens)
      expect(furthest(plain.advance(ids), await session.advance(ids))).toBeLessThan(CLOSE)
    }
    plain.keep(Int32Array.of(1))
    session.keep(Int32Array.of(1))
    const one = Int32Array.of(3)
    expect(furthest(plain.advance(one), await session.advance(one))).toBeLessThan(CLOSE)
    expect([plain.position, plain.rows]).toEqual([4, 1])
    session.dispose()
    engine.dispose()
    const off = OFF[4]!
    const without = new PlainSession(subject.shape, weights.parameters, off, 1)
    without.advance(Int32Array.of(10))
    const { logits } = await reference.forward(Int32Array.of(10, 5), { ablations: off })
    expect(furthest(without.advance(Int32Array.of(5)), logits.subarray(11))).toBeLessThan(CLOSE)
  })
})
