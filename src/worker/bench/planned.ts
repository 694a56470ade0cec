/*
 * What a model's plan takes of a graphics card, found by making the plan on a device that has nothing
 * behind it: all buffers and dispatches are made when a plan is made, so they are the whole story.
 */

import type { GptShape } from '#core/gpt-shape'
import { OPTIMIZER } from '../benchmark'
import { createPlan } from '../engines/webgpu/plan'

export interface Planned {
  /** Of all buffers. */
  readonly bytes: number
  /** Of one training step. */
  readonly dispatches: number
}

/** The plan for batches of `rows` rows, with the largest tile. Needs the constants of WebGPU (GPUBufferUsage). */
export async function planned(shape: GptShape, rows: number): Promise<Planned> {
  const options = { optimizer: OPTIMIZER, dropout: 0, seed: 1, maxRows: rows }
  let bytes = 0
  const nothing = (): object => ({ getBindGroupLayout: () => ({}) })
  const device = {
    queue: { writeBuffer: () => undefined },
    features: new Set<string>(),
    limits: {},
    createBuffer: ({ size }: GPUBufferDescriptor) => {
      bytes += size
      return { size, destroy: () => undefined }
    },
    createBindGroup: nothing,
    createBindGroupLayout: nothing,
    createPipelineLayout: nothing,
    createShaderModule: nothing,
    createComputePipelineAsync: () => Promise.resolve(nothing())
  }
  const plan = await createPlan(device as unknown as GPUDevice, shape, options, { tm: 8, tn: 8 })
  const step = [plan.trainForward, plan.lossBackward, plan.trainBackward, plan.update]
  return { bytes, dispatches: step.reduce((sum, { length }) => sum + length, 0) }
}
