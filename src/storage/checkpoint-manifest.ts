/* checkpoints.json: which checkpoints of a run are complete, and which of them are kept. */
import * as check from './checks'
import type { JsonFormat } from './json-file'
import { CHECKPOINT } from './paths'

const KEEP_LAST = 3

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

/** The last three and the best, by step. Of equally good ones the earliest stays. */
export function toKeep(entries: readonly CheckpointEntry[]): CheckpointEntry[] {
  let best: CheckpointEntry | null = null
  for (const entry of entries) {
    if (entry.valLoss !== null && entry.valLoss < (best?.valLoss ?? Infinity)) best = entry
  }
  const last = new Set(entries.slice(-KEEP_LAST))
  return entries.filter((entry) => entry === best || last.has(entry))
}
