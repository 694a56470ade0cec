/*
 * Where the library stands. Its home is Electron's user data folder, which holds the lock and Chromium's files and
 * never moves; place.json in it says where the library is if somebody chose another folder, and what is to be moved
 * there at the next start. Read once, before anything else, hence synchronously.
 */
import { readFileSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import type { DataPlace } from '#core/contracts/desk'
import { Failure } from '#core/errors'
import * as check from '#storage/checks'
import { nodeDisk } from '#storage/disk'
import { decodeJson, type JsonFormat, writeJson } from '#storage/json-file'
import { holdsLibrary, moveLibrary } from '#storage/move-library'

interface Place {
  /** Where the library is. */
  readonly folder: string
  /** Where it will be from the next start on; null: it stays. */
  readonly next: { readonly folder: string; readonly how: 'move' | 'open' } | null
}

const path = check.text(4096)
const PLACE: JsonFormat<Place> = {
  format: 'downhill-place',
  version: 1,
  check: check.storedRecord<Place>({
    folder: path,
    next: check.nullable(
      check.storedRecord<NonNullable<Place['next']>>({ folder: path, how: check.oneOf('move', 'open') })
    )
  })
}

/** Where the library of this home is, as far as place.json says; the home itself without one. */
export function readPlace(home: string): Place {
  const file = join(home, 'place.json')
  try {
    return decodeJson(readFileSync(file), file, PLACE)
  } catch {
    return { folder: home, next: null }
  }
}

async function writePlace(home: string, place: Place): Promise<void> {
  await writeJson(nodeDisk, join(home, 'place.json'), PLACE, place)
}

/**
 * Moves the library if that was asked for, and says where it is from now on. A move that fails leaves it where it was.
 * @param discard what becomes of the old files once they were copied to another disk
 */
export async function settlePlace(
  home: string,
  discard: (path: string) => Promise<void>,
  signal?: AbortSignal
): Promise<{ readonly root: string; readonly problem: unknown }> {
  const { folder, next } = readPlace(home)
  if (next === null) return { root: folder, problem: null }
  try {
    if (next.how === 'move')
      await moveLibrary({ from: folder, to: next.folder, discard, ...(signal && { signal }) })
    await writePlace(home, { folder: next.folder, next: null })
    return { root: next.folder, problem: null }
  } catch (problem) {
    await writePlace(home, { folder, next: null }).catch(() => undefined)
    return { root: folder, problem }
  }
}

export interface Placing {
  /** For the page: without the user's name. */
  place(): DataPlace
  /** @throws Failure `folder-not-empty`, `folder-inside` or `write-failed` */
  choose(folder: string, how: 'move' | 'open'): Promise<DataPlace>
  stay(): Promise<DataPlace>
}

/**
 * @param home where place.json is
 * @param root where the library is in this session
 * @param hide takes the user's name out of a path
 */
export function createPlacing(home: string, root: string, hide: (path: string) => string): Placing {
  let next: Place['next'] = null
  const place = (): DataPlace => ({
    folder: hide(root),
    next: next && { folder: hide(next.folder), how: next.how }
  })
  const put = async (chosen: Place['next']): Promise<DataPlace> => {
    await writePlace(home, { folder: root, next: chosen })
    next = chosen
    return place()
  }
  return {
    place,
    async choose(folder, how) {
      const target = await suitable(folder, root, home, how)
      return put(target === root ? null : { folder: target, how })
    },
    stay: () => put(null)
  }
}

/**
 * The folder that is meant: the chosen one, or a new one called Downhill in it where something else is there already.
 * @throws Failure `folder-not-empty`, `folder-inside` or `write-failed`
 */
async function suitable(chosen: string, root: string, home: string, how: 'move' | 'open'): Promise<string> {
  const folder = await realpath(resolve(chosen)).catch(() => resolve(chosen))
  const here = await realpath(root).catch(() => root)
  if (folder === here) return root
  if (how === 'open' && (await holdsLibrary(folder))) return folder
  // Back to the home, where the lock and Chromium's files stand beside the library.
  if (folder === home && !(await holdsLibrary(home))) return home
  const target = (await isEmpty(folder)) ? folder : join(folder, 'Downhill')
  if (target === here) return root
  if (isWithin(target, here)) throw new Failure('folder-inside', { name: basename(folder) })
  if (how === 'open' && (await holdsLibrary(target))) return target
  if (!(await isEmpty(target))) throw new Failure('folder-not-empty', { name: basename(target) })
  await nodeDisk.makeFolder(target).catch((error: unknown) => {
    throw new Failure('write-failed', { name: basename(target), folder }, error)
  })
  return target
}

/** True for one that is not there, too. */
async function isEmpty(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new Failure('write-failed', { name: basename(folder) }, error)
  })
  return names.length === 0
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && !way.startsWith('..') && resolve(folder, way) === path
}
