/*
 * The border between the desk (renderer) and the machine (worker): everything that can be asked,
 * and everything the machine says unasked. Bulk numbers are transferred, never copied:
 * fields marked (transferred) lose their buffer on the sending side.
 * Over 150 lines: every request and event of training is listed with its promises, after the records they carry.
 */

import type { CorpusFacts, CountingLosses, SplitSettings } from '../corpus-types'
import type { AppError } from '../errors'
import type { GeneratedItem, GenerationSettings } from '../generation'
import type { RunConfig } from '../run-config'
import type { InsideEvents, InsideRequests } from './inside'
import type { LandscapeEvents, LandscapeRequests } from './landscape'
import type { DoctorWorkerEvents, DoctorWorkerRequests } from './doctor'
import type { LargeProgress } from './large'
import type { FilesBeside, ModelFileWorkerRequests } from './model-files'
import type { RunWorkerEvents, RunWorkerRequests } from './runs'
import type { TokenizerEvents, TokenizerRequests } from './tokenizers'
import type { StudioEvents, StudioRequests } from './studio'
import type { SurprisingEvents, SurprisingRequests } from './surprising'
import type { EngineChoice, EngineDescription, EngineFeature, EngineReport } from './engine-report'
import type {
  MeasuredChoice,
  Measurements,
  Remembered,
  SelfTestRecord,
  SpeedCurve,
  SpeedReport
} from './measurements'

/** A corpus of the library; the worker fetches its text itself from `app://bundle/library/corpora/<id>`. */
export interface CorpusRef {
  readonly id: string
  readonly name: string
  /** SHA-256 of the UTF-8 text, hex. */
  readonly sha256: string
}

export interface CorpusReport {
  readonly facts: CorpusFacts
  readonly counting: CountingLosses
  /** One sample item as tokens of the tokenizer asked for (characters if none), for "As the model sees it". */
  readonly tokens: readonly { readonly text: string; readonly id: number }[]
  /** V of that tokenizer, end mark included. */
  readonly vocab: number
}

export interface RunReady {
  readonly runId: string
  readonly engine: EngineDescription
  readonly parameters: number
  /** V of its tokenizer, end mark included. */
  readonly vocab: number
  readonly config: RunConfig
  /** Step the run stands at: 0, or that of the checkpoint it came from. */
  readonly step: number
  readonly counting: CountingLosses
  /** Held-out items or windows that are evaluated, of how many. */
  readonly evaluated: { readonly used: number; readonly of: number }
  /**
   * Of a run that is taken up: whether its engine and features are those it had, so that its losses are bit
   * for bit the ones it would have had.
   */
  readonly bitExact?: boolean
}

/** Features that engines may use for what is asked, each where it has them; none where left out. */
export interface Wanted {
  features?: readonly EngineFeature[]
}

/** What was compared with the Python original, and how far apart it was. */
export interface ParityCertificate {
  readonly matches: boolean
  readonly losses: number
  readonly largestDifference: number
  readonly names: number
  readonly namesEqual: number
}

/** A model that can generate: the live run's, or one from a file. */
export interface ModelReport {
  readonly name: string
  readonly config: RunConfig
  readonly vocab: number
  readonly parameters: number
  readonly step: number
  readonly trainLoss: number | null
  readonly valLoss: number | null
  /** `valLoss` in bits per character. */
  readonly valBits: number | null
  readonly corpus: { readonly name: string; readonly sha256: string } | null
  /** Whether it holds moments and random state, so that training can go on exactly. */
  readonly resumable: boolean
  readonly certificate: ParityCertificate | null
}

export interface WorkerRequests
  extends
    LandscapeRequests,
    RunWorkerRequests,
    ModelFileWorkerRequests,
    InsideRequests,
    TokenizerRequests,
    StudioRequests,
    SurprisingRequests,
    DoctorWorkerRequests {
  /** Devices and engines of this machine, with the reason where one cannot be used. */
  'engines.list'(p: Wanted): EngineReport[]
  /** What was measured before; to be told before anything else is asked of a new worker. */
  'measurements.remember'(p: Remembered): void
  /**
   * Steps per second for these settings. Measures `engines` where nothing is remembered, or `again`; none
   * of them only looks up. Ends early by `task.cancel`, with what is known then. Throws `run-busy` if it
   * would have to measure while a run trains.
   */
  'engines.measure'(
    p: Wanted & {
      taskId: string
      corpus: CorpusRef
      config: RunConfig
      /** `usable`: those that Automatic may take. */
      engines: 'usable' | readonly MeasuredChoice[]
      again: boolean
    }
  ): SpeedReport
  /** Speed against model size, by the same rules; `measure: false` only looks up. */
  'engines.curve'(p: Wanted & { taskId: string; measure: boolean; again: boolean }): SpeedCurve
  /** Tests the graphics card anew. Throws `engine-unavailable`, `run-busy`, or `cancelled` by `task.cancel`. */
  'engines.test'(p: Wanted & { taskId: string }): SelfTestRecord
  /** Computes what training on a large text needs, so that a run which begins does so at once. */
  'corpus.ready'(p: { corpus: CorpusRef; config: RunConfig }): void
  /** Ends the work on a large text: whoever waits for it gets `cancelled`. */
  'corpus.stop'(p: { id: string }): void
  'corpus.inspect'(p: { corpus: CorpusRef; split: SplitSettings; tokenizer?: string }): CorpusReport
  /**
   * Starts training: from a checkpoint of the library, which the worker fetches, or from a model file's bytes
   * (transferred) if given, else from new weights. Throws `branch-shape` where `config` asks for another model.
   */
  'run.start'(
    p: Wanted & {
      runId: string
      corpus: CorpusRef
      config: RunConfig
      engine: EngineChoice
      from?: ArrayBuffer
      checkpoint?: { readonly runId: string; readonly step: number }
    }
  ): RunReady
  /** Resolves with the step at which it stands still. */
  'run.pause'(p: { runId: string }): number
  /** Goes on; `changes` may alter steps and learning_rate only. */
  'run.resume'(p: { runId: string; changes?: Partial<Pick<RunConfig, 'steps' | 'learning_rate'>> }): number
  'run.stop'(p: { runId: string }): number
  /** Moves the run, training or paused, to another engine between two steps; resolves once it computes there. */
  'run.move'(p: Wanted & { runId: string; engine: EngineChoice }): {
    step: number
    engine: EngineDescription
  }
  /** The model file of the live run (transferred); allowed while training. */
  'run.capture'(p: { runId: string }): { step: number; bytes: ArrayBuffer }
  /**
   * Makes the model in these bytes (transferred) the one that generates. With `beside` they are weights of
   * another program. Throws `model-foreign` where they are and it is missing.
   */
  'model.open'(p: { name: string; bytes: ArrayBuffer; corpus?: CorpusRef; beside?: FilesBeside }): ModelReport
  /** The model file of the opened model (transferred). */
  'model.capture'(p: Record<string, never>): { bytes: ArrayBuffer }
  /** Begins to generate from the live run or the opened model; items come as `generate.items`. */
  'generate.begin'(p: { taskId: string; from: 'run' | 'model'; settings: GenerationSettings }): void
  'task.cancel'(p: { taskId: string }): void
}

/** Losses since the last report. At most four of these a second. */
export interface StepReport {
  readonly runId: string
  /** Number of the first step in `train` (1-based). */
  readonly first: number
  /** (transferred) mean nats per predicted token of each step. */
  readonly train: Float64Array
  /** (transferred) the same in bits per character; charts that compare tokenizers use these. */
  readonly bits: Float64Array
  /** Held-out losses measured since the last report; `bits` per character. */
  readonly val: readonly {
    readonly step: number
    readonly loss: number
    readonly bits: number
    readonly best: boolean
  }[]
  /** Seconds of training that this report covers, pauses not counted. */
  readonly seconds: number
  readonly stepsPerSecond: number
  readonly tokensPerSecond: number
  /** Seconds to the last step at the present speed; null until measured. */
  readonly secondsLeft: number | null
}

/** A run outlived its graphics card. Losses of the steps after `step` come again. */
export interface RunRecovery {
  /** What the lost engine failed with. */
  readonly error: AppError
  /** Step that had been given to the lost engine, and the kept one from which the run goes on. */
  readonly lostAt: number
  readonly step: number
  /** Lowest held-out loss up to `step`. */
  readonly bestVal: number | null
  /** What computes now, and whether that is no longer the engine that was chosen. */
  readonly engine: EngineDescription
  readonly fellBack: boolean
}

export type RunEnd =
  { readonly reason: 'finished' | 'stopped' } | { readonly reason: 'failed'; readonly error: AppError }

export interface WorkerEvents
  extends
    LandscapeEvents,
    RunWorkerEvents,
    InsideEvents,
    TokenizerEvents,
    StudioEvents,
    SurprisingEvents,
    DoctorWorkerEvents {
  /** How far the work on a large text is that someone waits for; null when it has ended. */
  'corpus.preparing': { readonly corpus: CorpusRef; readonly progress: LargeProgress | null }
  /** New measurements, to be kept by main. */
  'measurements.made': Measurements
  /** What is measured now, and how many of the task's measurements are done. */
  'engines.measuring': {
    readonly taskId: string
    readonly choice: MeasuredChoice
    readonly done: number
    readonly of: number
  }
  'run.steps': StepReport
  /** Fresh samples of the model at a step. */
  'run.samples': { readonly runId: string; readonly step: number; readonly items: readonly GeneratedItem[] }
  /** A model file to be kept (transferred); sent by time, by step and at the end. */
  'run.checkpoint': {
    readonly runId: string
    readonly step: number
    readonly valLoss: number | null
    readonly bytes: ArrayBuffer
  }
  'run.recovered': RunRecovery & { readonly runId: string }
  'run.certificate': { readonly runId: string; readonly certificate: ParityCertificate }
  'run.ended': { readonly runId: string; readonly step: number; readonly end: RunEnd }
  'generate.items': { readonly taskId: string; readonly items: readonly GeneratedItem[] }
  'generate.ended': { readonly taskId: string; readonly error: AppError | null }
}
