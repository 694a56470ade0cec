/*
 * Turns kernels into a static plan: pipelines compiled once per device and cached by their text, bind
 * groups made once, dispatch sizes as functions of the batch. Replaying is three calls per dispatch.
 * Over 150 lines: making and replaying have to agree on what a dispatch holds.
 */

import type { Program } from './kernels/program'

/** What decides how many workgroups a dispatch needs. */
export interface BatchSizes {
  readonly positions: number
  readonly rows: number
  readonly longest: number
}

export type Groups = (sizes: BatchSizes) => readonly [number, number, number]

/** A buffer, or a part of one (offset and size in bytes). */
export type Binding =
  GPUBuffer | { readonly buffer: GPUBuffer; readonly offset: number; readonly size: number }

export interface Dispatch {
  readonly pipeline: GPUComputePipeline
  readonly bindings: GPUBindGroup
  readonly groups: Groups
  readonly label: string
  /** Operations of one workgroup. */
  readonly work: (sizes: BatchSizes) => number
}

const BINDING_TYPE = { uniform: 'uniform', read: 'read-only-storage', write: 'storage' } as const

interface Planned {
  readonly program: Program
  readonly bindings: readonly Binding[]
  readonly groups: Groups
  readonly part?: Part | undefined
}

/** A share of the batch that a dispatch is for, instead of all of it. */
export interface Part {
  /** The step's scalars with the positions of this part alone. */
  readonly scalars: Binding
  /** Sizes of the part; with no positions nothing is dispatched. */
  readonly sizes: (whole: BatchSizes) => BatchSizes
}

/** Operations of a workgroup that does not say: a few rows through memory. */
const LIGHT = (): number => 10_000

/**
 * Pipelines of each device by what they are made of: equal text and bindings give interchangeable
 * pipelines, so the second engine on a device, a decode session or a probe finds most of its own here.
 * They live as long as the device; a shader's text is a few kilobytes.
 */
const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>()

/** Collects dispatches in order; `compile` makes all their pipelines in parallel. */
export class Recorder {
  readonly #device: GPUDevice
  readonly #scalars: GPUBuffer
  readonly #pipelines: Map<string, Promise<GPUComputePipeline>>

  constructor(device: GPUDevice, scalars: GPUBuffer) {
    this.#device = device
    this.#scalars = scalars
    this.#pipelines = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>()
    compiled.set(device, this.#pipelines)
  }

  /** Compiles what was planned; `onProgress` counts finished pipelines. */
  async compile(
    planned: readonly Planned[],
    onProgress?: (done: number, all: number) => void
  ): Promise<Dispatch[]> {
    let done = 0
    return Promise.all(
      planned.map(async ({ program, bindings, groups, part }) => {
        const pipeline = await this.#pipeline(program)
        onProgress?.(++done, planned.length)
        const { label, work = LIGHT } = program
        const bound = this.#bind(program, pipeline, [part?.scalars ?? this.#scalars, ...bindings])
        const whole: Dispatch = { pipeline, groups, label, work, bindings: bound }
        return part ? inPart(whole, part) : whole
      })
    )
  }

  #pipeline(program: Program): Promise<GPUComputePipeline> {
    const key = `${program.bindings.join()}\n${program.code}`
    const known = this.#pipelines.get(key)
    if (known) return known
    const pipeline = this.#create(program)
    this.#pipelines.set(key, pipeline)
    // What failed may succeed later, where memory was short.
    pipeline.catch(() => this.#pipelines.delete(key))
    return pipeline
  }

  #create({ label, code, bindings }: Program): Promise<GPUComputePipeline> {
    const device = this.#device
    const entries = ['uniform' as const, ...bindings].map((use, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: BINDING_TYPE[use] }
    }))
    const layout = device.createPipelineLayout({
      bindGroupLayouts: [device.createBindGroupLayout({ label, entries })]
    })
    const module = device.createShaderModule({ label, code })
    // Rejects where a shader does not compile, so that a broken kernel can never run as zeros.
    return device.createComputePipelineAsync({ label, layout, compute: { module, entryPoint: 'main' } })
  }

  #bind(program: Program, pipeline: GPUComputePipeline, bindings: readonly Binding[]): GPUBindGroup {
    const entries = bindings.map((binding, i) => ({
      binding: i,
      resource: 'buffer' in binding ? binding : { buffer: binding }
    }))
    return this.#device.createBindGroup({
      label: program.label,
      layout: pipeline.getBindGroupLayout(0),
      entries
    })
  }
}

function inPart(dispatch: Dispatch, { sizes }: Part): Dispatch {
  return {
    ...dispatch,
    groups: (whole) => {
      const part = sizes(whole)
      return part.positions > 0 ? dispatch.groups(part) : [0, 0, 0]
    },
    work: (whole) => dispatch.work(sizes(whole))
  }
}

/** A list of dispatches being planned. */
export class Sketch {
  readonly planned: Planned[] = []

  add(program: Program, bindings: readonly Binding[], groups: Groups, part?: Part): void {
    this.planned.push({ program, bindings, groups, part })
  }
}

/** Encodes dispatches into one pass. */
export function replay(
  pass: GPUComputePassEncoder,
  dispatches: readonly Dispatch[],
  sizes: BatchSizes
): void {
  for (const dispatch of dispatches) encode(pass, dispatch, dispatch.groups(sizes))
}

function encode(
  pass: GPUComputePassEncoder,
  { pipeline, bindings }: Dispatch,
  [x, y, z]: readonly [number, number, number]
): void {
  if (x === 0) return
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, bindings)
  pass.dispatchWorkgroups(x, y, z)
}

/**
 * Submits dispatches in order, in several submissions where one would hold more than `budget` operations.
 * @returns the operations of all of them, about.
 */
export function submit(
  device: GPUDevice,
  dispatches: readonly Dispatch[],
  sizes: BatchSizes,
  budget: number
): number {
  let total = 0
  let held = 0
  let encoder = device.createCommandEncoder()
  let pass = encoder.beginComputePass()
  const flush = (): void => {
    pass.end()
    device.queue.submit([encoder.finish()])
  }
  for (const dispatch of dispatches) {
    const groups = dispatch.groups(sizes)
    const operations = groups[0] * groups[1] * groups[2] * dispatch.work(sizes)
    if (held > 0 && held + operations > budget) {
      flush()
      encoder = device.createCommandEncoder()
      pass = encoder.beginComputePass()
      held = 0
    }
    encode(pass, dispatch, groups)
    held += operations
    total += operations
  }
  flush()
  return total
}
