/* Taps and ablations, against the plain loops of inspect.ts and against what they mean. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ablation, ForwardResult, TapName, TrainingEngine } from '../engine'
import { FAMILIES, engineAt, furthest, parametersOf } from '../engines.fixtures'
import { inspect } from '../inspect'
import type { Present } from './index'
import { rowsOf } from './numbers'

const TAPS: readonly TapName[] = [
  'embedding',
  'residual',
  'query',
  'key',
  'value',
  'scores',
  'attention',
  'hidden',
  'activated',
  'final'
]

const ABLATIONS: readonly (readonly Ablation[])[] = [
  [{ part: 'positions' }],
  [{ part: 'head', layer: 1, head: 0 }],
  [
    { part: 'head', layer: 0, head: 0 },
    { part: 'head', layer: 0, head: 1 }
  ],
  [{ part: 'attention', layer: 0 }],
  [{ part: 'feed-forward', layer: 1 }],
  [{ part: 'attention-residual', layer: 1 }],
  [{ part: 'feed-forward-residual', layer: 0 }],
  [{ part: 'positions' }, { part: 'attention', layer: 1 }]
]

export function lookingInside({ factory, tolerance }: Present): void {
  for (const { shape, batch } of FAMILIES) {
    describe(shape.family, () => {
      const [ids] = rowsOf(batch) as [Int32Array]
      const { layers, heads: H } = shape
      const T = ids.length
      let engine: TrainingEngine
      let plain: ForwardResult
      beforeAll(async () => {
        engine = await engineAt(factory, shape)
        plain = await engine.forward(ids)
      })
      afterAll(() => engine.dispose())

      test('every tap shows what the plain loops compute', async () => {
        const { taps, logits } = await engine.forward(ids, { taps: TAPS })
        expect(logits).toEqual(plain.logits)
        const expected = inspect(shape, parametersOf(shape), ids, { taps: TAPS })
        for (const tap of TAPS) {
          const count = tap === 'embedding' || tap === 'final' ? 1 : layers
          expect([tap, taps[tap]?.length]).toEqual([tap, count])
          taps[tap]!.forEach((values, l) => {
            expect([tap, l, furthest(values, expected.taps[tap]![l]!) < tolerance.value]).toEqual([
              tap,
              l,
              true
            ])
          })
        }
      })

      test('attention looks only back, and its rows sum to 1', async () => {
        const { taps } = await engine.forward(ids, { taps: ['attention', 'scores'] })
        for (let l = 0; l < layers; l++) {
          for (let i = 0; i < H * T; i++) {
            const row = taps.attention![l]!.subarray(i * T, (i + 1) * T)
            expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5)
            const hidden = (i % T) + 1
            expect(row.subarray(hidden).every((weight) => weight === 0)).toBe(true)
            const scores = taps.scores![l]!.subarray(i * T, (i + 1) * T)
            expect(scores.subarray(hidden).every((score) => score === -Infinity)).toBe(true)
            expect(scores.subarray(0, hidden).every(Number.isFinite)).toBe(true)
          }
        }
      })

      test('gives only the taps asked for', async () => {
        expect(plain.taps).toEqual({})
        expect(Object.keys((await engine.forward(ids, { taps: ['final'] })).taps)).toEqual(['final'])
      })

      test('an empty list of ablations changes nothing', async () => {
        expect((await engine.forward(ids, { ablations: [] })).logits).toEqual(plain.logits)
      })

      for (const ablations of ABLATIONS) {
        test(`without ${ablations.map((a) => Object.values(a).join(' ')).join(', ')}`, async () => {
          const { logits } = await engine.forward(ids, { ablations })
          const expected = inspect(shape, parametersOf(shape), ids, { ablations })
          expect(furthest(logits, expected.logits)).toBeLessThan(tolerance.value)
          expect(furthest(logits, plain.logits)).toBeGreaterThan(0.01)
          expect((await engine.forward(ids)).logits).toEqual(plain.logits)
        })
      }
    })
  }
}
