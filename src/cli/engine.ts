/*
 * Engines in plain Node: what the browser's worker finds in its `navigator`, Node gets here. WebGPU
 * comes from the optional npm package `webgpu` (Dawn) and is loaded only when an engine needs it.
 */

import { ENGINE_FEATURES } from '#core/contracts/engine-report'
import type { EngineChoice, EngineFeature } from '#core/contracts/engine-report'
import { Failure } from '#core/errors'
import type { GptShape } from '#core/gpt-shape'
import { factoryFor } from '#worker/engines/choose'
import type { EngineFactory } from '#worker/engines/engine'
import { installNavigator, nodeGpu } from './node-gpu'
import { textOf, UsageError, type Typed } from './usage'

export const ENGINES = [
  'auto',
  'reference',
  'reference-webgpu',
  'cpu',
  'webgpu'
] as const satisfies readonly EngineChoice[]

/** @throws Failure `engine-unavailable`, now or when the factory makes an engine */
export async function engineFor(
  choice: EngineChoice,
  shape: GptShape,
  features: readonly EngineFeature[] = []
): Promise<EngineFactory> {
  if (choice === 'webgpu' || choice === 'reference-webgpu') await loadWebGpu()
  else installNavigator()
  return factoryFor(choice, shape, features)
}

/** The features that `--features` names, `otherwise` where it is not given. @throws UsageError for any other word */
export function featuresOf(typed: Typed, otherwise: readonly EngineFeature[]): readonly EngineFeature[] {
  const text = textOf(typed, 'features')
  if (text === undefined) return otherwise
  if (text === 'none') return []
  const words = text.split(',')
  const unknown = words.find((word) => !ENGINE_FEATURES.some((feature) => feature === word))
  if (unknown === undefined) return ENGINE_FEATURES.filter((feature) => words.includes(feature))
  const all = ENGINE_FEATURES.join(', ')
  throw new UsageError(`--features takes none, or of ${all} one or several with commas, not "${unknown}".`)
}

async function loadWebGpu(): Promise<void> {
  try {
    await nodeGpu()
  } catch (cause) {
    throw new Failure('engine-unavailable', { engine: 'webgpu', reason: 'no-webgpu' }, cause)
  }
}
