/*
 * Where the library is at a start: at home, or in the folder that was chosen for it, where it is moved first if that
 * was asked for. A chosen folder that is not there (a disk that is not connected) is asked about, never made anew.
 */
import { existsSync } from 'node:fs'
import { app, dialog, shell } from 'electron'
import { languageOf } from '#core/language'
import { readPlace, settlePlace } from './data-place'
import { report } from './report'
import { speakIn, words } from './wording'

/** Moving on one disk takes no longer than this, in milliseconds; beyond it a box says what goes on. */
const PATIENCE = 700

/**
 * The folder, null if the user would rather quit, and what went wrong with moving.
 * @param silent shows no dialog; a folder that is not there then ends the start
 */
export async function findLibrary(
  home: string,
  silent: boolean
): Promise<{ readonly root: string | null; readonly problem: unknown }> {
  // No settings are read yet.
  speakIn(languageOf(app.getLocale()))
  const { folder, next } = readPlace(home)
  if (folder !== home && !existsSync(folder)) {
    report('no-data-folder')
    return { root: !silent && askToStartWithout(folder) ? home : null, problem: null }
  }
  if (next?.how !== 'move') return settlePlace(home, discard)
  const stop = new AbortController()
  const done = new AbortController()
  const box = setTimeout(() => {
    if (!silent) void askToGoOn(next.folder, done.signal).then((goOn) => goOn || stop.abort())
  }, PATIENCE)
  try {
    return await settlePlace(home, discard, stop.signal)
  } finally {
    clearTimeout(box)
    done.abort()
  }
}

const discard = (path: string): Promise<void> => shell.trashItem(path)

function askToStartWithout(folder: string): boolean {
  const { message, detail, quit, without } = words().dataFolderAway
  const answer = dialog.showMessageBoxSync({
    type: 'warning',
    message,
    detail: detail(folder),
    buttons: [quit, without],
    defaultId: 0,
    cancelId: 0
  })
  return answer === 1
}

/** False if the user cancels; true once moving is done and the box has gone. */
async function askToGoOn(folder: string, signal: AbortSignal): Promise<boolean> {
  const { message, detail, cancel } = words().moving
  await dialog.showMessageBox({ type: 'info', message, detail: detail(folder), buttons: [cancel], signal })
  return signal.aborted
}
