/*
 * The one window: sandboxed, isolated, shown once it has something to show, and put back where it stood.
 */
import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { AppSettings } from '#core/contracts/app'
import type { Settings, WindowPlace } from '#storage/settings'
import { PAGE } from './app-protocol'
import { report } from './report'
import { TITLE } from './wording'
import { chooseFrame, MIN_HEIGHT, MIN_WIDTH } from './window-place'

/** The colour of --page in styles/tokens.css, so that nothing flashes before the page is drawn. */
const BACKGROUND = { light: '#fbfbf8', dark: '#141b1e' }

/** How long the window must rest before its place is stored, in milliseconds. */
const REST = 400

/** Makes the window; `loadPage` fills it. */
export function createWindow(settings: Settings): BrowserWindow {
  const saved = settings.current().window
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id)
  const window = new BrowserWindow({
    ...chooseFrame(
      saved,
      [main, ...others].map((display) => display.workArea)
    ),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: TITLE,
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false
    }
  })
  if (saved?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('page-title-updated', (event) => event.preventDefault())
  return window
}

export async function loadPage(window: BrowserWindow): Promise<void> {
  await window.loadURL(PAGE)
}

/** Keeps the window's place in the settings; the result stores what is still to be stored. */
export function rememberPlace(window: BrowserWindow, settings: Settings): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const place = (): WindowPlace => ({ ...window.getNormalBounds(), maximized: window.isMaximized() })
  let latest = place()
  const store = async (): Promise<void> => {
    clearTimeout(timer)
    if (JSON.stringify(latest) === JSON.stringify(settings.current().window)) return
    // A full disk must not keep the window from moving.
    await settings
      .change({ window: latest })
      .catch((error: unknown) => report('not-stored', { thrown: error }))
  }
  const moved = (): void => {
    latest = place()
    clearTimeout(timer)
    timer = setTimeout(() => void store(), REST)
  }
  window.on('resize', moved)
  window.on('move', moved)
  window.on('maximize', moved)
  window.on('unmaximize', moved)
  return store
}

/** Light, dark or as the system says: the page's light-dark() colours follow by themselves. */
export function applyTheme(theme: AppSettings['theme'], window: BrowserWindow | null): void {
  nativeTheme.themeSource = theme
  window?.setBackgroundColor(backgroundColor())
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light
}
