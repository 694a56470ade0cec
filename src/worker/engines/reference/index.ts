/*
 * The reference engine's factory. TensorFlow.js is loaded when the first engine is made, not before:
 * who trains on another engine never loads it.
 */

import type { GptShape } from '#core/gpt-shape'
import type { EngineFactory, EngineOptions, TrainingEngine } from '../engine'

/**
 * The reference on TensorFlow.js's `cpu` or `webgpu` backend.
 * `create` throws Failure `engine-unavailable` where there is no such device.
 */
export function referenceFactory(backend: 'cpu' | 'webgpu'): EngineFactory {
  return {
    kind: 'reference',
    async create(shape: GptShape, options: EngineOptions): Promise<TrainingEngine> {
      const [{ ReferenceEngine }, { openBackend }] = await Promise.all([
        import('./engine'),
        import('./backend')
      ])
      return new ReferenceEngine(shape, options, await openBackend(backend))
    }
  }
}
