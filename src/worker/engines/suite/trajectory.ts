/* A whole small training run against the reference on the processor: rounding must not add up. */

import { expect, test } from 'vitest'
import type { Batch, EngineFactory } from '../engine'
import { CASES, engineAt } from '../engines.fixtures'
import { referenceFactory } from '../reference'
import type { Present } from './index'

const STEPS = 200
/** Relative distance allowed of every single loss. */
const BOUND = 0.01

/** Losses of the reference by family, computed once for all engines. */
const expected = new Map<string, Promise<Float64Array>>()

export function trajectory({ factory }: Present): void {
  for (const { shape } of CASES.filter(({ name }) => name.includes('shorter than the block'))) {
    test(`${shape.family}: ${STEPS} steps stay within 1 % of the reference`, async () => {
      const own = await losses(factory, shape)
      const known = expected.get(shape.family) ?? losses(referenceFactory('cpu'), shape)
      expected.set(shape.family, known)
      const reference = await known
      expect(own).toHaveLength(STEPS)
      const apart = own.map((loss, i) => Math.abs(loss - reference[i]!) / reference[i]!)
      expect(apart.every((distance) => distance < BOUND)).toBe(true)
      // A run that learns nothing would prove little.
      const mean = (part: Float64Array): number => part.reduce((sum, loss) => sum + loss, 0) / part.length
      expect(mean(reference.slice(-20))).toBeLessThan(0.75 * mean(reference.slice(0, 20)))
    })
  }
}

async function losses(factory: EngineFactory, shape: (typeof CASES)[number]['shape']): Promise<Float64Array> {
  const engine = await engineAt(factory, shape)
  for (let step = 1; step <= STEPS; step++) {
    await engine.step(counting(shape.vocab, step), { step, learningRate: 0.01 * (1 - step / STEPS) })
  }
  const seen = await engine.takeLosses()
  engine.dispose()
  return seen
}

/** Three rows of 3, 6 and 9 tokens that count upwards by 1, 2 and 3 from a start that changes with the step. */
function counting(vocab: number, step: number): Batch {
  const length = 9
  const lengths = Int32Array.of(3, 6, 9)
  const inputs = new Int32Array(3 * length)
  const targets = new Int32Array(3 * length).fill(-1)
  lengths.forEach((count, row) => {
    const by = row + 1
    for (let t = 0; t < count; t++) {
      inputs[row * length + t] = (step * 5 + row * 7 + t * by) % vocab
      targets[row * length + t] = (step * 5 + row * 7 + (t + 1) * by) % vocab
    }
  })
  return { rows: 3, length, inputs, targets, lengths }
}
