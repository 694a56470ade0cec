/*
 * The border between the window (renderer) and main: files, dialogs, the library, the window itself.
 * The page never sees a path: files are opaque handles that main gives out for a dialog or a drop.
 * Over 150 lines: the records of the library and all requests about them, most of it what each field means.
 */

import type { AppError } from '../errors'
import type { Language, LanguageChoice } from '../language'
import type { RunConfig } from '../run-config'
import type { DeskAppRequests } from './desk'
import type { EngineChoice, EngineDescription, EngineFeature } from './engine-report'
import type { DoctorAppEvents, DoctorAppRequests, MendRecord } from './doctor'
import type { CleaningReport, ImportEvents, ImportRequests } from './imports'
import type { Measurements } from './measurements'
import type { ModelFileAppRequests } from './model-files'
import type {
  CheckpointBudget,
  KeptCheckpoint,
  RunLibraryEvents,
  RunLibraryRequests,
  RunOrigin,
  RunParent,
  Verification
} from './runs'
import type { ShortlistAppRequests } from './shortlist'
import type { CorpusRef, ParityCertificate } from './worker'

export interface CorpusEntry extends CorpusRef {
  readonly bundled: boolean
  /** Where it comes from and under which licence; empty for the user's own. */
  readonly source: string
  readonly licence: string
  /** Bytes of the UTF-8 text. */
  readonly bytes: number
  /** ISO 8601. */
  readonly added: string
  /** What reading its file did to the text; absent for bundled texts, those of exported runs and of old libraries. */
  readonly cleaning?: CleaningReport | null | undefined
  /** Of a corrected copy: what it was made from and what was mended. */
  readonly mended?: MendRecord | null | undefined
}

/** A file the user chose or dropped. The id is good for this session only. */
export interface FileHandle {
  readonly id: string
  /** File name without folder. */
  readonly name: string
  readonly bytes: number
  /** `run`: a .zip that `runs.import` may take. */
  readonly type: 'text' | 'model' | 'run'
}

/** What a model file of ours says of itself in its header. */
export interface ModelPeek {
  readonly config: RunConfig
  readonly vocab: number
  readonly parameters: number
  readonly step: number
  readonly trainLoss: number | null
  readonly valLoss: number | null
  readonly corpus: string | null
  /** Training can go on from it exactly. */
  readonly resumable: boolean
}

/** What the page may save as bytes, by extension. */
export const BINARY_FORMATS = ['png', 'svg', 'stl', 'glb', 'webm', 'mp4', 'gif'] as const
export type BinaryFormat = (typeof BINARY_FORMATS)[number]

/** `queued`: waits to be trained by `repeat.begin`. */
export type RunState = 'queued' | 'training' | 'paused' | 'finished' | 'stopped' | 'failed' | 'interrupted'

export interface RunEntry {
  readonly id: string
  /** Two words, memorable. */
  readonly name: string
  readonly config: RunConfig
  readonly corpus: CorpusRef
  readonly engine: EngineDescription | null
  readonly state: RunState
  readonly step: number
  readonly bestVal: number | null
  readonly lastTrain: number | null
  readonly created: string
  readonly updated: string
  readonly certificate: ParityCertificate | null
  /** Steps of the checkpoints on disk, ascending. */
  readonly checkpoints: readonly number[]
  /** The same checkpoints with all that is known of them. */
  readonly kept: readonly KeptCheckpoint[]
  /** `bestVal` in bits per character; null where unknown. */
  readonly bestBits: number | null
  /** Seconds of training so far, pauses and evaluations' waiting not counted. */
  readonly seconds: number
  /** Bytes of the run's folder on disk. */
  readonly bytes: number
  /** The checkpoint it branched from; null if it began with new weights. */
  readonly parent: RunParent | null
  /** The run whose settings it repeats under another seed. */
  readonly repeatOf: string | null
  readonly origin: RunOrigin | null
  /** What came out when it was last trained again. */
  readonly verified: Verification | null
}

export interface AppSettings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly engine: EngineChoice
  /** What engines may use beyond plain arithmetic, each where it has it. */
  readonly engineFeatures: readonly EngineFeature[]
  /** Id of the corpus last used. */
  readonly corpus: string | null
  readonly preset: RunConfig['preset']
  readonly checkpoints: CheckpointBudget
  /** Where the tour stands: the station's number from 0, and the names of those that are done. */
  readonly tour: { readonly station: number; readonly done: readonly string[] }
  /** The computer does not go to sleep while a run trains. */
  readonly keepAwake: boolean
  /** The system says so when a run ends while the window is not looked at. */
  readonly notifyWhenDone: boolean
  /** What the window, its menus and dialogs speak. */
  readonly language: LanguageChoice
}

/** What is kept of a run unless the user says otherwise: some 30 points of a small model, a few of a large one. */
export const DEFAULT_BUDGET: CheckpointBudget = { count: 32, megabytes: 256 }

export interface AppInfo {
  readonly version: string
  readonly electron: string
  readonly chrome: string
  readonly platform: string
  /** The Electron is one that is no longer supported: good for development and tests, not for use. */
  readonly testRuntime: boolean
  /** What `system` means as the language. */
  readonly systemLanguage: Language
}

export interface AppRequests
  extends
    RunLibraryRequests,
    ModelFileAppRequests,
    ShortlistAppRequests,
    ImportRequests,
    DoctorAppRequests,
    DeskAppRequests {
  'app.info'(p: Record<string, never>): AppInfo
  /** The page's answer to `app.closing`: true once nothing would be lost, false to keep the window open. */
  'app.closeAnswer'(p: { ready: boolean }): void
  /** What of the library could not be read since the start; each was set aside, none deleted. */
  'library.notices'(p: Record<string, never>): AppError[]
  'settings.read'(p: Record<string, never>): AppSettings
  'settings.change'(p: Partial<AppSettings>): AppSettings

  /** What was measured on this computer, and what it is: processor and graphics driver, for people and keys. */
  'measurements.read'(p: Record<string, never>): { machine: string; measurements: Measurements }
  /** Keeps these beside what is kept; what was measured again is replaced. */
  'measurements.write'(p: Measurements): void

  'corpora.list'(p: Record<string, never>): CorpusEntry[]
  /** Stores a text that was pasted or typed, made plain by the rules of imports. */
  'corpora.addText'(p: { name: string; text: string }): CorpusEntry
  /** Moves the user's corpus to the trash. */
  'corpora.remove'(p: { id: string }): void
  /** Takes it out of the trash again: what Undo does. */
  'corpora.restore'(p: { id: string }): CorpusEntry

  /** The system's open dialog; null if cancelled. */
  'files.choose'(p: { type: FileHandle['type'] }): FileHandle | null
  /**
   * What a model file says of itself, from its header alone; null for those of other programs. Throws the codes
   * `model-…` for a header that cannot be read.
   */
  'files.peek'(p: { file: string }): ModelPeek | null
  /** Model files that were opened or saved last and are still there, the latest first. */
  'files.recent'(p: Record<string, never>): FileHandle[]
  /** The bytes of a model file behind a handle. */
  'files.read'(p: { file: string }): ArrayBuffer
  /** The system's save dialog, then an atomic write; null if cancelled, else the file's name. */
  'files.saveModel'(p: { name: string; bytes: ArrayBuffer }): string | null
  'files.saveText'(p: { name: string; format: 'txt' | 'csv' | 'json' | 'md'; text: string }): string | null
  /** The same for pictures, solids and films; `format` is the extension. */
  'files.saveBytes'(p: { name: string; format: BinaryFormat; bytes: ArrayBuffer }): string | null
  'clipboard.write'(p: { text: string }): void

  'runs.list'(p: Record<string, never>): RunEntry[]
  'runs.create'(p: {
    config: RunConfig
    corpus: CorpusRef
    parent?: { runId: string; step: number }
    /** The run it repeats; it is `queued` then. */
    repeatOf?: string
  }): RunEntry
  'runs.update'(p: {
    id: string
    change: Partial<
      Pick<
        RunEntry,
        | 'state'
        | 'engine'
        | 'step'
        | 'bestVal'
        | 'bestBits'
        | 'lastTrain'
        | 'seconds'
        | 'certificate'
        | 'verified'
        | 'config'
      >
    >
  }): RunEntry
  /** Appends losses to metrics.jsonl: parallel to StepReport. */
  'runs.appendMetrics'(p: {
    id: string
    first: number
    train: Float64Array
    /** `train` in bits per character; train ÷ ln 2 if not given, as are those of `val`. */
    bits?: Float64Array | undefined
    val: readonly { step: number; loss: number; bits?: number | undefined }[]
  }): void
  'runs.readMetrics'(p: { id: string }): {
    train: Float64Array
    /** As long as `train`. */
    bits: Float64Array
    val: readonly { step: number; loss: number; bits?: number | undefined }[]
  }
  'runs.writeCheckpoint'(p: { id: string; step: number; bytes: ArrayBuffer; valLoss: number | null }): void
  /** The newest readable checkpoint, or the one at `step`. */
  'runs.readCheckpoint'(p: { id: string; step?: number }): { step: number; bytes: ArrayBuffer }

  /** Progress on the dock or taskbar icon: 0 to 1, or null for none; `failed` shows it in red where possible. */
  'window.progress'(p: { fraction: number | null; failed?: boolean }): void
}

/** What main says unasked. */
export interface AppEvents extends RunLibraryEvents, ImportEvents, DoctorAppEvents {
  /** A file opened from outside (double click, second start, menu). */
  'file.opened': FileHandle
  /** A menu item or shortcut was used. */
  'menu.command': { readonly command: MenuCommand }
  /** The computer goes to sleep, or has woken. */
  'system.sleep': { readonly asleep: boolean }
  /** The page's process died and this page took its place. */
  'page.reopened': Record<string, never>
  /** The user chose "Save and quit": pause, keep the last step, then call `app.closeAnswer`. */
  'app.closing': Record<string, never>
}

export type MenuCommand =
  | 'add-text'
  | 'open-model'
  | 'save-model'
  | 'export'
  | 'import-run'
  | 'export-run'
  | 'show-corpus'
  | 'show-train'
  | 'show-generate'
  | 'show-landscape'
  | 'show-inside'
  | 'show-runs'
  | 'show-tour'
  | 'run-start'
  | 'run-pause'
  | 'run-stop'
  | 'present'
  | 'show-settings'
  | 'show-shortcuts'
  | 'show-about'
  | 'show-log'
  | 'copy-diagnostics'
  | `language-${LanguageChoice}`
