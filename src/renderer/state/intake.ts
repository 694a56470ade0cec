/*
 * The ways in for files: dropped on the window, chosen in the system's dialog, opened from outside,
 * pasted. A text becomes a corpus, a model opens for generating, an exported run joins the library; everything
 * else gets a notice.
 */

import type { FileHandle } from '#core/contracts/app'
import { asFailure, callApp, fileFor } from '../bridge/app-client'
import { text } from '../catalogue/en'
import { corpus } from './corpus.svelte'
import { models } from './models.svelte'
import { navigation } from './navigation.svelte'
import { notices } from './notices.svelte'
import { opening } from './opening.svelte'
import { runJobs } from './run-jobs.svelte'

/** Takes in one file and goes where it can be used. @throws Failure that says why it cannot. */
async function take(handle: FileHandle): Promise<void> {
  if (handle.type === 'text') {
    await corpus.addFile(handle.id)
    navigation.go('corpus')
  } else if (handle.type === 'run') {
    await runJobs.import(handle)
  } else {
    if (!(await opening.ask(handle))) return
    await models.open(handle)
    void opening.loadRecent()
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

/** Takes in a dropped file. One dragged out of another program may have no place on disk: then only text can be read. */
async function takeDropped(file: File): Promise<void> {
  let handle: FileHandle
  try {
    handle = await fileFor(file)
  } catch (thrown) {
    const failure = asFailure(thrown)
    if (failure.error.code !== 'file-missing' || !/\.txt$/i.test(file.name)) throw failure
    const read = await file.text().catch(() => Promise.reject(failure))
    await corpus.addText(file.name.replace(/\.txt$/i, ''), read)
    navigation.go('corpus')
    return
  }
  await take(handle)
}

/**
 * Takes in the first usable one of the dropped files and names the others.
 * If none is usable, the notice is about the first.
 */
export async function openDropped(files: readonly File[]): Promise<void> {
  let firstFailure: unknown = null
  for (const [index, file] of files.entries()) {
    try {
      await takeDropped(file)
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

/** The system's open dialog for a text, a model or an exported run. */
export async function chooseFile(type: FileHandle['type']): Promise<void> {
  try {
    const handle = await callApp('files.choose', { type })
    if (handle) await take(handle)
  } catch (thrown) {
    notices.failure(thrown)
  }
}
