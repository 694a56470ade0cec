/*
 * The main process as a list of duties, in order. What each is stands in the file of its name; nothing else
 * happens here. Everything before `whenReady` must run before Chromium starts.
 * Over 150 lines: the order is the point, and what the duties do to the one window and at the end needs it in view.
 */
import { dirname, join } from 'node:path'
import { app, type BrowserWindow, dialog, powerMonitor } from 'electron'
import type { AppSettings } from '#core/contracts/app'
import { Failure } from '#core/errors'
import { chosenLanguage, type LanguageChoice, languageOf } from '#core/language'
import { wordingOf } from '#core/wording/errors'
import { openLibrary } from '#storage/library'
import { openLog } from '#storage/log/log'
import { libraryPaths } from '#storage/paths'
import { createActivity } from './activity'
import { registerScheme, serveBundle } from './app-protocol'
import { createClosing } from './closing'
import { chooseDataFolder, isUsable, type SecondStart, startOn, takeLock } from './data-folder'
import { findLibrary } from './find-library'
import { createPlacing } from './data-place'
import { developmentServer } from './development'
import { createDialogs } from './dialogs'
import { createFiles } from './files'
import { createHandlers } from './handlers'
import { createImporter } from './importer'
import { createLargeTexts } from './large'
import { registerIpc, withTilde } from './ipc'
import { setMenu } from './menu'
import { createOpener, filesAmong, listenForOpenFile } from './opened-files'
import { createNotifier } from './notify'
import { createPageEvents } from './page-events'
import { reloadWhenGone } from './recover'
import { refuse, type RefusalOptions } from './refusal'
import { keepIn, report } from './report'
import { createSavedFiles } from './saved-files'
import { secureContents, secureSession } from './security'
import { applySwitches } from './switches'
import { createEmptying, systemTrash } from './trash'
import { applyTheme, createWindow, loadPage, rememberPlace } from './window'
import { speakIn, spokenLanguage, TITLE, words } from './wording'

/** Tests set it: `app.quit()` then asks nothing, and no dialog of ours stands in the way of an error. */
const TESTING = process.env['DOWNHILL_TEST'] === '1'

/** The page may take this long to pause and save before the user is asked again, in milliseconds. */
const SAVING_PATIENCE = 60_000

/** Writes in progress are waited for at the end, but not for ever, in milliseconds. */
const QUIT_PATIENCE = 10_000

let window: BrowserWindow | null = null

app.setName(TITLE)
if (process.platform === 'win32') app.setAppUserModelId('app.downhill')
reportUnexpected()
const home = chooseDataFolder()
applySwitches()
// Root has no sandbox to enable and passes --no-sandbox; both together never start.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerScheme()
secureContents()

const events = createPageEvents(() => (window?.isDestroyed() === false ? window.webContents : null))
const files = createFiles()
const importer = createImporter()
const openFiles = createOpener(files, events.emit)
listenForOpenFile(openFiles)

const onSecondStart = (second: SecondStart): void => {
  showWindow()
  void openFiles(filesAmong(second))
}
if (!isUsable(home)) void app.whenReady().then(() => refuseToStart(home))
else if (takeLock(onSecondStart)) void app.whenReady().then(start)
else app.quit()

async function start(): Promise<void> {
  const { root, problem } = await findLibrary(home, TESTING)
  if (root === null) return app.exit(1)
  const log = openLog(libraryPaths(root).log)
  keepIn(log)
  report('started', { level: 'info' })
  const bundled = join(app.getAppPath(), 'resources/corpora')
  const library = await openLibrary({
    ...{ root, bundled, owner: true },
    trash: systemTrash,
    watching: (holder) => watchedBox(root, holder.host),
    lost: (holder) => void tellTaken(holder.host)
  }).catch((error: unknown) => refuseToStart(root, error))
  if (!library) return
  if (problem !== null) library.notices.add(problem)
  for (const { code, detail, cause } of library.notices.all())
    log.add({
      level: 'warn',
      from: 'main',
      error: { code, ...(detail && { detail }), ...(cause && { cause }) }
    })
  const server = developmentServer(process.env, app.getAppPath())

  secureSession(server)
  serveBundle({
    page: join(import.meta.dirname, '../renderer'),
    corpora: library.corpora,
    large: createLargeTexts(library.corpora, importer),
    runs: library.runs,
    // Electron's own builds have it beside the program.
    chromiumLicences: join(dirname(process.execPath), 'LICENSES.chromium.html'),
    server
  })
  applyTheme(library.settings.current().app.theme, null)

  const settings = (): AppSettings => library.settings.current().app
  const activity = createActivity(() => settings().keepAwake)
  const dialogs = createDialogs(() => window, library.settings)
  const closing = createClosing({
    isTraining: () => activity.isTraining(),
    ask: () => dialogs.askToClose(),
    requestSave: () => events.emit('app.closing', {}),
    toBackground: () => window?.minimize(),
    close: () => window?.close(),
    patience: SAVING_PATIENCE
  })
  const showMenu = (): void =>
    setMenu({
      ...{ mac: process.platform === 'darwin', development: server !== null },
      ...{ language: settings().language, recent: library.settings.current().recent },
      send: (command) => events.emit('menu.command', { command }),
      openRecent: (path) => void openFiles([path]),
      clearRecent: () => {
        app.clearRecentDocuments()
        void library.settings.change({ recent: [] }).finally(showMenu)
      }
    })
  const speak = (language: LanguageChoice): void => {
    speakIn(chosenLanguage(language, languageOf(app.getLocale())))
    showMenu()
  }
  const deleted = createEmptying(library.removed)
  const context = {
    library,
    deleted,
    emit: events.emit,
    files,
    importer,
    dialogs,
    activity,
    closing,
    log,
    window: () => window,
    speak,
    saved: createSavedFiles(),
    placing: createPlacing(home, root, withTilde),
    notifier: createNotifier({
      wanted: () => settings().notifyWhenDone,
      isLookedAt: () => window?.isFocused() ?? false,
      show: showWindow
    }),
    recentChanged: showMenu,
    restart: () => {
      if (activity.isTraining()) throw new Failure('run-busy')
      app.relaunch()
      closing.force()
      app.quit()
    }
  }
  const ipc = registerIpc(createHandlers(context), files, events)
  speak(settings().language)

  window = createWindow(library.settings)
  const storePlace = rememberPlace(window, library.settings)
  window.on('close', (event) => closing.onClose(event))
  window.webContents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) events.reset()
  })
  reloadWhenGone(
    window,
    async () => {
      activity.clear()
      await library.runs.markInterrupted()
      // The next page is to hear it, not the one that is gone.
      events.reset()
      events.emit('page.reopened', {})
    },
    () => loadPage(window as BrowserWindow)
  )
  endQuietly(() => closing.force())
  powerMonitor.on('suspend', () => events.emit('system.sleep', { asleep: true }))
  powerMonitor.on('resume', () => events.emit('system.sleep', { asleep: false }))
  quitAfter(async () => {
    await storePlace()
    await ipc.idle()
    await deleted.now()
    await library.close()
  })

  await openFiles(filesAmong({ argv: process.argv, cwd: process.cwd() }))
  await loadPage(window)
}

/** Without its data folder there is nothing Downhill could do. */
function refuseToStart(folder: string, error?: unknown): void {
  report('no-data-folder', { thrown: error })
  // No settings could be read.
  speakIn(languageOf(app.getLocale()))
  if (TESTING) return app.exit(1)
  const ask: RefusalOptions['ask'] = async ({ message, detail, buttons }) => {
    const texts = { message, detail, buttons: [...buttons] }
    const kind = { type: 'error', defaultId: 0, cancelId: 1, noLink: true } as const
    return (await dialog.showMessageBox({ ...texts, ...kind })).response
  }
  const choose: RefusalOptions['choose'] = async () => {
    const answer = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] })
    return answer.canceled ? null : (answer.filePaths[0] ?? null)
  }
  const quit = (): void => app.exit(1)
  void refuse({ folder, ask, choose, restart: startOn, quit }, error).catch(quit)
}

/** Says that another computer is watched, and may be left; the answer goes away with what it returns. */
function watchedBox(folder: string, host: string): () => void {
  const done = new AbortController()
  if (!window && !TESTING) {
    const { message, detail, quit } = words().watching
    const texts = { message, detail: detail(folder, host), buttons: [quit] }
    void dialog.showMessageBox({ type: 'info', ...texts, signal: done.signal }).then(() => {
      if (!done.signal.aborted) app.exit(1)
    })
  }
  return () => done.abort()
}

/** Another computer has taken the library over: nothing is written from here any more. */
async function tellTaken(host: string): Promise<void> {
  const failure = new Failure('library-taken', { host })
  importer.stop(failure)
  // The log stands in the folder that is another's now.
  keepIn(null)
  report('library-taken', { thrown: failure })
  if (TESTING || !window || window.isDestroyed()) return
  const { title, safe, mend } = wordingOf(failure.error, spokenLanguage())
  const { quit, later } = words().libraryTaken
  const texts = { message: title, detail: `${safe} ${mend}`, buttons: [quit, later] }
  const { response } = await dialog.showMessageBox(window, { type: 'warning', cancelId: 1, ...texts })
  if (response === 0) app.quit()
}

function showWindow(): void {
  if (!window || window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** The session ends, or the process is told to: nothing is asked, the last checkpoint holds. */
function endQuietly(force: () => void): void {
  const quit = (): void => {
    force()
    app.quit()
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, quit)
  powerMonitor.on('shutdown', quit)
  window?.on('session-end', force)
  if (TESTING) app.on('before-quit', force)
}

/** One window, so its end is the app's, on macOS too; but first what is being written is written. */
function quitAfter(finish: () => Promise<void>): void {
  let finishing = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (finishing) return
    finishing = true
    const timeout = setTimeout(() => app.exit(0), QUIT_PATIENCE)
    void finish()
      .catch((error: unknown) => report('unexpected', { thrown: error }))
      .then(() => {
        clearTimeout(timeout)
        app.exit(0)
      })
  })
}

/** A mistake of ours is logged and named; Electron would show its stack in a box of its own. */
function reportUnexpected(): void {
  const tell = (error: unknown): void => {
    report('unexpected', { thrown: error })
    const message = error instanceof Error ? error.message : String(error)
    const { title, detail } = words().unexpected
    if (app.isReady() && !TESTING) dialog.showErrorBox(title, detail(message))
  }
  process.on('uncaughtException', tell)
  process.on('unhandledRejection', (reason) => report('unexpected', { thrown: reason }))
}
