/*
 * What was measured on this computer and is kept between starts: speeds of engines and verdicts of the
 * self-test. The worker measures, the window passes on, main keeps (`measurements.json`). Keys are made by
 * the worker alone; to everybody else they are names that are equal or not.
 */

import type { AppError } from '../errors'
import type { EngineChoice } from './engine-report'

/** An engine that can be measured: any but Automatic. */
export type MeasuredChoice = Exclude<EngineChoice, 'auto'>

/** How fast one engine on one device does one kind of step. */
export interface SpeedRecord {
  readonly choice: MeasuredChoice
  /** What was computed: the model's shape, rows, how full they are. */
  readonly work: string
  /** On what: adapter and driver or processor, threads, version of the app. */
  readonly device: string
  /** Median, in milliseconds. */
  readonly msPerStep: number
  /** ISO 8601. */
  readonly at: string
}

/** What the self-test compares, from the simplest to the whole. */
export type SelfTestQuantity = 'matrix-product' | 'cross-entropy' | 'attention' | 'step' | 'generation'

/** Whether one adapter computes what the CPU computes. */
export interface SelfTestRecord {
  /** Adapter, driver and version of the app. */
  readonly adapter: string
  readonly passed: boolean
  /** The simplest quantity that was wrong; of an adapter that passed, the one that differed most. */
  readonly quantity: SelfTestQuantity
  /** What of it differed most: a tensor's name, `loss`, `logits`. */
  readonly worst: string
  /** ‖a − b‖ / ‖b‖ of it; null where something was no number. */
  readonly difference: number | null
  /** ISO 8601. */
  readonly at: string
}

export interface Measurements {
  readonly speeds: readonly SpeedRecord[]
  readonly tests: readonly SelfTestRecord[]
}

/** What the worker is told at its start. */
export interface Remembered {
  /** Processor and graphics driver of this computer, as main knows them. */
  readonly machine: string
  /** Version of the app: its kernels and its Chromium. */
  readonly version: string
  readonly measurements: Measurements
}

/** The speed of one engine for the settings that were asked about. */
export interface EngineSpeed {
  readonly choice: MeasuredChoice
  readonly msPerStep: number
  /** When it was measured; ISO 8601. */
  readonly at: string
}

/** What Automatic would take for these settings. */
export interface AutomaticChoice {
  /** Null while that is not known: `unmeasured`, or no engine that it may take. */
  readonly choice: MeasuredChoice | null
  /** `only`: there is nothing to compare it with. `fastest`: measured. `unmeasured`: to be measured first. */
  readonly why: 'only' | 'fastest' | 'unmeasured'
}

export interface SpeedReport {
  readonly speeds: readonly EngineSpeed[]
  /** Engines that were to be measured and could not be. */
  readonly problems: readonly { readonly choice: MeasuredChoice; readonly error: AppError }[]
  readonly automatic: AutomaticChoice
}

/** Speed against model size: one line per engine that is not slow by nature. */
export interface SpeedCurve {
  /** Every point is measured with full batches of `rows` × `length` tokens. */
  readonly rows: number
  readonly length: number
  /** Parameters of the models a whole line has, ascending. */
  readonly sizes: readonly number[]
  readonly lines: readonly {
    readonly choice: MeasuredChoice
    /** Ascending by parameters; those of `sizes` that were measured. */
    readonly points: readonly {
      readonly parameters: number
      readonly tokensPerSecond: number
      readonly at: string
    }[]
  }[]
}
