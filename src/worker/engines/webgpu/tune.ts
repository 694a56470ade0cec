/*
 * Which tile suits this card and this model: the two products that cost most, the feed-forward's
 * forward product and its weight gradient, are timed with every tile, once per width and device.
 * Software adapters get the smallest tile without measuring: they have no tiles to be good at.
 */

import type { GptShape } from '#core/gpt-shape'
import type { GpuDevice } from '../device'
import { matmulConstants, matmulGroups, matmulProgram, type MatmulSpec } from './kernels/matmul/shader'
import { packStep, STEP_BYTES } from './kernels/program'
import { splitsFor, type TileChoice } from './layers'
import { Recorder, replay, Sketch, type Dispatch } from './recorder'

const SMALLEST: TileChoice = { tm: 4, tn: 4 }
export const TILES: readonly TileChoice[] = [SMALLEST, { tm: 8, tn: 4 }, { tm: 4, tn: 8 }, { tm: 8, tn: 8 }]

/** Positions to measure with: enough to fill a card, little enough to be done in milliseconds. */
const POSITIONS = 4096
const REPEATS = 8

const known = new WeakMap<GPUDevice, Map<number, Promise<TileChoice>>>()

/** The fastest tile for a model of this width with batches of up to `maxPositions`. */
export function chooseTile(gpu: GpuDevice, shape: GptShape, maxPositions: number): Promise<TileChoice> {
  // Below one large tile of rows there is nothing to gain.
  if (gpu.report.software || maxPositions < 512 || shape.width < 64) return Promise.resolve(SMALLEST)
  const choices = known.get(gpu.device) ?? new Map<number, Promise<TileChoice>>()
  known.set(gpu.device, choices)
  let choice = choices.get(shape.width)
  if (!choice) {
    choice = fastest(gpu.device, shape.width, Math.min(maxPositions, POSITIONS))
    choices.set(shape.width, choice)
  }
  return choice
}

/** Milliseconds per repetition of both products, by tile; exported for the benchmark. */
export async function timeTiles(
  device: GPUDevice,
  width: number,
  positions: number,
  tiles: readonly TileChoice[] = TILES
): Promise<number[]> {
  const made: GPUBuffer[] = []
  const create = (size: number, usage: number): GPUBuffer => {
    const buffer = device.createBuffer({ size, usage: usage | GPUBufferUsage.COPY_DST })
    made.push(buffer)
    return buffer
  }
  const floats = (count: number): GPUBuffer => create(count * 4, GPUBufferUsage.STORAGE)
  const scalars = create(STEP_BYTES, GPUBufferUsage.UNIFORM)
  const bytes = new ArrayBuffer(STEP_BYTES)
  const rest = { rows: 1, length: 1, lossScale: 1, learningRate: 0, correction1: 1, correction2: 1, step: 1 }
  packStep({ positions, ...rest, ringSlot: 0, position: 0 }, bytes)
  device.queue.writeBuffer(scalars, 0, bytes)
  const constants = (spec: MatmulSpec): GPUBuffer => {
    const words = new Uint32Array(matmulConstants(spec))
    const buffer = create(words.byteLength, GPUBufferUsage.UNIFORM)
    device.queue.writeBuffer(buffer, 0, words)
    return buffer
  }
  const [x, weights, out] = [
    floats(positions * width),
    floats(4 * width * width),
    floats(positions * 4 * width)
  ]
  const sums = floats(16 * 4 * width * width)
  const times: number[] = []
  for (const tile of tiles) {
    const [forward, gradient] = specs(width, positions, tile)
    const sketch = new Sketch()
    sketch.add(matmulProgram(forward), [constants(forward), x, weights, out], () =>
      matmulGroups(forward, positions)
    )
    sketch.add(matmulProgram(gradient), [constants(gradient), x, out, sums], () =>
      matmulGroups(gradient, positions)
    )
    times.push(await time(device, await new Recorder(device, scalars).compile(sketch.planned)))
  }
  for (const buffer of made) buffer.destroy()
  return times
}

async function fastest(device: GPUDevice, width: number, positions: number): Promise<TileChoice> {
  const times = await timeTiles(device, width, positions)
  return TILES[times.indexOf(Math.min(...times))] ?? SMALLEST
}

function specs(width: number, positions: number, tile: TileChoice): [MatmulSpec, MatmulSpec] {
  const common = {
    columns: 4 * width,
    inner: width,
    strideA: width,
    strideB: 4 * width,
    strideOut: 4 * width,
    epilogue: 'none',
    activation: 'gelu',
    bias: false,
    columnSums: false,
    aligned: width % 4 === 0,
    ...tile
  } as const
  const splits = splitsFor(width, 4 * width, positions, tile)
  return [
    { ...common, order: 'nn', splits: 1 },
    { ...common, order: 'tn', splits }
  ]
}

/** The better of two timed runs after a warm-up. */
async function time(device: GPUDevice, dispatches: readonly Dispatch[]): Promise<number> {
  let best = Infinity
  for (let run = 0; run < 3; run++) {
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    for (let i = 0; i < REPEATS; i++) replay(pass, dispatches, { positions: 0, rows: 0, longest: 0 })
    pass.end()
    const start = performance.now()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    if (run > 0) best = Math.min(best, (performance.now() - start) / REPEATS)
  }
  return best
}
