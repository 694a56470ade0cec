/*
 * Does this device compute what it should? A driver can be wrong in silence (seen in the field with
 * WebGPU), so before an adapter is used for the first time small models are trained for a step on it and
 * on the CPU, and everything that comes out is compared, from a bare matrix product to a whole step.
 * Over 150 lines: the models, what is seen of them and how it is compared make one verdict.
 */

import type { SelfTestQuantity } from '#core/contracts/measurements'
import type { GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import type { Batch, EngineFactory, EngineOptions, TrainingEngine } from './engine'

export interface SelfTestReport {
  readonly passed: boolean
  /** The simplest quantity beyond the tolerance; of a device that passed, the one that differed most. */
  readonly quantity: SelfTestQuantity
  /** What of it differed most: a tensor's name, `loss`, `logits`. */
  readonly worst: string
  /** ‖a − b‖ / ‖b‖ of it; NaN if it computed something that is no number. */
  readonly difference: number
}

/** Largest relative difference that float32 in another order of summation explains. */
export const SELF_TEST_TOLERANCE = 1e-3
/** The same where activations are stored with 11 significant bits (`f16`): a mistake would be far larger. */
export const HALF_TOLERANCE = 3e-2

/**
 * Odd sizes, where no dimension is a multiple of a tile, and even ones with rows enough that a graphics
 * card takes its large tiles and vectorised loads.
 */
const CASES: readonly { readonly shape: GptShape; readonly rows: number }[] = [
  { shape: { family: 'gpt2', layers: 2, heads: 3, width: 36, block: 19, vocab: 29 }, rows: 3 },
  { shape: { family: 'gpt2', layers: 1, heads: 2, width: 64, block: 32, vocab: 40 }, rows: 16 }
]

const OPTIONS: Omit<EngineOptions, 'maxRows'> = {
  optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
  dropout: 0,
  seed: 1
}

/** What was computed: its name, what it stands for, the numbers. From the simplest to the whole. */
interface Observed {
  readonly quantity: SelfTestQuantity
  readonly name: string
  readonly values: ArrayLike<number>
}

/** Compares a candidate with a trusted engine. What an engine throws is thrown. */
export async function selfTest(
  candidate: EngineFactory,
  trusted: EngineFactory,
  tolerance = SELF_TEST_TOLERANCE
): Promise<SelfTestReport> {
  let most: SelfTestReport = { passed: true, quantity: 'matrix-product', worst: '', difference: 0 }
  for (const one of CASES) {
    const seen = await observe(candidate, one)
    const expected = await observe(trusted, one)
    for (const [i, { quantity, name, values }] of expected.entries()) {
      // The rest of a wrong quantity only tells which part of it is worst; what builds on it is wrong with it.
      if (!most.passed && quantity !== most.quantity) return most
      const difference = relativeDistance(seen[i]!.values, values)
      if (Number.isNaN(most.difference) || difference <= most.difference) continue
      const passed = difference <= tolerance
      most = { passed, quantity, worst: name, difference }
    }
    if (!most.passed) return most
  }
  return most
}

/** Everything that a small training job produces. */
async function observe(
  factory: EngineFactory,
  { shape, rows }: { readonly shape: GptShape; readonly rows: number }
): Promise<Observed[]> {
  const engine = await factory.create(shape, { ...OPTIONS, maxRows: rows })
  try {
    return await observeEngine(engine, rows)
  } finally {
    engine.dispose()
  }
}

async function observeEngine(engine: TrainingEngine, rows: number): Promise<Observed[]> {
  const { layout, shape } = engine
  const random = createRandom(7)
  await engine.write({ parameters: Float32Array.from({ length: layout.total }, () => random.normal() * 0.1) })
  const seen: Observed[] = []
  const see = (quantity: SelfTestQuantity, name: string, values: ArrayLike<number>): void =>
    void seen.push({ quantity, name, values })

  // Rows of one token attend to nothing but themselves: what is left are products and the loss.
  const single = someBatch(shape, rows, 1)
  const plain = await engine.gradient(single)
  const of = (gradient: Float32Array, name: string): Float32Array => {
    const { offset, size } = layout.get(name)
    return gradient.subarray(offset, offset + size)
  }
  see('matrix-product', 'nats', (await engine.evaluate(single)).nats)
  for (const part of ['c_fc', 'c_proj']) {
    const name = `h.${shape.layers - 1}.mlp.${part}.weight`
    see('matrix-product', name, of(plain.gradient, name))
  }
  see('cross-entropy', 'loss', [plain.loss])
  // The sum of (p − y)·W over the tokens: the gradient of the loss as the head hands it down.
  see('cross-entropy', 'ln_f.bias', of(plain.gradient, 'ln_f.bias'))

  const batch = someBatch(shape, rows, shape.block)
  const { loss, gradient } = await engine.gradient(batch)
  see('attention', 'nats', (await engine.evaluate(batch)).nats)
  for (let l = shape.layers - 1; l >= 0; l--) {
    // The key part of c_attn's bias has no gradient: softmax ignores it. Alone it would be noise over noise.
    for (const part of ['c_proj.weight', 'c_attn.weight', 'c_attn.bias']) {
      const name = `h.${l}.attn.${part}`
      see('attention', name, of(gradient, name))
    }
  }
  see('step', 'loss', [loss])
  for (const { name } of layout.tensors) see('step', name, of(gradient, name))
  await engine.step(batch, { step: 1, learningRate: 1e-3 })
  const after = await engine.read()
  // Adam's first step is the sign of the gradient: of one that is only rounding it says nothing.
  for (const { name, offset, size } of layout.tensors)
    if (name.endsWith('c_attn.bias')) after.parameters.fill(0, offset, offset + size)
  see('step', 'parameters after it', after.parameters)
  see('step', 'first moments', after.m)
  see('step', 'second moments', after.v)
  const decode = engine.decode(2)
  for (let t = 0; t < 3; t++) {
    const logits = (await decode.advance(Int32Array.of(t, 9 + t))).slice()
    see('generation', `logits ${t}`, logits)
  }
  decode.dispose()
  return seen
}

/** Rows of different lengths up to `longest`, the first as long as that. */
function someBatch({ vocab }: GptShape, rows: number, longest: number): Batch {
  const lengths = Int32Array.from({ length: rows }, (_, row) =>
    row === 0 ? longest : 1 + ((row * 7) % longest)
  )
  const inputs = new Int32Array(rows * longest)
  const targets = new Int32Array(rows * longest).fill(-1)
  lengths.forEach((length, row) => {
    for (let t = 0; t < length; t++) {
      inputs[row * longest + t] = (row * 11 + t * 7) % vocab
      targets[row * longest + t] = (row * 5 + t * 3 + 1) % vocab
    }
  })
  return { rows, length: longest, inputs, targets, lengths }
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
