/*
 * What the window does at its start and whenever main speaks: load what is kept, open files from
 * outside, carry out menu commands, come to rest before closing.
 */

import type { MenuCommand } from '#core/contracts/app'
import { assertNever } from '#core/assert'
import { sentenceOf } from '#core/wording/errors'
import { callApp, onApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/en'
import { corpus } from '../state/corpus.svelte'
import { engines } from '../state/engines.svelte'
import { chooseFile, openFile } from '../state/intake'
import { keptMeasurements } from '../state/measurements'
import { models } from '../state/models.svelte'
import { navigation } from '../state/navigation.svelte'
import { notices } from '../state/notices.svelte'
import { form } from '../state/run-form.svelte'
import { run } from '../state/run.svelte'
import { runs } from '../state/runs.svelte'
import { settings } from '../state/settings.svelte'

/** Connects the window to main and the worker. Returns the function that lets go of main. */
export function connect(): () => void {
  keptMeasurements.connect()
  run.connect()
  machine.onDeath(() => models.forget())
  const listening = [
    onApp('file.opened', (file) => void openFile(file)),
    onApp('menu.command', ({ command }) => void obey(command)),
    onApp('app.closing', () => void close())
  ]
  void load()
  return () => listening.forEach((stop) => stop())
}

async function load(): Promise<void> {
  await settings.load()
  form.choose(settings.value.preset)
  await Promise.all([corpus.load(), engines.load(), runs.load(), tellFound()])
}

/** Says once what of the library could not be read. */
async function tellFound(): Promise<void> {
  const found = await callApp('library.notices', {}).catch(() => [])
  if (found.length === 0) return
  notices.show({
    kind: 'warn',
    title: text.found.title(found.length),
    text: text.found.safe(found.length),
    details: found.map((error) => [sentenceOf(error), error.cause].filter(Boolean).join('\n')).join('\n\n')
  })
}

/** Saves the model that generates and says under which name. */
export async function saveModel(): Promise<void> {
  try {
    const name = await models.save()
    if (name !== null) notices.show({ kind: 'good', title: text.saved(name) })
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
      return chooseFile('text')
    case 'open-model':
      return chooseFile('model')
    case 'save-model':
      return saveModel()
    case 'export':
      return navigation.go('generate')
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
    case 'show-shortcuts':
      navigation.shortcutsOpen = true
      return
    default:
      assertNever(command)
  }
}
