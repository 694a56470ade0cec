/* Steps: the update itself, dropout, many steps, the golden run. */

import { expect, test } from 'vitest'
import { applyUpdate } from '../../training/optimizer'
import type { OptimizerSettings, TrainingEngine } from '../engine'
import { ADAMW, FAMILIES, distance, engineAt, furthest, slopesAt } from '../engines.fixtures'
import { loss64 } from '../reference/float64'
import { GOLDEN, goldenRun } from './golden'
import type { Present } from './index'
import { randomState } from './state'

const OPTIMIZERS: readonly [string, OptimizerSettings][] = [
  ['AdamW, clipped', { ...ADAMW, clip: 0.05 }],
  ['AdamW, not clipped', { ...ADAMW, clip: 0 }],
  ['Adam', { ...ADAMW, kind: 'adam', beta1: 0.85, clip: 0 }]
]

export function training({ factory, tolerance, held }: Present): void {
  for (const { shape, batch } of FAMILIES) {
    const { family } = shape

    for (const [name, optimizer] of OPTIMIZERS) {
      test(`${family}, ${name}: a step is the optimizer's update by the gradient`, async () => {
        const engine = await engineAt(factory, shape, { optimizer })
        const expected = randomState(engine)
        await engine.write(expected)
        const { loss, gradient } = await engine.gradient(batch)
        const update = { step: 3, learningRate: 0.02 }
        await engine.step(batch, update)
        applyUpdate(expected, gradient, engine.layout, optimizer, update)
        const after = await engine.read()
        expect(distance(after.parameters, expected.parameters)).toBeLessThan(1e-6)
        expect(distance(after.m, expected.m)).toBeLessThan(1e-6)
        expect(distance(after.v, expected.v)).toBeLessThan(1e-6)
        expect(furthest(await engine.takeLosses(), [loss])).toBeLessThan(tolerance.value)
        engine.dispose()
      })
    }

    test(`${family}: dropout uses the masks of dropout.ts, in the loss and in the gradient`, async () => {
      const dropout = 0.3
      const optimizer = { ...ADAMW, clip: 0 }
      const engine = await engineAt(factory, shape, { optimizer, dropout, seed: 11 })
      const expected = randomState(engine)
      await engine.write(expected)
      const update = { step: 4, learningRate: 0.02 }
      await engine.step(batch, update)
      const exact = Float64Array.from(expected.parameters)
      const masks = { share: dropout, seed: 11, step: 4 }
      const { mean } = loss64(shape, exact, batch, masks)
      expect(furthest(await engine.takeLosses(), [mean])).toBeLessThan(tolerance.value)
      expect(Math.abs(mean - loss64(shape, exact, batch).mean)).toBeGreaterThan(0.01)

      // The gradient shows in the first moment: m = β₁ m₀ + (1 − β₁) g.
      const after = await engine.read()
      const seen = after.m.map((m, i) => (m - optimizer.beta1 * expected.m[i]!) / (1 - optimizer.beta1))
      expect(distance(seen, slopesAt(shape, exact, batch, masks))).toBeLessThan(tolerance.gradient)
      engine.dispose()
    })

    test(`${family}: twenty steps reduce the loss and report it in order`, async () => {
      const engine = await engineAt(factory, shape)
      const { nats, tokens } = await engine.evaluate(batch)
      await steps(engine, batch, 1, 12)
      const losses = [...(await engine.takeLosses())]
      await steps(engine, batch, 13, 20)
      losses.push(...(await engine.takeLosses()))
      expect(losses).toHaveLength(20)
      expect(await engine.takeLosses()).toHaveLength(0)
      const mean = nats.reduce((a, b) => a + b, 0) / tokens.reduce((a, b) => a + b, 0)
      expect(furthest([losses[0]!], [mean])).toBeLessThan(tolerance.value)
      expect(losses[19]).toBeLessThan(0.7 * losses[0]!)
      engine.dispose()
    })

    test(`${family}: the golden run`, async () => {
      expect(furthest(await goldenRun(factory, family), GOLDEN[family])).toBeLessThan(10 * tolerance.value)
    })

    if (!held) continue
    test(`${family}: holds no more after fifteen steps`, async () => {
      const before = held()
      const engine = await engineAt(factory, shape, { dropout: 0.1 })
      await steps(engine, batch, 1, 1)
      const after = held()
      await steps(engine, batch, 2, 15)
      await engine.evaluate(batch)
      await engine.forward(batch.inputs.slice(0, 3), { taps: ['attention'] })
      expect(held()).toBe(after)
      engine.dispose()
      expect(held()).toBe(before)
    })
  }
}

async function steps(
  engine: TrainingEngine,
  batch: Parameters<TrainingEngine['step']>[0],
  first: number,
  last: number
): Promise<void> {
  for (let step = first; step <= last; step++) await engine.step(batch, { step, learningRate: 0.01 })
}
