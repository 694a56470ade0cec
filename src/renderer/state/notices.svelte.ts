/*
 * What the window has to say: notices, one at a time above the content (the newest first, the others
 * wait), and toasts, which only ever offer to undo. Errors are notices, never toasts.
 */

import { type AppError, toAppError } from '#core/errors'
import { logError } from '../bridge/log'
import { problemText } from '../catalogue/problem'

export interface NoticeAction {
  readonly label: string
  readonly primary?: boolean
  run(): void
}

export interface NoticeContent {
  readonly kind: 'info' | 'good' | 'warn' | 'danger'
  /** What happened. */
  readonly title: string
  /** What is safe, then what to do. */
  readonly text?: string
  readonly actions?: readonly NoticeAction[]
  /** For "Details", to be copied. */
  readonly details?: string
  /** A file that was saved, by the name that saving answered: it can be dragged out of the window. */
  readonly file?: string
}

export interface ToastContent {
  readonly text: string
  undo(): void
}

/** Codes after which something has stopped; everything else warns. */
const STOPPING = new Set<AppError['code']>([
  'disk-full',
  'write-failed',
  'library-taken',
  'gpu-error',
  'gpu-lost',
  'gpu-memory',
  'loss-not-finite',
  'machine-stopped',
  'internal'
])

/** Everything about an error for a bug report: code, facts, cause. */
function detailsOf(error: AppError): string {
  const facts = Object.entries(error.detail ?? {}).map(([key, value]) => `${key}: ${value}`)
  return [error.code, ...facts, ...(error.cause ? [error.cause] : [])].join('\n')
}

class Notices {
  #queue = $state.raw<readonly NoticeContent[]>([])
  toast = $state.raw<ToastContent | null>(null)

  /** The notice to show now. */
  get current(): NoticeContent | null {
    return this.#queue[0] ?? null
  }

  show(notice: NoticeContent): void {
    this.#queue = [notice, ...this.#queue.filter((n) => n.title !== notice.title)]
  }

  /** Shows what was thrown, in the words of the one table. Cancelling is no error and shows nothing. */
  failure(thrown: unknown, actions: readonly NoticeAction[] = []): void {
    const error = isAppError(thrown) ? thrown : toAppError(thrown)
    if (error.code === 'cancelled') return
    const stopping = STOPPING.has(error.code)
    logError(error, { level: stopping ? 'error' : 'warn' })
    this.show({
      kind: stopping ? 'danger' : 'warn',
      ...problemText(error),
      actions,
      details: detailsOf(error)
    })
  }

  dismiss(notice: NoticeContent | null = this.current): void {
    this.#queue = this.#queue.filter((n) => n !== notice)
  }

  /** Takes away what only told something and asks for nothing. */
  dismissTold(): void {
    this.#queue = this.#queue.filter(({ kind }) => kind === 'warn' || kind === 'danger')
  }

  showToast(toast: ToastContent): void {
    this.toast = toast
  }
}

function isAppError(value: unknown): value is AppError {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && 'code' in value
}

export const notices = new Notices()
