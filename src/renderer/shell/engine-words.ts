/* How an engine and its device are written in the status line: as reported, never guessed. */

import { ENGINE_FEATURES } from '#core/contracts/engine-report'
import type { EngineChoice, EngineDescription, EngineReport } from '#core/contracts/engine-report'
import { text } from '../catalogue/text'

export interface EngineWords {
  /** "WebGPU, NVIDIA GeForce RTX 3060, ampere" */
  readonly long: string
  /** "WebGPU" */
  readonly short: string
}

/**
 * The engine that computes, or else the one that is chosen; for Automatic before a run nothing is
 * known but that the worker will choose.
 */
export function engineWords(
  running: EngineDescription | null,
  chosen: EngineReport | null,
  choice: EngineChoice
): EngineWords {
  const description = running ?? chosen?.description ?? null
  if (!description) {
    const name = text.engine.names[choice]
    return { long: choice === 'auto' ? text.status.automatic : name, short: name }
  }
  const short = text.engine.kinds[description.engine]
  // A device's name may begin with the engine's: "CPU, 8 threads".
  const device = description.device.startsWith(short) ? description.device : `${short}, ${description.device}`
  const { names } = text.train.engine.arithmetic
  const used = ENGINE_FEATURES.filter((one) => description.features.includes(one)).map((one) => names[one])
  return { long: [device, ...used].join(', '), short }
}
