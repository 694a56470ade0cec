/*
 * The ways in for files: dropped on the window, chosen in the system's dialog, opened from outside,
 * pasted. Texts become corpora, a model opens for generating, an exported run joins the library; everything
 * else gets a notice.
 */

import type { FileHandle } from '#core/contracts/app'
import { asFailure, callApp, fileFor } from '../bridge/app-client'
import { corpus } from './corpus.svelte'
import { imports } from './imports.svelte'
import { models } from './models.svelte'
import { navigation } from './navigation.svelte'
import { notices } from './notices.svelte'
import { opening } from './opening.svelte'
import { runJobs } from './run-jobs.svelte'

/** Takes in one file and goes where it can be used. @throws Failure that says why it cannot. */
async function take(handle: FileHandle): Promise<void> {
  if (handle.type === 'text') {
    await imports.take([handle])
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
  await take(handle).catch((thrown: unknown) => notices.failure(thrown))
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

/** Takes in what was dropped: one file at once, several after a look at all of them. */
export async function openDropped(files: readonly File[]): Promise<void> {
  try {
    const [only] = files
    if (only && files.length === 1) await takeDropped(only)
    else await takeSeveral(files)
  } catch (thrown) {
    notices.failure(thrown)
  }
}

/** Those that have no place on disk are told; the others are reviewed together. */
async function takeSeveral(files: readonly File[]): Promise<void> {
  const handles: FileHandle[] = []
  let failure: unknown = null
  for (const file of files) {
    try {
      handles.push(await fileFor(file))
    } catch (thrown) {
      failure ??= thrown
    }
  }
  if (failure !== null) notices.failure(failure)
  if (handles.length > 0) await imports.take(handles)
}

/** The system's open dialog for a model or an exported run. */
export async function chooseFile(type: Exclude<FileHandle['type'], 'text'>): Promise<void> {
  try {
    const handle = await callApp('files.choose', { type })
    if (handle) await take(handle)
  } catch (thrown) {
    notices.failure(thrown)
  }
}

/** The system's open dialog for texts of any kind. */
export const chooseTexts = (): Promise<void> => imports.choose('files')
