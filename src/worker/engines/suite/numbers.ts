/* Losses, logits and gradients against plain loops in double precision and finite differences. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Batch, TrainingEngine } from '../engine'
import { CASES, FAMILIES, distance, engineAt, furthest, parametersOf, slopesAt } from '../engines.fixtures'
import { logits64, loss64 } from '../reference/float64'
import type { Present } from './index'

export function numbers({ factory, tolerance }: Present): void {
  for (const { name, shape, batch } of CASES) {
    describe(name, () => {
      const exact = Float64Array.from(parametersOf(shape))
      let engine: TrainingEngine
      beforeAll(async () => (engine = await engineAt(factory, shape)))
      afterAll(() => engine.dispose())

      test('evaluate gives the nats of each row', async () => {
        const { nats, tokens } = await engine.evaluate(batch)
        expect(furthest(nats, loss64(shape, exact, batch).nats)).toBeLessThan(tolerance.value)
        const predicted = Array.from({ length: batch.rows }, (_, row) => {
          return batch.targets.subarray(row * batch.length, (row + 1) * batch.length).filter((id) => id >= 0)
            .length
        })
        expect([...tokens]).toEqual(predicted)
      })

      test('gradient equals finite differences', async () => {
        const { loss, gradient } = await engine.gradient(batch)
        expect(furthest([loss], [loss64(shape, exact, batch).mean])).toBeLessThan(tolerance.value)
        const slopes = slopesAt(shape, exact, batch)
        for (const { name, offset, size } of engine.layout.tensors) {
          const apart = distance(
            gradient.subarray(offset, offset + size),
            slopes.subarray(offset, offset + size)
          )
          expect([name, apart < tolerance.gradient, apart]).toEqual([name, true, apart])
        }
      })

      test('forward gives the logits of each row', async () => {
        for (const ids of rowsOf(batch)) {
          const { logits } = await engine.forward(ids)
          expect(furthest(logits, logits64(shape, exact, ids).flat())).toBeLessThan(tolerance.value)
        }
      })
    })
  }

  for (const { shape, batch } of FAMILIES) {
    const { family } = shape

    test(`${family}: what stands in the padding has no influence`, async () => {
      const engine = await engineAt(factory, shape)
      const inputs = batch.inputs.map((id, i) =>
        i % batch.length < batch.lengths[Math.floor(i / batch.length)]! ? id : shape.vocab - 1
      )
      const filled: Batch = { ...batch, inputs }
      expect(inputs).not.toEqual(batch.inputs)
      expect(await engine.evaluate(filled)).toEqual(await engine.evaluate(batch))
      expect(await engine.gradient(filled)).toEqual(await engine.gradient(batch))
      engine.dispose()
    })

    test(`${family}: a row's nats do not depend on the other rows`, async () => {
      const engine = await engineAt(factory, shape)
      const { nats } = await engine.evaluate(batch)
      const alone = await Promise.all(
        rowsOf(batch).map((inputs, row) => {
          const start = row * batch.length
          const targets = batch.targets.slice(start, start + inputs.length)
          const lengths = Int32Array.of(inputs.length)
          return engine.evaluate({ rows: 1, length: inputs.length, inputs, targets, lengths })
        })
      )
      const sums = alone.map((evaluation) => evaluation.nats[0]!)
      expect(furthest(nats, sums)).toBeLessThan(tolerance.value)
      engine.dispose()
    })

    test(`${family}: parameters that are not numbers give a loss that is not finite`, async () => {
      const parameters = parametersOf(shape)
      parameters[parameters.length >> 1] = NaN
      const engine = await engineAt(factory, shape, {}, parameters)
      const { nats } = await engine.evaluate(batch)
      expect(nats.every((sum) => !Number.isFinite(sum))).toBe(true)
      expect((await engine.gradient(batch)).loss).not.toBeLessThan(Infinity)
      await engine.step(batch, { step: 1, learningRate: 0.01 })
      expect((await engine.takeLosses())[0]).not.toBeLessThan(Infinity)
      engine.dispose()
    })
  }
}

/** The real ids of each row. */
export function rowsOf(batch: Batch): Int32Array[] {
  return Array.from(batch.lengths, (length, row) => {
    return batch.inputs.slice(row * batch.length, row * batch.length + length)
  })
}
