/*
 * What the suite over all engines runs on: small models of both families in awkward sizes, batches with
 * ragged rows, and ways to say how far apart two results are.
 */

import { parameterLayout, type Family, type GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import { gradient64, type Dropout } from './reference/float64'
import type { Batch, EngineFactory, EngineOptions, OptimizerSettings, TrainingEngine } from './engine'

/** An engine for the suite; `null` with the reason where this machine has no device for it. */
export interface EngineUnderTest {
  readonly name: string
  readonly factory: EngineFactory | null
  readonly reason?: string
  readonly tolerance: Tolerance
  /** Number of objects the engine's library holds, where that can be asked. */
  readonly held?: () => number
}

export interface Tolerance {
  /** Losses and logits: relative, or absolute below 1. */
  readonly value: number
  /** ‖a − b‖ / ‖b‖ of gradients. */
  readonly gradient: number
}

/** Engines that compute in float32 on the processor. */
export const ON_CPU: Tolerance = { value: 1e-5, gradient: 1e-4 }
/** Graphics cards: other orders of addition, other exponentials. */
export const ON_GPU: Tolerance = { value: 1e-4, gradient: 1e-3 }

export interface Case {
  readonly name: string
  readonly shape: GptShape
  readonly batch: Batch
}

/** Rows of token ids, each one token longer than it is to be fed: the last is only a target. */
function batchOf(
  rows: readonly (readonly number[])[],
  length: number,
  masked: readonly number[] = []
): Batch {
  const inputs = new Int32Array(rows.length * length)
  const targets = new Int32Array(rows.length * length).fill(-1)
  rows.forEach((ids, row) => {
    inputs.set(ids.slice(0, -1), row * length)
    targets.set(ids.slice(1), row * length)
  })
  for (const place of masked) targets[place] = -1
  const lengths = Int32Array.from(rows, (ids) => ids.length - 1)
  return { rows: rows.length, length, inputs, targets, lengths }
}

/** Random ids below `vocab`. */
function idsOf(vocab: number, count: number, seed: number): number[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.below(vocab))
}

function casesOf(family: Family): Case[] {
  const ragged: GptShape = { family, layers: 2, heads: 2, width: 6, block: 7, vocab: 27 }
  const single: GptShape = { family, layers: 1, heads: 1, width: 4, block: 5, vocab: 65 }
  const short: GptShape = { family, layers: 1, heads: 4, width: 8, block: 16, vocab: 27 }
  const lengths = [8, 2, 5]
  const rows = lengths.map((count, row) => idsOf(27, count, row + 1))
  return [
    { name: `${family}, ragged rows of an odd length`, shape: ragged, batch: batchOf(rows, 7) },
    { name: `${family}, masked targets within rows`, shape: ragged, batch: batchOf(rows, 7, [2, 3, 14]) },
    { name: `${family}, one head, one row, 65 tokens`, shape: single, batch: batchOf([idsOf(65, 6, 9)], 5) },
    { name: `${family}, shorter than the block`, shape: short, batch: batchOf([idsOf(27, 7, 5)], 6) }
  ]
}

export const CASES: readonly Case[] = [...casesOf('gpt2'), ...casesOf('microgpt')]

/** The first case of each family, for what does not depend on sizes. */
export const FAMILIES: readonly Case[] = [CASES[0]!, CASES[4]!]

export const ADAMW: OptimizerSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1
}

/** Parameters large enough that every part of the model matters: gains about 1, the rest about ±0.4. */
export function parametersOf(shape: GptShape, seed = 1): Float32Array {
  const random = createRandom(seed)
  const { tensors, total } = parameterLayout(shape)
  const parameters = new Float32Array(total)
  for (const { offset, size, init } of tensors) {
    for (let i = offset; i < offset + size; i++)
      parameters[i] = (init === 'ones' ? 1 : 0) + 0.4 * random.normal()
  }
  return parameters
}

/** A new engine of this shape at these parameters. */
export async function engineAt(
  factory: EngineFactory,
  shape: GptShape,
  options: Partial<EngineOptions> = {},
  parameters = parametersOf(shape)
): Promise<TrainingEngine> {
  const engine = await factory.create(shape, {
    optimizer: ADAMW,
    dropout: 0,
    seed: 7,
    maxRows: 4,
    ...options
  })
  await engine.write({ parameters })
  return engine
}

const slopes = new Map<string, Float64Array>()

/** `gradient64`, computed once for all engines of a suite. */
export function slopesAt(
  shape: GptShape,
  parameters: Float64Array,
  batch: Batch,
  dropout?: Dropout
): Float64Array {
  const key = JSON.stringify([shape, [...parameters], batch, dropout])
  const known = slopes.get(key) ?? gradient64(shape, parameters, batch, dropout)
  slopes.set(key, known)
  return known
}

/** ‖a − b‖ / ‖b‖. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`)
  let difference = 0
  let norm = 0
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2
    norm += b[i]! ** 2
  }
  return Math.sqrt(difference / norm)
}

/** Largest |a − b| / max(1, |b|); equal infinities are no distance. */
export function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`)
  let largest = 0
  for (let i = 0; i < b.length; i++) {
    if (a[i] === b[i]) continue
    const apart = Math.abs(a[i]! - b[i]!) / Math.max(1, Math.abs(b[i]!))
    largest = Math.max(largest, Number.isNaN(apart) ? Infinity : apart)
  }
  return largest
}
