/*
 * Turns kernels into a static plan: pipelines compiled once per device and cached by their text, bind
 * groups made once, dispatch sizes as functions of the batch. Replaying is three calls per dispatch.
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
}

const BINDING_TYPE = { uniform: 'uniform', read: 'read-only-storage', write: 'storage' } as const

interface Planned {
  readonly program: Program
  readonly bindings: readonly Binding[]
  readonly groups: Groups
}

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
      planned.map(async ({ program, bindings, groups }) => {
        const pipeline = await this.#pipeline(program)
        onProgress?.(++done, planned.length)
        return { pipeline, groups, label: program.label, bindings: this.#bind(program, pipeline, bindings) }
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
    const entries = [this.#scalars, ...bindings].map((binding, i) => ({
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

/** A list of dispatches being planned. */
export class Sketch {
  readonly planned: Planned[] = []

  add(program: Program, bindings: readonly Binding[], groups: Groups): void {
    this.planned.push({ program, bindings, groups })
  }
}

/** Encodes dispatches into one pass. */
export function replay(
  pass: GPUComputePassEncoder,
  dispatches: readonly Dispatch[],
  sizes: BatchSizes
): void {
  for (const dispatch of dispatches) {
    pass.setPipeline(dispatch.pipeline)
    pass.setBindGroup(0, dispatch.bindings)
    const [x, y, z] = dispatch.groups(sizes)
    pass.dispatchWorkgroups(x, y, z)
  }
}
