/*
 * The ways in for files: dropped on the window, chosen in the system's dialog, opened from outside,
 * pasted. A text becomes a corpus, a model opens for generating; everything else gets a notice.
 */

import type { FileHandle } from '#core/contracts/app'
import { callApp, fileFor } from '../bridge/app-client'
import { text } from '../catalogue/en'
import { corpus } from './corpus.svelte'
import { models } from './models.svelte'
import { navigation } from './navigation.svelte'
import { notices } from './notices.svelte'

/** Takes in one file and goes where it can be used. @throws Failure that says why it cannot. */
async function take(handle: FileHandle): Promise<void> {
  if (handle.type === 'text') {
    await corpus.addFile(handle.id)
    navigation.go('corpus')
  } else {
    await models.open(handle)
    navigation.go('generate')
  }
}

/** Takes in a file, saying so where it cannot be used. */
export async function openFile(handle: FileHandle): Promise<void> {
  try {
    await take(handle)
  } catch (thrown) {
    notices.failure(thrown)
  }
}

/**
 * Takes in the first usable one of the dropped files and names the others.
 * If none is usable, the notice is about the first.
 */
export async function openDropped(files: readonly File[]): Promise<void> {
  let firstFailure: unknown = null
  for (const [index, file] of files.entries()) {
    try {
      await take(await fileFor(file))
    } catch (thrown) {
      firstFailure ??= thrown
      continue
    }
    const others = files.filter((_, i) => i !== index).map(({ name }) => name)
    if (others.length > 0) {
      notices.show({
        kind: 'info',
        title: text.intake.oneAtATime(file.name),
        text: text.intake.others(others)
      })
    }
    return
  }
  if (firstFailure) notices.failure(firstFailure)
}

/** The system's open dialog for a text or a model. */
export async function chooseFile(type: 'text' | 'model'): Promise<void> {
  try {
    const handle = await callApp('files.choose', { type })
    if (handle) await take(handle)
  } catch (thrown) {
    notices.failure(thrown)
  }
}
