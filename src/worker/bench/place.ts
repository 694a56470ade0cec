/* What the benchmark needs of where it runs; the terminal provides it (src/cli/bench.ts). */

import type { EngineFactory } from '../engines/engine'
import type { BenchEngine, BenchRow } from './rows'

export interface BenchPlace {
  /** Threads of the `cpu` engine, one row each; the first is 1. */
  readonly threads: readonly number[]
  /** Items of a list: the bundled names. */
  readonly names: readonly string[]
  /** Time for each row, in milliseconds, before the least number of rounds. */
  readonly milliseconds: number
  /**
   * Lets `openGpu` find this machine's graphics card (`any`: a software adapter where there is none), or
   * Dawn's null driver. Resolves to the reason where it cannot.
   */
  gpu(kind: 'card' | 'any' | 'null'): Promise<string | null>
  /** The largest resident memory of the process since `resetPeak`, in bytes; null where it is not known. */
  peakBytes(): number | null
  resetPeak(): void
  /** Says what is being done. */
  progress(what: string): void
  /** Takes a finished row. */
  row(row: BenchRow): void | Promise<void>
}

/** An engine that takes part. */
export interface Participant {
  readonly engine: BenchEngine
  readonly threads: number
  readonly factory: EngineFactory
}
