/*
 * The library of runs across both borders: what main keeps of a run and does with it (`runs.…`), and what the
 * worker does with a run that is not the live one (`checkpoint.…`, `repeat.…`, `verify.…`). The requests every
 * training needs stand in app.ts and worker.ts, which take these in.
 * Over 150 lines: what is known of a run, and what both borders may ask about it, each with its meaning.
 */

import type { AppError } from '../errors'
import type { RunConfig } from '../run-config'
import type { RunEntry } from './app'
import type { EngineChoice, EngineDescription } from './engine-report'
import type { CorpusRef, ModelReport, RunReady, Wanted } from './worker'

/** A checkpoint of the library. */
export interface KeptCheckpoint {
  readonly step: number
  readonly bytes: number
  /** Held-out loss in nats per predicted token; null where it was not measured. */
  readonly valLoss: number | null
  /** Kept whatever the budget says, until unpinned. */
  readonly pinned: boolean
  /** The one with the lowest `valLoss`, which is kept as well; the earliest of equal ones. */
  readonly best: boolean
  /** ISO 8601; null for those of older versions. */
  readonly written: string | null
}

/** What the checkpoints of one run may take. The first, the last two, the best and pinned ones stay whatever they take. */
export interface CheckpointBudget {
  /** How many, 2 to 1,000; pinned ones do not count. */
  readonly count: number
  /** How many megabytes (2²⁰ bytes), 1 to 1,000,000; pinned ones do not count. */
  readonly megabytes: number
}

/** Where a run branched off. */
export interface RunParent {
  readonly runId: string
  readonly step: number
  /** The parent's name when the branch was made: it may be renamed or deleted since. */
  readonly name?: string | undefined
}

/** Where a run comes from that was imported. */
export interface RunOrigin {
  /** When it was imported, ISO 8601. */
  readonly imported: string
  /** Version of Downhill, and system, that exported it. */
  readonly version: string
  readonly platform: string
}

/** What came out of training a run again. */
export interface Verification {
  /** `matches`, or `drifts` at step `driftsAt`. */
  readonly outcome: 'matches' | 'drifts'
  /** Steps that were trained again and compared, from which to which (1-based, both ends included). */
  readonly from: number
  readonly to: number
  /** The first step whose loss differs; null if it matches. */
  readonly driftsAt: number | null
  /** Largest difference of two losses up to there, nats per token. */
  readonly largestDifference: number
  /** Compared bit for bit; otherwise (another engine) within `tolerance` nats. */
  readonly exact: boolean
  readonly tolerance: number
  readonly engine: EngineDescription
  /** ISO 8601. */
  readonly at: string
}

/** Requests to main. Those that take an id throw `run-not-found`. */
export interface RunLibraryRequests {
  /** One run, as `runs.list` has it. */
  'runs.find'(p: { id: string }): RunEntry
  /** Another two words that no run is called yet, to offer for renaming. */
  'runs.suggestName'(p: Record<string, never>): { name: string }
  /** Trims the name. Throws `run-name-taken` if another run is called so. */
  'runs.rename'(p: { id: string; name: string }): RunEntry
  /** Throws `no-model` where there is no such checkpoint (any more). */
  'runs.pin'(p: { id: string; step: number; pinned: boolean }): RunEntry
  /**
   * A new run from a checkpoint: with the parent's losses up to `step` and a copy of the checkpoint, in state
   * `interrupted` until it is started. Start it with `run.start` and `checkpoint: { runId: entry.id, step }`.
   * Throws `branch-shape` where the settings ask for another model than the checkpoint holds, and
   * `branch-steps` where `steps` is not above `step`.
   */
  'runs.branch'(p: {
    parent: { runId: string; step: number }
    config: RunConfig
    corpus: CorpusRef
  }): RunEntry
  /**
   * Takes the run out of the list at once. Its folder goes to the system's trash some minutes later or when
   * Downhill ends; until then `runs.restore` undoes it. `undo` is false where it had to go there at once.
   * Throws `run-busy` while the run trains.
   */
  'runs.remove'(p: { id: string }): { undo: boolean }
  /** Throws `run-not-found` once it is in the system's trash: it can be put back from there. */
  'runs.restore'(p: { id: string }): RunEntry
  /**
   * The system's save dialog, then one .zip; null if cancelled, else the file's name. `corpus`: with the text
   * itself, without which another machine can verify only if it has it. Progress comes as `runs.progress`.
   */
  'runs.export'(p: { taskId: string; id: string; corpus: boolean }): string | null
  /** Reads a .zip of `runs.export` (a file handle of type `run`) into the library. Throws the codes `archive-…`. */
  'runs.import'(p: { taskId: string; file: string }): RunEntry
}

export interface RunLibraryEvents {
  /** How far an export or import is, in bytes. */
  'runs.progress': { readonly taskId: string; readonly done: number; readonly of: number }
}

/** A checkpoint opened in the worker: the laboratory stands at its step. */
export interface OpenedCheckpoint extends ModelReport {
  readonly runId: string
  /** Loss on the landscape's fixed batch, if the checkpoint knows it. */
  readonly landscapeLoss: number | null
}

/** Requests to the worker. */
export interface RunWorkerRequests {
  /**
   * The time machine: makes a checkpoint of the library the opened model, so that `generate.begin`, landscape
   * and inspection with `from: 'model'` show that step. The worker fetches the file itself. Asked again before
   * it has answered, the older request throws `cancelled`: a slider may ask at every move.
   */
  'checkpoint.open'(p: { runId: string; step: number; name: string; corpus?: CorpusRef }): OpenedCheckpoint
  /**
   * Trains these runs one after another, as live runs with all events of one; each begins as `repeat.next`.
   * They must exist in the library in state `queued`. Throws `run-busy` while a run trains. `task.cancel`
   * stops the one that trains and leaves the rest untouched, as does `run.stop`.
   */
  'repeat.begin'(
    p: Wanted & {
      taskId: string
      corpus: CorpusRef
      runs: readonly { readonly runId: string; readonly config: RunConfig }[]
      engine: EngineChoice
    }
  ): void
  /**
   * Trains a run again on the side and compares every loss. `losses` (transferred): those of steps 1…N, NaN
   * where unknown. `checkpoint` is where a branched run began. Throws `run-busy` while a run trains, and
   * `corpus-not-found` where the text is another. Ends with `verify.ended`.
   */
  'verify.begin'(
    p: Wanted & {
      taskId: string
      corpus: CorpusRef
      config: RunConfig
      losses: Float64Array
      /** What computed them; null if unknown. */
      recorded: EngineDescription | null
      engine: EngineChoice
      checkpoint?: { readonly runId: string; readonly step: number }
    }
  ): void
}

export interface RunWorkerEvents {
  /** A run of the queue begins: `done` of `of` were trained before it. */
  'repeat.next': {
    readonly taskId: string
    readonly ready: RunReady
    readonly done: number
    readonly of: number
  }
  /** The queue is empty, or ended early with these runs untouched. `cancelled` is an error code too. */
  'repeat.ended': {
    readonly taskId: string
    readonly left: readonly string[]
    readonly error: AppError | null
  }
  'verify.progress': { readonly taskId: string; readonly step: number; readonly of: number }
  'verify.ended': {
    readonly taskId: string
    readonly result: Verification | null
    readonly error: AppError | null
  }
}
