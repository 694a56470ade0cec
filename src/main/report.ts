/*
 * The one way for main to say that something went wrong: on its standard error, and in the log once there is one.
 * What is said before that, or by a process that has no log, is on standard error alone.
 */
import type { LogLevel, LogSource } from '#core/contracts/desk'
import { type AppError, toAppError } from '#core/errors'
import type { Log } from '#storage/log/log'

/** Main's own events, besides the codes of errors. */
export type Event =
  | 'started'
  | 'page-gone'
  | 'helper-gone'
  | 'refused'
  | 'unexpected'
  | 'not-stored'
  | 'not-opened'
  | 'no-data-folder'
  | 'library-taken'

export interface Report {
  readonly level?: LogLevel
  readonly from?: LogSource
  /** What was thrown. */
  readonly thrown?: unknown
  /** Words of the program's own, and numbers. */
  readonly facts?: AppError['detail']
}

let log: Log | null = null

/** From now on reports are kept; with null, no more. */
export function keepIn(opened: Log | null): void {
  log = opened
}

/** Says what happened. */
export function report(event: Event, { level = 'error', from = 'main', thrown, facts }: Report = {}): void {
  const error = thrown === undefined ? null : toAppError(thrown)
  if (level !== 'info') console[level](event, facts ?? '', thrown ?? '')
  const code = error === null || error.code === 'internal' ? event : error.code
  const detail = { ...error?.detail, ...facts }
  log?.add({
    level,
    from,
    error: { code, detail, ...(error?.cause !== undefined && { cause: error.cause }) }
  })
}
