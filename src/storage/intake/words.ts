/* What the importer's process and whoever started it say to one another. */
import type { LargeAnswers, LargeOrder, LargeProgress } from '#core/contracts/large'
import type { AppError } from '#core/errors'
import type { Job, JobProgress, Outcome } from './job'

/** A large text by its place in the library, and what is wanted of it. */
export interface LargeJob {
  readonly root: string
  readonly id: string
  readonly text: string
  readonly sha256: string
  readonly order: LargeOrder
}

export type ToImporter =
  /** `known`: what became of files in processes that ended. */
  | { readonly job: Job; readonly known: readonly (readonly [number, Outcome])[] }
  | { readonly large: LargeJob }
  /** The file that was announced may be opened. */
  | { readonly go: true }
  | { readonly cancel: true }

export type FromImporter =
  | { readonly progress: JobProgress | LargeProgress }
  /** A file is about to be opened, if it may. */
  | { readonly begin: number }
  | { readonly settled: number; readonly outcome: Outcome }
  | ImporterEnd
  | { readonly error: AppError }

export type ImporterEnd =
  { readonly answer: LargeAnswers[keyof LargeAnswers] } | { readonly outcomes: readonly Outcome[] }
