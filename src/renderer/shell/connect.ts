/*
 * What the window does at its start and whenever main speaks: load what is kept, open files from
 * outside, carry out menu commands, come to rest before closing. Over 150 lines: every command of the menu in one
 * switch, with what only the menu asks for.
 */

import type { MenuCommand } from '#core/contracts/app'
import { assertNever } from '#core/assert'
import type { LanguageChoice } from '#core/language'
import { asFailure, callApp, onApp } from '../bridge/app-client'
import { logError } from '../bridge/log'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/text'
import { desk } from '../state/desk.svelte'
import { doctor } from '../state/doctor.svelte'
import { imports } from '../state/imports.svelte'
import { chooseFile, chooseTexts, openFile } from '../state/intake'
import { keptMeasurements } from '../state/measurements'
import { models } from '../state/models.svelte'
import { writing } from '../screens/generate/writing.svelte'
import { navigation } from '../state/navigation.svelte'
import { notices } from '../state/notices.svelte'
import { form } from '../state/run-form.svelte'
import { run } from '../state/run.svelte'
import { runJobs } from '../state/run-jobs.svelte'
import { runs } from '../state/runs.svelte'
import { runsView } from '../state/runs-view.svelte'
import { saySaved } from '../state/saved'
import { settings } from '../state/settings.svelte'
import { load } from './loading'

/** Connects the window to main and the worker. Returns the function that lets go of main. */
export function connect(): () => void {
  keptMeasurements.connect()
  run.connect()
  const letGo = runJobs.connect()
  machine.onDeath(({ error }) => {
    logError(error, { from: 'worker' })
    models.forget()
  })
  const uncaught = listenForUncaught()
  const listening = [
    imports.listen(),
    doctor.listen(),
    onApp('file.opened', (file) => void openFile(file)),
    onApp('menu.command', ({ command }) => void obey(command)),
    onApp('app.closing', () => void close()),
    onApp('system.sleep', ({ asleep }) => void run.sleep(asleep)),
    onApp('page.reopened', () => notices.show({ kind: 'warn', ...text.reopened }))
  ]
  void load()
  return () => [...listening, letGo, uncaught].forEach((stop) => stop())
}

/** A mistake of ours that nothing caught is logged and told. Returns the function that stops listening. */
function listenForUncaught(): () => void {
  const tell = (thrown: unknown): void => notices.failure(asFailure(thrown).error)
  const onError = ({ error }: ErrorEvent): void => {
    // Without one it is the browser's own remark: an observer of sizes that was too slow.
    if (error !== null && error !== undefined) tell(error)
  }
  const onRejection = ({ reason }: PromiseRejectionEvent): void => tell(reason)
  window.addEventListener('error', onError)
  window.addEventListener('unhandledrejection', onRejection)
  return () => {
    window.removeEventListener('error', onError)
    window.removeEventListener('unhandledrejection', onRejection)
  }
}

/** Exports the run that the Runs screen shows, else the live one; where there is neither, the list is shown. */
function exportRun(): Promise<void> | void {
  const id = navigation.stage === 'runs' ? runsView.runId : run.live?.id
  const entry = runs.find(id ?? null)
  if (entry) return runJobs.export(entry, true)
  navigation.go('runs')
}

/** Shows the menu that exports the list; where there is no list yet, says what to do. */
function exportList(): void {
  navigation.go('generate')
  if (writing.items.length > 0) navigation.exportOpen = true
  else notices.show({ kind: 'info', title: text.exported.noList, text: text.exported.noListText })
}

/** Starts a run as the Train screen has it set: from new weights, or from the model that is to go on. */
export async function startRun(): Promise<void> {
  try {
    const from = await models.startingPoint()
    models.continues = false
    await run.start(from)
  } catch (thrown) {
    notices.failure(thrown)
  }
}

/** Saves the model that generates and says under which name. */
export async function saveModel(): Promise<void> {
  try {
    saySaved(await models.save())
  } catch (thrown) {
    notices.failure(thrown)
  }
}

async function close(): Promise<void> {
  let ready = true
  try {
    await run.settleForClosing()
  } catch (thrown) {
    ready = false
    notices.failure(thrown)
    notices.show({ kind: 'danger', title: text.closing.failed })
  }
  await callApp('app.closeAnswer', { ready }).catch((thrown: unknown) => notices.failure(thrown))
}

async function obey(command: MenuCommand): Promise<void> {
  switch (command) {
    case 'add-text':
      return chooseTexts()
    case 'open-model':
      return chooseFile('model')
    case 'save-model':
      return saveModel()
    case 'export':
      return exportList()
    case 'import-run':
      return chooseFile('run')
    case 'export-run':
      return exportRun()
    case 'show-corpus':
      return navigation.go('corpus')
    case 'show-train':
      return navigation.go('train')
    case 'show-generate':
      return navigation.go('generate')
    case 'show-landscape':
      return navigation.go('landscape')
    case 'show-inside':
      return navigation.go('inside')
    case 'show-runs':
      return navigation.go('runs')
    case 'show-tour':
      return navigation.go('tour')
    case 'run-start':
      navigation.go('train')
      // What is wrong with the settings stands there.
      return run.busy || form.problems.length > 0 ? undefined : startRun()
    case 'run-pause':
      return run.live?.training ? run.pause() : run.live?.state === 'paused' ? run.resume() : undefined
    case 'run-stop':
      return run.live?.training || run.live?.state === 'paused' ? run.stop() : undefined
    case 'present':
      return desk.present()
    case 'show-settings':
      return desk.openSettings()
    case 'show-log':
      return desk.openLog()
    case 'copy-diagnostics':
      return desk.copyDiagnostics()
    case 'show-shortcuts':
      navigation.shortcutsOpen = true
      return
    case 'show-about':
      navigation.aboutOpen = true
      return
    case 'language-system':
    case 'language-en':
    case 'language-de':
      return settings.change({ language: command.slice('language-'.length) as LanguageChoice })
    default:
      assertNever(command)
  }
}
