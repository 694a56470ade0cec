/*
 * What was computed from a large text, kept in corpora/<id>.large: results as JSON with a checksum, and files of
 * tokens. All of it can be made again, so whatever is not exactly what was written is taken for missing.
 */
import { join } from 'node:path'
import { sha256Hex } from '#core/sha256'
import { atomicWrite } from '../atomic-write'
import type { Disk } from '../disk'
import type { LibraryPaths } from '../paths'
import { sweepFolder } from '../sweep'

/** Which bytes something was computed from. */
export interface TextState {
  readonly sha256: string
  readonly size: number
  readonly mtimeMs: number
}

const FORMAT = 'downhill-large'
const VERSION = 1
/** Token files of a text that a start leaves: the latest. */
const TOKEN_FILES = 3

export const TOKENS = /^([0-9a-f]{16})\.tokens$/

/** The result kept under this name; null if there is none of these very bytes. */
export async function readDerived<T>(disk: Disk, path: string, state: TextState): Promise<T | null> {
  try {
    const kept = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await disk.read(path))) as {
      readonly body?: T
    } & Record<string, unknown>
    const { body, checksum, ...head } = kept
    if (
      JSON.stringify({ ...head, mtimeMs: Math.round(Number(head['mtimeMs'])) }) !==
      JSON.stringify(headOf(state))
    )
      return null
    return checksum === (await sha256Hex(JSON.stringify(body))) ? (body ?? null) : null
  } catch {
    return null
  }
}

/** @throws Failure as atomicWrite */
export async function writeDerived(disk: Disk, path: string, state: TextState, body: unknown): Promise<void> {
  const checksum = await sha256Hex(JSON.stringify(body))
  await atomicWrite(path, JSON.stringify({ ...headOf(state), body, checksum }), disk)
}

/** The time in whole milliseconds: copying a file to another disk keeps no more. */
const headOf = ({ sha256, size, mtimeMs }: TextState) => ({
  ...{ format: FORMAT, version: VERSION },
  ...{ sha256, size, mtimeMs: Math.round(mtimeMs) }
})

/** Removes what a computation left that failed or was killed, and the folder where nothing else is in it. */
export async function tidyDerived(disk: Disk, folder: string, now: Date): Promise<void> {
  await sweepFolder(disk, folder, now)
  await disk.removeEmpty(folder).catch(() => undefined)
}

/**
 * At a start: what was computed from texts that are gone, what killed processes left, and all but the latest
 * files of tokens (`prune`: only by the process that owns the library).
 */
export async function sweepDerived(
  disk: Disk,
  paths: LibraryPaths,
  now: Date,
  prune: boolean
): Promise<void> {
  const names: readonly string[] = await disk.list(paths.corpora).catch(() => [])
  for (const name of names) {
    if (!name.endsWith('.large')) continue
    const folder = join(paths.corpora, name)
    try {
      if (!names.includes(`${name.slice(0, -'.large'.length)}.txt`)) await disk.removeFolder(folder)
      else {
        await tidyDerived(disk, folder, now)
        if (prune) await pruneTokens(disk, folder)
      }
    } catch {
      // It goes with the next start.
    }
  }
}

async function pruneTokens(disk: Disk, folder: string): Promise<void> {
  const files = (await disk.list(folder).catch(() => [])).filter((name) => TOKENS.test(name))
  const dated = await Promise.all(
    files.map(async (name) => ({ name, mtimeMs: (await disk.stat(join(folder, name))).mtimeMs }))
  )
  dated.sort((a, b) => b.mtimeMs - a.mtimeMs || (a.name < b.name ? -1 : 1))
  for (const { name } of dated.slice(TOKEN_FILES)) await disk.remove(join(folder, name))
}
