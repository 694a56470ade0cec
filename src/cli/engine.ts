/*
 * Engines in plain Node: what the browser's worker finds in its `navigator`, Node gets here. WebGPU
 * comes from the optional npm package `webgpu` (Dawn) and is loaded only when an engine needs it.
 */

import { availableParallelism } from 'node:os'
import type { EngineChoice } from '#core/contracts/engine-report'
import { Failure } from '#core/errors'
import type { GptShape } from '#core/gpt-shape'
import { factoryFor } from '#worker/engines/choose'
import type { EngineFactory } from '#worker/engines/engine'

export const ENGINES = [
  'auto',
  'reference',
  'reference-webgpu',
  'cpu',
  'webgpu'
] as const satisfies readonly EngineChoice[]

/** Kept as long as the program runs: a collected instance would take its devices with it. */
let instance: GPU | null = null

/** @throws Failure `engine-unavailable`, now or when the factory makes an engine */
export async function engineFor(choice: EngineChoice, shape: GptShape): Promise<EngineFactory> {
  const gpu = choice === 'webgpu' || choice === 'reference-webgpu' ? await loadWebGpu() : undefined
  // Node 20 has no `navigator`, newer ones have none with a `gpu`.
  const navigator = { hardwareConcurrency: availableParallelism(), ...(gpu && { gpu }) }
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  return factoryFor(choice, shape)
}

async function loadWebGpu(): Promise<GPU> {
  try {
    const webgpu = await import('webgpu')
    Object.assign(globalThis, webgpu.globals)
    return (instance ??= webgpu.create([]))
  } catch (cause) {
    throw new Failure('engine-unavailable', { engine: 'webgpu', reason: 'no-webgpu' }, cause)
  }
}
