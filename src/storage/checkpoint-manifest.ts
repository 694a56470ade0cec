/*
 * checkpoints.json: which checkpoints of a run are complete, and which of them are kept when the budget is
 * spent. Files that the manifest does not name are not there.
 */
import { DEFAULT_BUDGET } from '#core/contracts/app'
import type { CheckpointBudget, KeptCheckpoint } from '#core/contracts/runs'
import { leastNeeded } from '#core/spacing'
import * as check from './checks'
import type { JsonFormat } from './json-file'
import { CHECKPOINT } from './paths'

/** The newest, and one to fall back on should that be broken. */
const KEEP_LAST = 2

export interface CheckpointEntry {
  readonly step: number
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Held-out loss in nats per token; null where it was not measured. */
  readonly valLoss: number | null
  /** Kept whatever the budget says. */
  readonly pinned: boolean
  /** When it was written, ISO 8601; null where unknown. */
  readonly written: string | null
}

const checkpointEntry = check.storedRecord<CheckpointEntry>({
  step: check.integer(0, 999_999_999),
  file: check.text(60, CHECKPOINT),
  bytes: check.integer(),
  sha256: check.text(64, /^[0-9a-f]{64}$/),
  valLoss: check.nullable(check.number()),
  pinned: check.flag,
  written: check.nullable(check.isoDate)
})

export const MANIFEST: JsonFormat<{ checkpoints: CheckpointEntry[] }> = {
  format: 'downhill-checkpoints',
  version: 2,
  check: check.storedRecord({ checkpoints: check.list(checkpointEntry, 10_000) }),
  migrate: { 1: fromVersion1 }
}

/** Version 1 knew neither pins nor dates. */
function fromVersion1(manifest: Record<string, unknown>): Record<string, unknown> {
  const { checkpoints } = manifest
  if (!Array.isArray(checkpoints)) return manifest
  const entries = checkpoints.map((entry: unknown) => ({
    ...{ pinned: false, written: null },
    ...(entry as object)
  }))
  return { ...manifest, checkpoints: entries }
}

/** The one with the lowest held-out loss, the earliest of equally good ones; null where none was measured. */
export function bestOf<E extends { readonly valLoss: number | null }>(entries: readonly E[]): E | null {
  let best: E | null = null
  for (const entry of entries) {
    if (entry.valLoss !== null && entry.valLoss < (best?.valLoss ?? Infinity)) best = entry
  }
  return best
}

/**
 * The first, the last two, the best and all pinned ones, and of the others as many as show the run's path
 * within the budget: dense early, even later, thinned as the run grows. By step, as `entries` are. Pinned
 * ones take nothing from the budget.
 */
export function toKeep(
  entries: readonly CheckpointEntry[],
  budget: CheckpointBudget = DEFAULT_BUDGET
): CheckpointEntry[] {
  const kept = [...entries]
  const spared = new Set([entries[0], bestOf(entries), ...entries.slice(-KEEP_LAST)])
  const tooMany = (): boolean => {
    const counted = kept.filter(({ pinned }) => !pinned)
    const bytes = counted.reduce((sum, entry) => sum + entry.bytes, 0)
    return counted.length > budget.count || bytes > budget.megabytes * 2 ** 20
  }
  while (tooMany()) {
    const steps = kept.map(({ step }) => step)
    const index = leastNeeded(steps, (i) => !spared.has(kept[i]) && !kept[i]!.pinned)
    if (index < 0) break
    kept.splice(index, 1)
  }
  return kept
}

/** What the window is told of these checkpoints. */
export function described(entries: readonly CheckpointEntry[]): KeptCheckpoint[] {
  const best = bestOf(entries)
  return entries.map((entry) => {
    const { step, bytes, valLoss, pinned, written } = entry
    return { step, bytes, valLoss, pinned, written, best: entry === best }
  })
}
