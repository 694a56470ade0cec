/*
 * The home of the data, and with it the lock: one window per home. Chromium's own files go into session/
 * below it, so that the library is not buried among caches. The library is there too unless another folder was
 * chosen for it: data-place.ts.
 */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app } from 'electron'
import { defaultDataRoot } from '#storage/paths'
import { report } from './report'

/** Chooses the folder (--user-data-dir, DOWNHILL_DATA, or the system's place) and tells Electron. */
export function chooseDataFolder(): string {
  const given = app.commandLine.getSwitchValue('user-data-dir')
  const root = given ? resolve(given) : defaultDataRoot()
  app.setPath('userData', root)
  app.setPath('sessionData', join(root, 'session'))
  app.setPath('crashDumps', join(root, 'session', 'Crashpad'))
  return root
}

/** Whether the folder is there, or can be made, and can be written. Asked before the lock, which needs it too. */
export function isUsable(root: string): boolean {
  try {
    mkdirSync(root, { recursive: true })
    accessSync(root, constants.W_OK)
    return true
  } catch (error) {
    report('no-data-folder', { thrown: error })
    return false
  }
}

/** Starts Downhill anew on another folder; this start ends. */
export function startOn(folder: string): void {
  process.env['DOWNHILL_DATA'] = folder
  app.relaunch({ args: process.argv.slice(1).filter((argument) => !argument.startsWith('--user-data-dir')) })
  app.exit(0)
}

/** What a second start sends to the first. */
export interface SecondStart {
  readonly argv: readonly string[]
  readonly cwd: string
}

/**
 * Takes the lock of the data folder. False if another window has it: it is then shown, with the files of
 * this start. A lock whose owner was killed is taken over.
 */
export function takeLock(onSecondStart: (start: SecondStart) => void): boolean {
  const start: SecondStart = { argv: process.argv, cwd: process.cwd() }
  app.on('second-instance', (_event, argv, cwd, data) => {
    // Chromium reorders argv; ours arrives beside it, as data from a process we did not check.
    const sent = data as Partial<SecondStart> | null
    const whole = Array.isArray(sent?.argv) && typeof sent.cwd === 'string'
    onSecondStart(whole ? { argv: sent.argv.map(String), cwd: sent.cwd } : { argv, cwd })
  })
  return app.requestSingleInstanceLock({ ...start })
}
