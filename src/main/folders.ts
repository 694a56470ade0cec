/* The files in folders that were dropped or chosen: sorted, hidden ones left out, links to folders not followed. */
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '#core/errors'

export interface FoundFile {
  readonly path: string
  /** The folder that was given, or its parent for the names shown; null for a file that was given itself. */
  readonly root: string | null
}

/** Deeper folders are not opened. */
const DEEPEST = 32

/**
 * At most `most` files; `left` counts those beyond, as far as they were seen.
 * @throws Failure `cancelled` once the signal says so
 */
export async function filesWithin(
  paths: readonly string[],
  most: number,
  signal?: AbortSignal
): Promise<{ found: FoundFile[]; left: number }> {
  const found: FoundFile[] = []
  let left = 0
  const add = (file: FoundFile): void => {
    if (found.length < most) found.push(file)
    else left++
  }
  async function open(folder: string, root: string, depth: number): Promise<void> {
    if (signal?.aborted) throw new Failure('cancelled')
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    for (const entry of entries) {
      if (entry.name.startsWith('.') || left > most) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory() && depth < DEEPEST) await open(path, root, depth + 1)
      else if (entry.isFile()) add({ path, root })
      else if (entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isFile()) add({ path, root })
    }
  }
  for (const path of paths) {
    const folder = (await stat(path).catch(() => null))?.isDirectory() ?? false
    if (folder) await open(path, dirname(path), 0)
    else add({ path, root: null })
  }
  return { found, left }
}
