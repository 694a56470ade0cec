/*
 * Engines in plain Node: what the browser's worker finds in its `navigator`, Node gets here. WebGPU
 * comes from the optional npm package `webgpu` (Dawn) and is loaded only when an engine needs it.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import { Failure } from '#core/errors'
import type { GptShape } from '#core/gpt-shape'
import { factoryFor } from '#worker/engines/choose'
import type { EngineFactory } from '#worker/engines/engine'
import { installNavigator, nodeGpu } from './node-gpu'

export const ENGINES = [
  'auto',
  'reference',
  'reference-webgpu',
  'cpu',
  'webgpu'
] as const satisfies readonly EngineChoice[]

/** @throws Failure `engine-unavailable`, now or when the factory makes an engine */
export async function engineFor(choice: EngineChoice, shape: GptShape): Promise<EngineFactory> {
  if (choice === 'webgpu' || choice === 'reference-webgpu') await loadWebGpu()
  else installNavigator()
  return factoryFor(choice, shape)
}

async function loadWebGpu(): Promise<void> {
  try {
    await nodeGpu()
  } catch (cause) {
    throw new Failure('engine-unavailable', { engine: 'webgpu', reason: 'no-webgpu' }, cause)
  }
}
