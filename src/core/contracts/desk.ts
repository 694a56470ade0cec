/*
 * The border between the window and main about the desk itself: the log, the facts for a report, the word that a run
 * has ended, files that were just saved, and where the library stands.
 */

import type { AppError } from '../errors'

export type LogLevel = 'error' | 'warn' | 'info'
export const LOG_LEVELS = ['error', 'warn', 'info'] as const satisfies readonly LogLevel[]

/** Where something was noticed. `helper`: Chromium's other processes and the importer. */
export type LogSource = 'main' | 'window' | 'worker' | 'helper'
export const LOG_SOURCES = ['main', 'window', 'worker', 'helper'] as const satisfies readonly LogSource[]

/** One line of the log. Nothing in it is anybody's text: no file names, no corpus, no prompt. */
export interface LogEntry {
  /** ISO 8601. */
  readonly time: string
  readonly level: LogLevel
  readonly from: LogSource
  /** An error's code, or one of main's own events: lower case with hyphens. */
  readonly what: string
  /** Numbers, and words of the program's own. */
  readonly facts: Readonly<Record<string, string | number>>
  /** Where in the program: a frame a line, files without their folders. */
  readonly trace: readonly string[]
}

/** What main knows of itself for a report. */
export interface Diagnosis {
  readonly version: string
  readonly electron: string
  readonly chrome: string
  readonly node: string
  /** `linux x64 6.8.0`. */
  readonly system: string
  /** Processor and graphics drivers, in one line. */
  readonly machine: string
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number }
  /** Bytes left where the library stands; null where the system does not tell. */
  readonly disk: number | null
  readonly packed: boolean
  readonly sandbox: boolean
}

/** Where the library stands. The user's home folder reads `~`. */
export interface DataPlace {
  readonly folder: string
  /** From the next start on, if another one was chosen; `move` takes the library there, `open` leaves it. */
  readonly next: { readonly folder: string; readonly how: 'move' | 'open' } | null
}

export interface DeskAppRequests {
  /** Keeps an error in the log; what could be somebody's text is left out. */
  'log.write'(p: { level: LogLevel; from: 'window' | 'worker'; error: AppError }): void
  /** The newest first, at most 1,000. */
  'log.read'(p: Record<string, never>): LogEntry[]
  'app.diagnosis'(p: Record<string, never>): Diagnosis
  /** Starts Downhill anew; the window closes as by its own button. */
  'app.restart'(p: Record<string, never>): void
  /** The system says it, if the window is not looked at and the settings allow it. */
  'window.notify'(p: { title: string; text: string }): void
  /** The whole screen for the window, or no longer: what the page itself may do only after a click or key in it. */
  'window.fullScreen'(p: { on: boolean }): void
  /** Begins to drag a file that was saved in this session out of the window, by the name that saving answered. */
  'files.drag'(p: { name: string }): void
  /** Shows it in the system's file manager. @throws Failure `file-missing` if it is not there any more */
  'files.reveal'(p: { name: string }): void
  'data.place'(p: Record<string, never>): DataPlace
  /**
   * The system's folder dialog; null if cancelled. Nothing moves before the next start.
   * Throws `folder-not-empty`, `folder-inside` or `write-failed` for a folder that will not do.
   */
  'data.choose'(p: { how: 'move' | 'open' }): DataPlace | null
  /** Takes the choice back. */
  'data.stay'(p: Record<string, never>): DataPlace
}
