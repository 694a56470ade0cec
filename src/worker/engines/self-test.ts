/*
 * Does this device compute what it should? A driver can be wrong in silence (seen in the field with
 * WebGPU), so before an adapter is used for the first time one whole step of a small model is done
 * on it and on the CPU, and everything that comes out is compared.
 */

import { parameterLayout, type GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import type { Batch, EngineFactory, EngineOptions, TrainingEngine } from './engine'

export interface SelfTestReport {
  readonly passed: boolean
  /** What differed most, for the log: a tensor's name, `loss` or `logits`. */
  readonly worst: string
  /** ‖a − b‖ / ‖b‖ of it; NaN if it computed something that is no number. */
  readonly difference: number
}

/** Largest relative difference that float32 in another order of summation explains. */
export const SELF_TEST_TOLERANCE = 1e-3

/** Odd sizes on purpose: no dimension is a multiple of a tile. */
const SHAPE: GptShape = { family: 'gpt2', layers: 2, heads: 3, width: 36, block: 19, vocab: 29 }

const OPTIONS: EngineOptions = {
  optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
  dropout: 0,
  seed: 1,
  maxRows: 3
}

/** Compares a candidate with a trusted engine: loss, every gradient tensor, one step, and generation. */
export async function selfTest(candidate: EngineFactory, trusted: EngineFactory): Promise<SelfTestReport> {
  const results = []
  for (const factory of [candidate, trusted]) {
    const engine = await factory.create(SHAPE, OPTIONS)
    try {
      results.push(await observe(engine))
    } finally {
      engine.dispose()
    }
  }
  const [seen, expected] = results as [Map<string, ArrayLike<number>>, Map<string, ArrayLike<number>>]
  let worst = ''
  let difference = 0
  for (const [name, values] of expected) {
    const distance = relativeDistance(seen.get(name)!, values)
    if (!(distance <= difference)) [worst, difference] = [name, distance]
    if (Number.isNaN(distance)) break
  }
  return { passed: difference <= SELF_TEST_TOLERANCE, worst, difference }
}

/** Everything a small training job produces, by name. */
async function observe(engine: TrainingEngine): Promise<Map<string, ArrayLike<number>>> {
  const layout = parameterLayout(SHAPE)
  const random = createRandom(7)
  const parameters = Float32Array.from({ length: layout.total }, () => random.normal() * 0.1)
  const batch = someBatch()
  await engine.write({ parameters })
  const seen = new Map<string, ArrayLike<number>>()
  const { loss, gradient } = await engine.gradient(batch)
  seen.set('loss', [loss])
  for (const { name, offset, size } of layout.tensors) {
    // The key part of c_attn's bias has no gradient: softmax ignores it. Alone it would be noise over noise.
    seen.set(name, gradient.subarray(offset, offset + size))
  }
  await engine.step(batch, { step: 1, learningRate: 1e-3 })
  seen.set('parameters after a step', (await engine.read()).parameters)
  const decode = engine.decode(2)
  for (let t = 0; t < 3; t++) seen.set(`logits ${t}`, (await decode.advance(Int32Array.of(t, 9 + t))).slice())
  decode.dispose()
  return seen
}

function someBatch(): Batch {
  const { block, vocab } = SHAPE
  const lengths = Int32Array.of(block, 1, 8)
  const inputs = new Int32Array(3 * block)
  const targets = new Int32Array(3 * block).fill(-1)
  lengths.forEach((length, row) => {
    for (let t = 0; t < length; t++) {
      inputs[row * block + t] = (row * 11 + t * 7) % vocab
      targets[row * block + t] = (row * 5 + t * 3 + 1) % vocab
    }
  })
  return { rows: 3, length: block, inputs, targets, lengths }
}

/** ‖a − b‖ / ‖b‖ over the elements of b; NaN if any of them is no number in either. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let distance = 0
  let norm = 0
  for (let i = 0; i < b.length; i++) {
    distance += (a[i]! - b[i]!) ** 2
    norm += b[i]! ** 2
  }
  return Math.sqrt(distance / Math.max(norm, 1e-30))
}
