/*
 * The system's notification that a run has ended: only where nobody looks at the window, and the settings want it. It
 * comes on top of what the window itself shows, since systems may swallow it (macOS does unless the app is signed).
 */
import { Notification } from 'electron'
import { report } from './report'

export interface Notifier {
  notify(said: { readonly title: string; readonly text: string }): void
}

export interface NotifierOptions {
  readonly wanted: () => boolean
  readonly isLookedAt: () => boolean
  /** Brings the window to the front. */
  readonly show: () => void
}

export function createNotifier({ wanted, isLookedAt, show }: NotifierOptions): Notifier {
  // Held, or its click would be lost with it.
  let shown: Notification | null = null
  return {
    notify({ title, text }) {
      if (!wanted() || isLookedAt() || !Notification.isSupported()) return
      shown?.close()
      shown = new Notification({ title, body: text })
      shown.on('click', show)
      shown.on('failed', (_event, error) => report('unexpected', { level: 'warn', thrown: new Error(error) }))
      shown.show()
    }
  }
}
