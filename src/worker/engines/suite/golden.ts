/*
 * The golden run: ten steps whose losses are written down, so that a change anywhere (random numbers,
 * initial weights, batches, model, gradient, optimizer) that moves them is noticed. Made in double
 * precision with finite differences (reference/float64.ts) and the optimizer; the reference came within
 * 3e-6 of them. A deliberate change replaces them and says why.
 */

import type { Family } from '#core/gpt-shape'
import type { EngineFactory } from '../engine'
import { CASES, engineAt } from '../engines.fixtures'

/** Losses of steps 1 to 10, nats per predicted token. */
export const GOLDEN: Readonly<Record<Family, readonly number[]>> = {
  gpt2: [3.581843, 3.778253, 3.424202, 3.389277, 3.365545, 3.040352, 3.265621, 3.325721, 2.999709, 3.023043],
  microgpt: [
    4.791287, 5.21618, 4.497595, 3.920469, 3.583109, 3.041004, 2.975746, 3.095462, 2.467571, 3.251221
  ]
}

/** Runs it on a new engine: two batches in turn, dropout on, a rate that falls. */
export async function goldenRun(factory: EngineFactory, family: Family): Promise<Float64Array> {
  const [ragged, masked] = CASES.filter(({ shape }) => shape.family === family)
  const engine = await engineAt(factory, ragged!.shape, { dropout: 0.1, seed: 42 })
  for (let step = 1; step <= 10; step++) {
    const { batch } = step % 2 ? ragged! : masked!
    await engine.step(batch, { step, learningRate: 0.01 * (1 - step / 20) })
  }
  const losses = await engine.takeLosses()
  engine.dispose()
  return losses
}
