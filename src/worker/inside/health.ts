/*
 * How well the model is: gradients and updates tensor by tensor, how far values spread layer by layer, and units that
 * nothing moves. The last update is read off the optimizer's moments, so nothing is trained for it. Over 150 lines:
 * one report, of which gradients, updates and spreads each need a measure of their own.
 */

import { learningRate } from '#core/schedule'
import type { GptShape, TensorSpec } from '#core/gpt-shape'
import type { HealthReport, LayerHealth, TensorHealth } from '#core/inside'
import type { Batch, Gradient } from '../engines/engine'
import { inspect } from '../engines/inspect'
import { batchGradient, type FixedBatch } from '../landscape/batch'
import { engineOptions } from '../run'
import { updateFactors } from '../training/optimizer'
import { measuredOn } from './measured'
import { giveWay, type InsideTask } from './pace'
import type { Subject, Weights } from './subject'

/** Below this GELU gives next to nothing (−0.004) and passes next to no gradient on. */
const GELU_DEAD = -3

export async function health(
  subject: Subject,
  weights: Weights,
  task: InsideTask | null = null
): Promise<HealthReport> {
  const { layout, config } = subject
  const { parameters, step } = weights
  const measured = measuredOn(subject)
  const { batch } = measured
  const slope = batch ? await slopeOf(subject, batch, parameters) : null
  const rate = step > 0 ? learningRate(config, step) : null
  const tensors = layout.tensors.map((tensor): TensorHealth => {
    const own = parameters.subarray(tensor.offset, tensor.offset + tensor.size)
    const length = norm(own)
    const moved = lastUpdate(subject, weights, tensor)
    return {
      name: tensor.name,
      layer: layerOf(tensor.name),
      weights: length,
      gradient: slope && norm(slope.gradient.subarray(tensor.offset, tensor.offset + tensor.size)),
      ratio: moved === null || length === 0 ? null : moved / length,
      finite: own.every(Number.isFinite)
    }
  })
  const { layers, embedding } = await spreads(subject, parameters, measured.rows, task)
  return {
    step,
    loss: slope?.loss ?? null,
    gradient: slope && norm(slope.gradient),
    clip: config.clip,
    learningRate: rate,
    tensors,
    layers: layers.map((layer, l) => ({
      ...layer,
      gradient:
        slope &&
        Math.hypot(...tensors.filter((tensor) => tensor.layer === l).map(({ gradient }) => gradient ?? 0)),
      finite: layer.finite && tensors.every((tensor) => tensor.layer !== l || tensor.finite)
    })),
    embedding,
    tokens: batch?.about.tokens ?? measured.tokens,
    on: measured.on
  }
}

/** Loss and gradient on the batch; each part of it in a turn of its own, so that a run trains on between. */
async function slopeOf(
  { turns, engine }: Subject,
  batch: FixedBatch,
  parameters: Float32Array
): Promise<Gradient> {
  const gradient = (part: Batch, at?: Float32Array): Promise<Gradient> =>
    turns.take(() => engine.gradient(part, at))
  return batchGradient({ gradient }, batch, parameters)
}

/** Which layer a tensor belongs to; −1 for those before the first and after the last. */
function layerOf(name: string): number {
  const found = /^h\.(\d+)\./.exec(name)
  return found ? Number(found[1]) : -1
}

/**
 * Length of the tensor's last update, decay included: the one that led to these weights, by the moments after it
 * (training/optimizer.ts). Null before the first step, and without moments.
 */
export function lastUpdate(
  subject: Subject,
  { step, parameters, m, v }: Weights,
  tensor: TensorSpec
): number | null {
  if (step === 0 || !m || !v) return null
  const { optimizer } = engineOptions(subject.config)
  const update = { step, learningRate: learningRate(subject.config, step) }
  const { rate, correction1, correction2, keep } = updateFactors(optimizer, update)
  const kept = tensor.decay ? keep : 1
  let squares = 0
  let moving = false
  for (let i = tensor.offset; i < tensor.offset + tensor.size; i++) {
    if (v[i] !== 0) moving = true
    const by = (rate * (m[i]! / correction1)) / (Math.sqrt(v[i]! / correction2) + optimizer.epsilon)
    // before = (after + by) / kept; the update is the difference.
    const before = kept === 0 ? by : (parameters[i]! + by) / kept
    squares += (parameters[i]! - before) ** 2
  }
  return moving ? Math.sqrt(squares) : null
}

async function spreads(
  { shape }: Subject,
  parameters: Float32Array,
  rows: readonly { readonly ids: Int32Array }[],
  task: InsideTask | null
): Promise<{ layers: Omit<LayerHealth, 'gradient'>[]; embedding: number }> {
  const after = giveWay(task)
  const N = 4 * shape.width
  const entering = new Spread()
  const streams = Array.from({ length: shape.layers }, () => new Spread())
  const activations = Array.from({ length: shape.layers }, () => new Spread())
  const moved = Array.from({ length: shape.layers }, () => new Uint8Array(N))
  for (const [r, { ids }] of rows.entries()) {
    const { taps } = inspect(shape, parameters, ids, {
      ...{ taps: ['embedding', 'residual', 'hidden', 'activated'], says: false }
    })
    entering.add(taps.embedding![0]!)
    for (let l = 0; l < shape.layers; l++) {
      streams[l]!.add(taps.residual![l]!)
      activations[l]!.add(taps.activated![l]!)
      for (const [i, value] of taps.hidden![l]!.entries()) if (value > deadBelow(shape)) moved[l]![i % N] = 1
    }
    await after(r + 1, rows.length)
  }
  return {
    embedding: entering.deviation,
    layers: streams.map((stream, l) => ({
      spread: stream.deviation,
      activation: activations[l]!.deviation,
      dead: moved[l]!.reduce((count, alive) => count + (alive ? 0 : 1), 0),
      neurons: N,
      finite: Number.isFinite(stream.deviation)
    }))
  }
}

/** The value before the non-linearity at or below which a unit gives nothing and learns nothing. */
function deadBelow({ family }: GptShape): number {
  return family === 'gpt2' ? GELU_DEAD : 0
}

/** Mean and variance of many values, in one pass (Welford 1962). */
class Spread {
  #count = 0
  #mean = 0
  #squares = 0

  add(values: Float32Array): void {
    for (const value of values) {
      this.#count++
      const away = value - this.#mean
      this.#mean += away / this.#count
      this.#squares += away * (value - this.#mean)
    }
  }

  get deviation(): number {
    return this.#count > 0 ? Math.sqrt(this.#squares / this.#count) : 0
  }
}

function norm(values: Float32Array): number {
  let squares = 0
  for (const value of values) squares += value * value
  return Math.sqrt(squares)
}
