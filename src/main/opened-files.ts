/*
 * Files that come from outside: by double click (arguments on Windows and Linux, `open-file` on macOS,
 * which may come before the app is ready), and by a second start.
 */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { app } from 'electron'
import type { SecondStart } from './data-folder'
import type { Files } from './files'
import type { Emit } from './page-events'
import { report } from './report'

/**
 * The files among a start's arguments: regular files that exist. Switches, the executable, the app's own
 * folder and the like are none.
 */
export function filesAmong({ argv, cwd }: SecondStart): string[] {
  return argv
    .slice(1)
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => resolve(cwd, argument))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
}

/** Tells the page of each file, in order. What cannot be opened is told in the log. */
export function createOpener(files: Files, emit: Emit): (paths: readonly string[]) => Promise<void> {
  return async (paths) => {
    for (const path of paths) {
      try {
        emit('file.opened', await files.mint(path))
      } catch (error) {
        report('not-opened', { thrown: error })
      }
    }
  }
}

/** macOS: files opened through the Finder or the Dock. Called before the app is ready. */
export function listenForOpenFile(openFiles: (paths: readonly string[]) => Promise<void>): void {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    void openFiles([path])
  })
}
