/*
 * The static plan of a model: buffers, constants and dispatch lists, made once. A step is then
 * "write the batch, replay, submit": no buffer, bind group or pipeline is created again.
 * Over 150 lines: what a plan holds and how it is made are one list, to be read side by side.
 */

import type { EngineFeature } from '#core/contracts/engine-report'
import { parameterLayout, type GptShape, type ParameterLayout } from '#core/gpt-shape'
import type { EngineOptions } from '../engine'
import { batchLayout, type BatchLayout } from './batch'
import { Constants, sectionsOf } from './bindings'
import { createBuffers, logitRowsFor, type ModelBuffers } from './buffers'
import { adamGroups, adamProgram, decayMask } from './kernels/adamw/shader'
import { normGroups, squaredNorm, sumLoss } from './kernels/sums/shader'
import {
  sketchBackward,
  sketchForward,
  sketchLoss,
  splitsFor,
  type PlanContext,
  type TileChoice
} from './layers'
import { Recorder, Sketch, type Dispatch } from './recorder'

/** Dispatch lists of one point: from tokens to losses, and back to the gradient. */
export interface Probe {
  /** From tokens to the input of the head. */
  readonly forward: readonly Dispatch[]
  /** Head, and the loss of each position. */
  readonly loss: readonly Dispatch[]
  /** The same, and the gradients of the head's weights and input. */
  readonly lossBackward: readonly Dispatch[]
  /** The rest of the gradient. */
  readonly backward: readonly Dispatch[]
}

/** The lists stand at the engine's own parameters. */
export interface Plan extends Probe {
  readonly shape: GptShape
  readonly layout: ParameterLayout
  /** Those of the features asked for that are in use. */
  readonly features: readonly EngineFeature[]
  readonly context: PlanContext
  readonly buffers: ModelBuffers
  readonly batch: BatchLayout
  readonly maxRows: number
  readonly maxPositions: number
  /** A training step's forward and backward: with dropout, where there is any. */
  readonly trainForward: readonly Dispatch[]
  readonly trainBackward: readonly Dispatch[]
  /** Loss into the ring, norm, optimizer. */
  readonly update: readonly Dispatch[]
  /** Compiles what is planned later. */
  readonly recorder: Recorder
  /** The same at the probe's parameters; planned when first asked for. */
  probe(): Promise<Probe>
  destroy(): void
}

export type Progress = (done: number, all: number) => void

export interface PlanSettings {
  /** What to use beyond plain 32-bit arithmetic, where this device and this shape allow it. */
  readonly features?: readonly EngineFeature[]
  /** Most bytes of logits held at once; for tests, which want parts in small models too. */
  readonly logitBytes?: number
}

/** Whether rows can be stored four 16-bit floats at a time, whole and by heads. */
function fitsHalf({ width, heads }: GptShape): boolean {
  return width % 4 === 0 && (width / heads) % 4 === 0
}

export async function createPlan(
  device: GPUDevice,
  shape: GptShape,
  options: EngineOptions,
  tile: TileChoice,
  onProgress?: Progress,
  settings: PlanSettings = {}
): Promise<Plan> {
  const { features = [] } = settings
  const half = features.includes('f16') && fitsHalf(shape)
  const subgroups = features.includes('subgroups') && device.features.has('subgroups')
  const layout = parameterLayout(shape)
  const maxPositions = options.maxRows * shape.block
  const batch = batchLayout(maxPositions, options.maxRows, shape.vocab, shape.block)
  const drops = options.dropout > 0
  const logitRows = logitRowsFor(shape.vocab, maxPositions, settings.logitBytes)
  const buffers = createBuffers(
    device,
    shape,
    maxPositions,
    batch,
    partialFloats(shape, maxPositions, logitRows, tile),
    drops,
    logitRows,
    half
  )
  device.queue.writeBuffer(buffers.decayMask, 0, decayMask(layout.tensors, layout.total))
  const constants = new Constants(device)
  const context: PlanContext = {
    shape,
    layout,
    buffers,
    tile,
    subgroups,
    half,
    maxPositions,
    sections: sectionsOf(batch, buffers.batch),
    uniform: (words) => constants.get(words)
  }
  const recorder = new Recorder(device, buffers.scalars)
  const update = sketchUpdate(context, options)
  const lists = [
    sketchForward(context, buffers.parameters),
    sketchLoss(context, buffers.parameters, false),
    sketchLoss(context, buffers.parameters, true),
    sketchBackward(context, buffers.parameters),
    update
  ]
  if (drops) {
    const training: PlanContext = { ...context, dropout: { rate: options.dropout, seed: options.seed } }
    lists.push(sketchForward(training, buffers.parameters), sketchBackward(training, buffers.parameters))
  }
  const all = await recorder.compile(
    lists.flatMap((sketch) => sketch.planned),
    onProgress
  )
  const parts: Dispatch[][] = []
  let at = 0
  for (const { planned } of lists) parts.push(all.slice(at, (at += planned.length)))
  const [forward, loss, lossBackward, backward, updates] = parts as [
    Dispatch[],
    Dispatch[],
    Dispatch[],
    Dispatch[],
    Dispatch[]
  ]
  const [trainForward = forward, trainBackward = backward] = parts.slice(5)
  let probe: Promise<Probe> | null = null
  const planProbe = async (): Promise<Probe> => {
    const at = buffers.probe()
    return {
      forward: await recorder.compile(sketchForward(context, at).planned),
      loss: await recorder.compile(sketchLoss(context, at, false).planned),
      lossBackward: await recorder.compile(sketchLoss(context, at, true).planned),
      backward: await recorder.compile(sketchBackward(context, at).planned)
    }
  }
  return {
    shape,
    layout,
    features: [...(half ? (['f16'] as const) : []), ...(subgroups ? (['subgroups'] as const) : [])],
    context,
    buffers,
    batch,
    maxRows: options.maxRows,
    maxPositions,
    forward,
    trainForward,
    trainBackward,
    loss,
    lossBackward,
    backward,
    update: updates,
    recorder,
    probe: () => (probe ??= planProbe()),
    destroy: () => {
      buffers.destroy()
      constants.destroy()
    }
  }
}

function sketchUpdate({ buffers, layout, subgroups }: PlanContext, options: EngineOptions): Sketch {
  const sketch = new Sketch()
  sketch.add(sumLoss(subgroups), [buffers.nats, buffers.ring], () => [1, 1, 1])
  sketch.add(squaredNorm(layout.total, subgroups), [buffers.gradient, buffers.squares], () => [
    normGroups(layout.total),
    1,
    1
  ])
  const groups: [number, number, number] = [adamGroups(layout.total), 1, 1]
  sketch.add(
    adamProgram(options.optimizer, layout.total, subgroups),
    [buffers.gradient, buffers.squares, buffers.decayMask, buffers.parameters, buffers.m, buffers.v],
    () => groups
  )
  return sketch
}

/** Most floats that split weight gradients leave behind at once. */
function partialFloats(shape: GptShape, maxPositions: number, logitRows: number, tile: TileChoice): number {
  const { width: C, vocab: V } = shape
  const matrices = [
    [C, 3 * C, maxPositions],
    [C, C, maxPositions],
    [C, 4 * C, maxPositions],
    [4 * C, C, maxPositions],
    [V, C, logitRows]
  ] as const
  const sizes = matrices.map(([rows, columns, positions]) => {
    const splits = splitsFor(rows, columns, positions, tile)
    return splits > 1 ? splits * (rows * columns + columns) : 0
  })
  return Math.max(...sizes)
}
