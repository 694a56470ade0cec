/* What changes an engine's state and what does not; reading, writing, disposing. */

import { expect, test } from 'vitest'
import type { EngineState, TrainingEngine } from '../engine'
import { FAMILIES, engineAt, furthest, parametersOf } from '../engines.fixtures'
import { logits64, loss64 } from '../reference/float64'
import type { Present } from './index'
import { rowsOf } from './numbers'

export function state({ factory, tolerance }: Present): void {
  for (const { shape, batch } of FAMILIES) {
    const { family } = shape
    const elsewhere = parametersOf(shape, 2)
    const [ids] = rowsOf(batch) as [Int32Array]

    test(`${family}: evaluate, gradient and forward at θ answer for θ and change nothing`, async () => {
      const engine = await engineAt(factory, shape)
      await engine.step(batch, { step: 1, learningRate: 0.01 })
      const before = await engine.read()
      const own = await engine.evaluate(batch)

      const exact = Float64Array.from(elsewhere)
      const { mean, nats } = loss64(shape, exact, batch)
      expect(furthest((await engine.evaluate(batch, elsewhere)).nats, nats)).toBeLessThan(tolerance.value)
      expect(furthest([(await engine.gradient(batch, elsewhere)).loss], [mean])).toBeLessThan(tolerance.value)
      const { logits } = await engine.forward(ids, { parameters: elsewhere })
      expect(furthest(logits, logits64(shape, exact, ids).flat())).toBeLessThan(tolerance.value)

      expect(await engine.read()).toEqual(before)
      expect(await engine.evaluate(batch)).toEqual(own)
      engine.dispose()
    })

    test(`${family}: reads back what was written, as copies`, async () => {
      const engine = await engineAt(factory, shape)
      const written = randomState(engine)
      const given = { parameters: written.parameters.slice(), m: written.m.slice(), v: written.v.slice() }
      await engine.write(given)
      for (const array of Object.values(given)) array.fill(5)
      const first = await engine.read()
      expect(first).toEqual(written)
      for (const array of Object.values(first)) (array as Float32Array).fill(5)
      expect(await engine.read()).toEqual(written)
      await engine.write({ parameters: written.parameters })
      const zeros = new Float32Array(engine.layout.total)
      expect(await engine.read()).toEqual({ parameters: written.parameters, m: zeros, v: zeros })
      engine.dispose()
    })

    test(`${family}: after dispose every call is an error`, async () => {
      const engine = await engineAt(factory, shape)
      engine.dispose()
      await expect((async () => engine.step(batch, { step: 1, learningRate: 0.01 }))()).rejects.toThrow()
      await expect((async () => engine.evaluate(batch))()).rejects.toThrow()
      await expect((async () => engine.read())()).rejects.toThrow()
      expect(() => engine.decode(1)).toThrow()
    })
  }
}

/** Parameters, moments of both signs and squares, all far from zero's neighbourhood. */
export function randomState(engine: TrainingEngine): EngineState {
  const { shape } = engine
  return {
    parameters: parametersOf(shape, 3),
    m: parametersOf(shape, 4).map((value) => value / 10),
    v: parametersOf(shape, 5).map((value) => 0.01 + value * value)
  }
}
