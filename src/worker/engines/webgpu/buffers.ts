/*
 * Every buffer a model needs on the graphics card, allocated once when the engine is made:
 * arenas in parameter order, activations that the backward pass needs per layer, and scratch that
 * all layers share. N is the most positions a batch can have.
 * Over 150 lines: each buffer is told once with its meaning and once with its size.
 */

import { parameterLayout, type GptShape } from '#core/gpt-shape'
import { Failure } from '#core/errors'
import type { BatchLayout } from './batch'
import { STEP_BYTES, STEP_SLOT } from './kernels/program'
import { NORM_BACKWARD_GROUPS } from './kernels/norm/shader'
import { normGroups } from './kernels/sums/shader'

/** Losses of the latest steps that stay on the card until they are read. */
export const RING_SLOTS = 4096

/**
 * What the backward pass needs of one layer, in floats per position: 12C + H + 4. With 16-bit activations
 * (EngineFeature `f16`) norm1, qkv, attended, norm2, hidden and the shared `activated` take half of that.
 */
export interface LayerBuffers {
  /** [N, C] input of the layer, the residual stream. */
  readonly input: GPUBuffer
  readonly norm1: GPUBuffer
  readonly stats1: GPUBuffer
  readonly qkv: GPUBuffer
  readonly attended: GPUBuffer
  readonly lse: GPUBuffer
  /** [N, C] residual stream after attention. */
  readonly middle: GPUBuffer
  readonly norm2: GPUBuffer
  readonly stats2: GPUBuffer
  /** [N, 4C] before the non-linearity. */
  readonly hidden: GPUBuffer
}

export interface ModelBuffers {
  readonly scalars: GPUBuffer
  readonly batch: GPUBuffer
  readonly parameters: GPUBuffer
  /** Parameters of a point that is only looked at (evaluate at θ); made when first asked for. */
  probe(): GPUBuffer
  readonly gradient: GPUBuffer
  readonly m: GPUBuffer
  readonly v: GPUBuffer
  readonly decayMask: GPUBuffer
  /** [N, C] token + position, where a norm follows at once (microgpt); else the first layer's input. */
  readonly embedded: GPUBuffer
  readonly stats0: GPUBuffer
  readonly layers: readonly LayerBuffers[]
  /** [N, C] output of the last layer, its norm and statistics. */
  readonly output: GPUBuffer
  readonly final: GPUBuffer
  readonly statsFinal: GPUBuffer
  /** [logitRows, stride] logits of some positions, overwritten by their gradient. */
  readonly logits: GPUBuffer
  /** Positions that the head and the loss take at once: all N, or fewer where V is large. */
  readonly logitRows: number
  /** Parts of `logitRows` positions in a batch; 0 where the whole batch is one. */
  readonly logitParts: number
  readonly nats: GPUBuffer
  readonly ring: GPUBuffer
  /** [N, 4C] after the non-linearity, shared by all layers. */
  readonly activated: GPUBuffer
  /** [N, C] gradient of the residual stream. */
  readonly dStream: GPUBuffer
  /** [N, 4C] */
  readonly dHidden: GPUBuffer
  /** [N, C] gradient of a norm's output or of attention's. */
  readonly dBranch: GPUBuffer
  /** [N, C] gradient of the residual stream behind a dropout mask; tiny where nothing is dropped. */
  readonly dMasked: GPUBuffer
  readonly dQkv: GPUBuffer
  readonly dots: GPUBuffer
  /** Slices left by kernels that split their sums. */
  readonly partial: GPUBuffer
  readonly squares: GPUBuffer
  /** Bytes of all of them. */
  readonly bytes: () => number
  /** Everything that a step must write before it reads it: activations, gradients, scratch. */
  readonly volatile: () => readonly GPUBuffer[]
  destroy(): void
}

/** Floats from one row of logits to the next: V rounded up to four. */
export function logitStride(vocab: number): number {
  return Math.ceil(vocab / 4) * 4
}

/** Most bytes of logits at once: what every WebGPU device can bind. */
const LOGIT_BYTES = 128 * 2 ** 20

/**
 * Positions whose logits are held at once, at most N: with V = 32,768 the logits of a batch of 16,384
 * positions would take 2 GiB. A multiple of 64 where it is less than N, so that every part can be bound.
 */
export function logitRowsFor(vocab: number, maxPositions: number, limit = LOGIT_BYTES): number {
  const rows = Math.floor(limit / (4 * logitStride(vocab)))
  return rows >= maxPositions ? maxPositions : Math.max(64, rows - (rows % 64))
}

/** @throws Failure `gpu-memory` if a buffer would be larger than the device allows. */
export function createBuffers(
  device: GPUDevice,
  shape: GptShape,
  maxPositions: number,
  batch: BatchLayout,
  partialFloats: number,
  drops: boolean,
  logitRows: number,
  half: boolean
): ModelBuffers {
  const made: GPUBuffer[] = []
  const { width: C, heads: H, layers: L, vocab: V } = shape
  const N = maxPositions
  const total = parameterLayout(shape).total
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits
  const create = (label: string, bytes: number, usage: number): GPUBuffer => {
    if (bytes > Math.min(maxBufferSize, maxStorageBufferBindingSize)) {
      for (const buffer of made) buffer.destroy()
      throw new Failure('gpu-memory', undefined, `${label}: ${bytes} bytes`)
    }
    const buffer = device.createBuffer({ label, size: Math.max(16, Math.ceil(bytes / 16) * 16), usage })
    made.push(buffer)
    return buffer
  }
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST
  const floats = (label: string, count: number): GPUBuffer => create(label, count * 4, storage)
  // What the products and attention leave for each other and for the backward pass.
  const kept16 = (label: string, count: number): GPUBuffer => create(label, count * (half ? 2 : 4), storage)
  const layer = (l: number): LayerBuffers => ({
    input: floats(`layer ${l} input`, N * C),
    norm1: kept16(`layer ${l} norm 1`, N * C),
    stats1: floats(`layer ${l} stats 1`, N * 2),
    qkv: kept16(`layer ${l} qkv`, N * 3 * C),
    attended: kept16(`layer ${l} attended`, N * C),
    lse: floats(`layer ${l} lse`, N * H),
    middle: floats(`layer ${l} middle`, N * C),
    norm2: kept16(`layer ${l} norm 2`, N * C),
    stats2: floats(`layer ${l} stats 2`, N * 2),
    hidden: kept16(`layer ${l} hidden`, N * 4 * C)
  })
  const logitParts = logitRows < N ? Math.ceil(N / logitRows) : 0
  const scalarBytes = logitParts > 0 ? STEP_SLOT * (1 + logitParts) : STEP_BYTES
  let probe: GPUBuffer | null = null
  const lasting = new Set<GPUBuffer>()
  const kept = (buffer: GPUBuffer): GPUBuffer => {
    lasting.add(buffer)
    return buffer
  }
  return {
    scalars: kept(create('scalars', scalarBytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST)),
    batch: kept(create('batch', batch.words * 4, storage)),
    parameters: kept(floats('parameters', total)),
    probe: () => (probe ??= kept(floats('probe', total))),
    gradient: floats('gradient', total),
    m: kept(floats('m', total)),
    v: kept(floats('v', total)),
    decayMask: kept(floats('decay mask', Math.ceil(total / 32))),
    embedded: floats('embedded', shape.family === 'microgpt' ? N * C : 4),
    stats0: floats('stats 0', N * 2),
    layers: Array.from({ length: L }, (_, l) => layer(l)),
    output: floats('output', N * C),
    final: floats('final', N * C),
    statsFinal: floats('final stats', N * 2),
    logits: floats('logits', logitRows * logitStride(V)),
    logitRows,
    logitParts,
    nats: floats('nats', N),
    ring: kept(floats('loss ring', RING_SLOTS)),
    activated: kept16('activated', N * 4 * C),
    dStream: floats('d stream', N * C),
    dHidden: floats('d hidden', N * 4 * C),
    dBranch: floats('d branch', N * C),
    dMasked: floats('d masked', drops ? N * C : 4),
    dQkv: floats('d qkv', N * 3 * C),
    dots: floats('dots', N * H),
    partial: floats('partial', Math.max(partialFloats, NORM_BACKWARD_GROUPS * 2 * C)),
    squares: floats('squares', normGroups(total)),
    volatile: () => made.filter((buffer) => !lasting.has(buffer)),
    bytes: () => made.reduce((sum, buffer) => sum + buffer.size, 0),
    destroy: () => {
      for (const buffer of made) buffer.destroy()
    }
  }
}
