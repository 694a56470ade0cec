/* A run of a library by its folder, `…/runs/<id>`. */

import { access } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { RunEntry } from '#core/contracts/app'
import { Failure } from '#core/errors'
import { type Library, openLibrary } from '#storage/library'
import type { Place } from './terminal'

/** @throws Failure `run-not-found`, `library-corrupt`, `library-newer-version` */
export async function openRun(place: Place, path: string): Promise<{ library: Library; entry: RunEntry }> {
  const folder = resolve(place.cwd, path)
  const id = basename(folder)
  // Opening a library makes its folders: not where somebody has only mistyped one.
  await access(join(folder, 'run.json')).catch(() => {
    throw new Failure('run-not-found', { id })
  })
  const bundled = join(place.root, 'resources', 'corpora')
  const library = await openLibrary({ root: dirname(dirname(folder)), bundled })
  return { library, entry: await library.runs.find(id) }
}
