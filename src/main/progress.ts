/* Progress on the dock or taskbar icon. Where the system shows none, nothing happens. */
import type { BrowserWindow } from 'electron'

/** @param fraction 0 to 1, or null for none; `failed` turns it red on Windows. */
export function showProgress(window: BrowserWindow | null, fraction: number | null, failed = false): void {
  if (!window || window.isDestroyed()) return
  if (fraction === null && !failed) return window.setProgressBar(-1)
  window.setProgressBar(fraction ?? 1, { mode: failed ? 'error' : 'normal' })
}
