/* checkpoints.json: which checkpoints of a run are complete, and which of them are kept. */
import { leastNeeded } from '#core/spacing'
import * as check from './checks'
import type { JsonFormat } from './json-file'
import { CHECKPOINT } from './paths'

const KEEP_LAST = 3

/** What the checkpoints of a run may take; the last three and the best stay whatever they take. */
export interface KeepLimits {
  readonly count: number
  readonly bytes: number
}
const KEEP: KeepLimits = { count: 24, bytes: 128 * 2 ** 20 }

export interface CheckpointEntry {
  readonly step: number
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Held-out loss in nats per token; null where it was not measured. */
  readonly valLoss: number | null
}

const checkpointEntry = check.storedRecord<CheckpointEntry>({
  step: check.integer(0, 999_999_999),
  file: check.text(60, CHECKPOINT),
  bytes: check.integer(),
  sha256: check.text(64, /^[0-9a-f]{64}$/),
  valLoss: check.nullable(check.number())
})

export const MANIFEST: JsonFormat<{ checkpoints: CheckpointEntry[] }> = {
  format: 'downhill-checkpoints',
  version: 1,
  check: check.storedRecord({ checkpoints: check.list(checkpointEntry, 10_000) })
}

/**
 * The last three and the best, and of the others as many as show the run's path within the limits: dense
 * early, even later, thinned as the run grows. By step. Of equally good ones the earliest is the best.
 */
export function toKeep(entries: readonly CheckpointEntry[], limits: KeepLimits = KEEP): CheckpointEntry[] {
  let best: CheckpointEntry | null = null
  for (const entry of entries) {
    if (entry.valLoss !== null && entry.valLoss < (best?.valLoss ?? Infinity)) best = entry
  }
  const kept = [...entries]
  const spared = new Set([best, ...entries.slice(-KEEP_LAST)])
  const tooMany = (): boolean =>
    kept.length > limits.count || kept.reduce((sum, { bytes }) => sum + bytes, 0) > limits.bytes
  while (tooMany()) {
    const steps = kept.map(({ step }) => step)
    const inner = leastNeeded(steps, (index) => !spared.has(kept[index]!))
    // The first shows where the run began and goes last of all.
    const index = inner >= 0 ? inner : kept.findIndex((entry) => !spared.has(entry))
    if (index < 0) break
    kept.splice(index, 1)
  }
  return kept
}
