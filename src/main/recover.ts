/*
 * The page's process died (out of memory, a driver's fault): what trained becomes interrupted, and the page
 * is loaded again, a few times. The library's checkpoints are untouched by this.
 */
import { app, type BrowserWindow, dialog } from 'electron'
import { report } from './report'
import { words } from './wording'

const TRIES = 3
const WITHIN = 5 * 60_000

/** `lost` runs before the page is loaded again. */
export function reloadWhenGone(
  window: BrowserWindow,
  lost: () => Promise<void>,
  reload: () => Promise<void>
): void {
  let deaths: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    report('page-gone', { from: 'window', facts: { reason } })
    const now = Date.now()
    deaths = [...deaths.filter((time) => now - time < WITHIN), now]
    const again = deaths.length <= TRIES
    void lost()
      .then(() => (again ? reload() : giveUp(window)))
      .catch((error: unknown) => report('unexpected', { thrown: error }))
  })
  app.on('child-process-gone', (_event, { type, reason }) => {
    // The importer is killed when its job is done (importer.ts).
    const expected = reason === 'clean-exit' || (type === 'Utility' && reason === 'killed')
    if (!expected)
      report('helper-gone', { from: 'helper', facts: { reason, kind: type.replaceAll(' ', '-') } })
  })
}

async function giveUp(window: BrowserWindow): Promise<void> {
  const { message, detail, quit } = words().pageGone
  await dialog.showMessageBox(window, { type: 'error', message, detail, buttons: [quit] })
  app.quit()
}
