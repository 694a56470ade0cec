/* The kept steps of the run a model belongs to, for what goes over them. */

import type { RunEntry } from '#core/contracts/app'
import { runs } from '../../state/runs.svelte'
import type { Writer } from './writing.svelte'

export interface KeptSteps {
  readonly entry: RunEntry
  /** Ascending; at most up to the model's own step. */
  readonly steps: readonly number[]
}

/** @returns null for a model whose run is not in the library */
export function keptOf(writer: Writer | null): KeptSteps | null {
  const entry = runs.find(writer?.run ?? null)
  if (!writer || !entry) return null
  const steps = entry.checkpoints.filter((step) => step <= writer.step)
  return steps.length > 0 ? { entry, steps } : null
}
