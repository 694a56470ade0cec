/* The `webgpu` engine's factory: from a device and a model's shape to an engine ready to train. */

import type { GptShape } from '#core/gpt-shape'
import type { EngineFactory, EngineOptions } from '../engine'
import { WebGpuEngine } from './engine'
import type { Gpu } from './gpu'
import { createPlan, type Progress } from './plan'
import { chooseTile } from './tune'

/** `open` gives the device; it is asked each time, so that a lost device can be replaced. */
export function webGpuFactory(open: () => Promise<Gpu>, onProgress?: Progress): EngineFactory {
  return {
    kind: 'webgpu',
    async create(shape: GptShape, options: EngineOptions): Promise<WebGpuEngine> {
      const gpu = await open()
      const tile = await chooseTile(gpu, shape, options.maxRows * shape.block)
      const plan = await createPlan(gpu.device, shape, options, tile, onProgress)
      gpu.check()
      return new WebGpuEngine(gpu, plan, options)
    }
  }
}
