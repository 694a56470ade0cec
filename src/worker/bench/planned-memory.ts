/*
 * How much graphics memory a model's plan takes, found by making the plan on a device that has nothing
 * behind it: all buffers are made when a plan is made, so their sizes are the whole story.
 */

import type { GptShape } from '#core/gpt-shape'
import { OPTIMIZER } from '../benchmark'
import { createPlan } from '../engines/webgpu/plan'

/** Bytes of all buffers for batches of `rows` rows, with the largest tile. Needs the constants of WebGPU. */
export async function plannedBytes(shape: GptShape, rows: number): Promise<number> {
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
  await createPlan(device as unknown as GPUDevice, shape, options, { tm: 8, tn: 8 })
  return bytes
}
