/*
 * The corpora that come with the application: <id>.txt beside <id>.json in resources/corpora, only
 * ever read. Their ids have no digits, the user's own end in their hash, so the two never meet.
 */
import { join } from 'node:path'
import type { CorpusEntry } from '#core/contracts/app'
import { isoDate, storedRecord, text } from './checks'
import type { Disk } from './disk'
import { sha256 } from './hash'
import { type JsonFormat, readJson } from './json-file'

interface BundledFacts {
  readonly name: string
  readonly source: string
  readonly licence: string
  readonly added: string
}

const BUNDLED: JsonFormat<BundledFacts> = {
  format: 'downhill-bundled-corpus',
  version: 1,
  check: storedRecord({ name: text(), source: text(1000), licence: text(1000), added: isoDate })
}

/** A bundled id: letters and hyphens. */
export const BUNDLED_ID = /^[a-z-]{1,40}$/

export interface BundledCorpora {
  list(): Promise<readonly CorpusEntry[]>
  has(id: string): Promise<boolean>
  textPath(id: string): string
}

/** Reads `folder` once; null means there are none. What cannot be read is passed to `report`. */
export function createBundledCorpora(
  disk: Disk,
  folder: string | null,
  report: (error: unknown) => void
): BundledCorpora {
  const textPath = (id: string): string => join(folder ?? '', `${id}.txt`)
  const readAll = async (): Promise<CorpusEntry[]> => {
    if (folder === null) return []
    const entries: CorpusEntry[] = []
    for (const file of (await disk.list(folder)).sort()) {
      const id = file.slice(0, -'.json'.length)
      if (!file.endsWith('.json') || !BUNDLED_ID.test(id)) continue
      try {
        const { name, source, licence, added } = await readJson(disk, join(folder, file), BUNDLED)
        const bytes = await disk.read(textPath(id))
        const hash = await sha256(bytes)
        entries.push({
          id,
          name,
          source,
          licence,
          added,
          sha256: hash,
          bytes: bytes.byteLength,
          bundled: true
        })
      } catch (error) {
        report(error)
      }
    }
    return entries
  }
  let all: Promise<CorpusEntry[]> | undefined
  const list = (): Promise<CorpusEntry[]> =>
    (all ??= readAll().catch((error: unknown) => {
      report(error)
      return []
    }))
  return { list, textPath, has: async (id) => (await list()).some((entry) => entry.id === id) }
}
