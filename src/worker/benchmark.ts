/*
 * Times training steps of an engine. One place for the terminal's `bench`, for Automatic and for the
 * speed curve, so that all of them mean the same thing by "steps per second". Over 150 lines: the batch,
 * its count of operations and its timing make one definition.
 */

import type { EngineKind } from '#core/contracts/engine-report'
import type { GptShape } from '#core/gpt-shape'
import { parameterLayout } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import type { Batch, EngineFactory, EngineOptions, TrainingEngine } from './engines/engine'

export interface BenchmarkConfig {
  readonly name: string
  readonly shape: GptShape
  /** B */
  readonly rows: number
}

const gpt2 = (layers: number, heads: number, width: number, block: number, vocab: number): GptShape => ({
  family: 'gpt2',
  layers,
  heads,
  width,
  block,
  vocab
})

/** The configurations of the benchmark table: full B × T batches, no padding. */
export const BENCHMARKS: readonly BenchmarkConfig[] = [
  { name: 'micro', shape: { ...gpt2(1, 4, 16, 16, 27), family: 'microgpt' }, rows: 1 },
  { name: 'names', shape: gpt2(4, 4, 64, 16, 27), rows: 32 },
  { name: 'text-small', shape: gpt2(4, 4, 128, 64, 65), rows: 12 },
  { name: 'text', shape: gpt2(6, 6, 384, 256, 65), rows: 64 }
]

export interface Timing {
  readonly engine: EngineKind
  readonly threads: number
  /** Median over the rounds. */
  readonly msPerStep: number
  /** Fastest round: the machine at its quietest. */
  readonly msPerStepBest: number
  readonly steps: number
}

/**
 * Floating-point operations of one training step: B·T·(6·N_mm + 12·½·L·C·T) with
 * N_mm = 12·L·C² + C·V; the half because attention skips the upper triangle.
 */
export function flopsPerStep(
  { layers: L, width: C, vocab: V }: GptShape,
  rows: number,
  length: number
): number {
  const products = 12 * L * C * C + C * V
  return rows * length * (6 * products + 12 * 0.5 * L * C * length)
}

/** The same for a batch as it is: each row counts with its own length, padding not at all. */
export function flopsOf(shape: GptShape, { lengths }: Pick<Batch, 'lengths'>): number {
  return lengths.reduce((sum, length) => sum + flopsPerStep(shape, 1, length), 0)
}

/** A batch of random tokens without padding. */
export function fullBatch({ block, vocab }: GptShape, rows: number): Batch {
  const random = createRandom(1)
  const size = rows * block
  const ids = (): Int32Array => Int32Array.from({ length: size }, () => random.below(vocab))
  return { rows, length: block, inputs: ids(), targets: ids(), lengths: new Int32Array(rows).fill(block) }
}

/** The optimizer that is timed where no run's settings say another. */
export const OPTIMIZER: EngineOptions['optimizer'] = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1
}

/** What a caller may settle otherwise. */
export interface TimingHooks {
  /** How the engine is made; AdamW without dropout if left out. */
  readonly options?: EngineOptions
  /** Called before each round of steps; what it throws ends the timing. */
  readonly before?: () => Promise<void>
  /** Milliseconds of steps after which what has been timed so far is enough, be it a single step. */
  readonly atMost?: number
}

/** N(0, 0.02) throughout: speed does not depend on the weights as long as they are ordinary numbers. */
export function benchmarkParameters(shape: GptShape): Float32Array {
  const random = createRandom(2)
  return Float32Array.from({ length: parameterLayout(shape).total }, () => random.normal() * 0.02)
}

/**
 * Trains on `batch` (several are taken in turn) for about `milliseconds`, after a warm-up of a quarter of that, in rounds of equal
 * length; the last loss is waited for, so nothing is left under way when the clock stops.
 */
export async function timeSteps(
  factory: EngineFactory,
  shape: GptShape,
  batch: Batch | readonly Batch[],
  milliseconds: number,
  hooks: TimingHooks = {}
): Promise<Timing> {
  const batches = 'rows' in batch ? [batch] : batch
  const maxRows = Math.max(...batches.map(({ rows }) => rows))
  const options = hooks.options ?? { optimizer: OPTIMIZER, dropout: 0, seed: 1, maxRows }
  const engine = await factory.create(shape, options)
  try {
    await engine.write({ parameters: benchmarkParameters(shape) })
    const began = performance.now()
    const enough = (): boolean => performance.now() - began > (hooks.atMost ?? Infinity)
    const timed = async (steps: number, first: number): Promise<number> => {
      await hooks.before?.()
      return round(engine, batches, steps, first)
    }
    const single = [await timed(1, 1)]
    if (!enough()) single.push(await timed(1, 2))
    const perStep = Math.max(1e-3, Math.min(...single))
    let steps = 1
    let rounds: number[] = []
    if (!enough()) {
      await timed(Math.max(1, Math.floor(milliseconds / 4 / perStep)), 3)
      steps = Math.max(1, Math.floor(milliseconds / 5 / perStep))
      const end = performance.now() + milliseconds
      do rounds.push(await timed(steps, 100))
      while ((performance.now() < end || rounds.length < 3) && !enough())
    }
    if (rounds.length === 0) rounds = [perStep]
    rounds.sort((a, b) => a - b)
    const { threads } = engine.describe()
    return {
      engine: engine.kind,
      threads,
      msPerStep: rounds[rounds.length >> 1]!,
      msPerStepBest: rounds[0]!,
      steps: steps * rounds.length
    }
  } finally {
    engine.dispose()
  }
}

/** Milliseconds per step over `steps` steps, the last loss included. */
async function round(
  engine: TrainingEngine,
  batches: readonly Batch[],
  steps: number,
  first: number
): Promise<number> {
  const start = performance.now()
  for (let step = 0; step < steps; step++) {
    const wait = engine.step(batches[step % batches.length]!, { step: first + step, learningRate: 1e-4 })
    if (wait) await wait
  }
  await engine.takeLosses()
  return (performance.now() - start) / steps
}
