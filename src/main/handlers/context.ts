/* What the handlers work with, and how a subject's share of the contract is named. */
import type { BrowserWindow } from 'electron'
import type { AppRequests } from '#core/contracts/app'
import type { Handlers } from '#core/contracts/handlers'
import type { LanguageChoice } from '#core/language'
import type { Library } from '#storage/library'
import type { Log } from '#storage/log/log'
import type { Activity } from '../activity'
import type { Closing } from '../closing'
import type { Dialogs } from '../dialogs'
import type { Files } from '../files'
import type { Importer } from '../importer'
import type { Placing } from '../data-place'
import type { Notifier } from '../notify'
import type { Emit } from '../page-events'
import type { SavedFiles } from '../saved-files'

export interface Context {
  readonly library: Library
  /** Hears of every deleted run. */
  readonly deleted: { later(): void }
  readonly files: Files
  readonly importer: Importer
  readonly emit: Emit
  readonly dialogs: Dialogs
  readonly activity: Activity
  readonly closing: Closing
  readonly window: () => BrowserWindow | null
  /** Menu and dialogs speak this from now on. */
  readonly speak: (language: LanguageChoice) => void
  readonly log: Log
  readonly notifier: Notifier
  readonly placing: Placing
  /** What was saved in this session. */
  readonly saved: SavedFiles
  /** The list of model files opened last is another. */
  readonly recentChanged: () => void
  /** Ends Downhill and starts it anew. */
  readonly restart: () => void
}

/** All requests that begin with one of these words. */
export type Subject<P extends string> = Pick<
  Handlers<AppRequests>,
  Extract<keyof AppRequests, `${P}.${string}`>
>

/** The bytes as an ArrayBuffer of their own, as messages carry them. */
export function ownBuffer(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer
}
