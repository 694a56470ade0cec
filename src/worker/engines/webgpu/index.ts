/* The `webgpu` engine's factory: from a device and a model's shape to an engine ready to train. */

import type { GptShape } from '#core/gpt-shape'
import { openGpu, type GpuDevice } from '../device'
import type { EngineFactory, EngineOptions } from '../engine'
import { WebGpuEngine } from './engine'
import type { Pace } from './pace'
import { createPlan, type PlanSettings, type Progress } from './plan'
import { chooseTile } from './tune'

/** What tests set otherwise than training does. */
export interface WebGpuSettings extends PlanSettings {
  readonly pace?: () => Pace
}

/**
 * `open` gives the device; it is asked each time, so that a lost device can be replaced.
 * Creating rejects with `gpu-error` where a kernel does not compile and `gpu-memory` where buffers do not fit.
 */
export function webGpuFactory(
  open: () => Promise<GpuDevice> = openGpu,
  onProgress?: Progress,
  settings: WebGpuSettings = {}
): EngineFactory {
  return {
    kind: 'webgpu',
    async create(shape: GptShape, options: EngineOptions): Promise<WebGpuEngine> {
      const gpu = await open()
      const plan = await gpu.guard(async () => {
        const tile = await chooseTile(gpu, shape, options.maxRows * shape.block)
        return createPlan(gpu.device, shape, options, tile, onProgress, settings)
      })
      return new WebGpuEngine(gpu, plan, options, settings.pace?.())
    }
  }
}
