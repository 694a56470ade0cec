/*
 * The library's texts: the user's as corpora/<id>.txt (UTF-8) beside <id>.json, and the bundled ones.
 * The id comes from the text's hash, so adding a text twice changes nothing. The .json is written
 * last: a text without it was never acknowledged and is not listed.
 * Over 150 lines: in every way a text comes, goes and returns its facts and its content must keep their order on the disk.
 */
import { basename, dirname, join } from 'node:path'
import type { CorpusEntry } from '#core/contracts/app'
import type { Mend } from '#core/contracts/doctor'
import type { CleaningReport } from '#core/contracts/imports'
import { LARGE_FROM } from '#core/contracts/large'
import { Failure } from '#core/errors'
import { atomicWrite, makeFolderDurably, renameOver, syncFolder } from './atomic-write'
import { BUNDLED_ID, type BundledCorpora } from './bundled-corpora'
import { CORPUS, displayName, type StoredCorpus } from './corpus-record'
import { decodeText, MAX_TEXT_BYTES } from './decode-text'
import type { Disk } from './disk'
import { writePieces } from './incoming-text'
import { errnoOf, namesIn, toReadFailure, toWriteFailure } from './disk-errors'
import { sha256, sha256OfFile } from './hash'
import { readJson, writeJson } from './json-file'
import type { LargePlace } from './large/prepare'
import { type MendOptions, mendText } from './mended-text'
import { type Notices, timestamp } from './notices'
import { checkId, type LibraryPaths } from './paths'
import { createQueues } from './queues'
import { sweepFolder } from './sweep'

export interface Corpora {
  /** Bundled first, then the user's by date. Broken ones are set aside and noted. */
  list(): Promise<CorpusEntry[]>
  /** @throws Failure `corpus-not-found`, or why it cannot be read */
  find(id: string): Promise<CorpusEntry>
  /**
   * Stores a text as it is; the name loses its `.txt`. `report` tells what was done to it before.
   * @throws Failure as decodeText, atomicWrite
   */
  addText(name: string, text: string, report?: CleaningReport): Promise<CorpusEntry>
  /**
   * Stores a text that comes in pieces, never holding it whole; `report` is asked once they have ended.
   * Whatever fails on the way, the pieces included, leaves nothing behind.
   * @throws Failure `corpus-too-large`, `corpus-empty`, as atomicWrite, and what the pieces fail with
   */
  addPieces(name: string, pieces: AsyncIterable<string>, report: () => CleaningReport): Promise<CorpusEntry>
  /**
   * Stores a corrected copy of a text under a name, with the record of what was mended; source and licence stay.
   * @throws Failure `corpus-not-found`, `corpus-empty`, `cancelled`, as addPieces and mendText; nothing stays behind
   */
  mend(id: string, name: string, mend: Mend, options?: MendOptions): Promise<CorpusEntry>
  /** Removes what an import left whose process was killed. */
  tidy(): Promise<void>
  /** Moves the user's corpus to the trash. @throws Failure `corpus-not-found`; `bad-request` for a bundled one */
  remove(id: string): Promise<void>
  /** Takes back what `remove` moved last. @throws Failure `corpus-not-found` */
  restore(id: string): Promise<CorpusEntry>
  /** Where the UTF-8 text stands; its hash has been checked since it last changed. @throws Failure as find; `library-corrupt` */
  textFile(id: string): Promise<{ readonly path: string; readonly bytes: number }>
  /**
   * Where the text stands and what its bytes must be, for those who read a large one through and check it then.
   * @throws Failure as find
   */
  place(id: string): Promise<LargePlace & { readonly bytes: number }>
  /** The whole text, its hash checked. @throws Failure as textFile; `corpus-large` */
  readText(id: string): Promise<string>
}

export function createCorpora(
  disk: Disk,
  paths: LibraryPaths,
  bundled: BundledCorpora,
  notices: Notices,
  now: () => Date
): Corpora {
  const inTurn = createQueues()

  async function readOwn(id: string): Promise<CorpusEntry> {
    const path = paths.corpusFacts(id)
    const stored = await readJson(disk, path, CORPUS)
    if (stored.id !== id)
      throw new Failure('library-corrupt', { name: basename(path) }, `the id of ${stored.id}`)
    return { ...stored, bundled: false }
  }

  /** Facts that are there and can be read; those of a newer version are never written over. */
  function readKnown(id: string): Promise<CorpusEntry | null> {
    return readOwn(id).catch((error: unknown) => {
      if (error instanceof Failure && error.error.code === 'library-newer-version') throw error
      return null
    })
  }

  async function listOwn(): Promise<CorpusEntry[]> {
    const entries: CorpusEntry[] = []
    for (const file of await namesIn(disk, paths.corpora)) {
      const id = file.slice(0, -'.json'.length)
      if (!file.endsWith('.json') || file.startsWith('.')) continue
      try {
        entries.push(await readOwn(id))
      } catch (error) {
        await setAside(error, join(paths.corpora, file))
      }
    }
    return entries.sort((a, b) => a.added.localeCompare(b.added) || a.id.localeCompare(b.id))
  }

  /** Only what is broken is renamed: a newer version's file or an unreadable one stays where it is. */
  async function setAside(error: unknown, path: string): Promise<void> {
    const broken = error instanceof Failure && error.error.code === 'library-corrupt'
    if (broken) await notices.quarantine(path, error)
    else notices.add(error)
  }

  async function store(name: string, content: string, cleaning?: CleaningReport): Promise<CorpusEntry> {
    const bytes = Buffer.from(content, 'utf8')
    const hash = await sha256(bytes)
    const id = `text-${hash.slice(0, 16)}`
    return inTurn(id, async () => {
      const known = await readKnown(id)
      if (known && (await hasText(known))) return known
      const entry = { id, name, sha256: hash, source: '', licence: '', bytes: bytes.byteLength }
      const stored: StoredCorpus = { ...entry, added: now().toISOString(), ...(cleaning && { cleaning }) }
      const text = paths.corpusText(id)
      await withFacts(stored, () => atomicWrite(text, bytes, disk))
      return { ...stored, bundled: false }
    })
  }

  async function hasText(entry: CorpusEntry): Promise<boolean> {
    return (await hashOf(paths.corpusText(entry.id), entry.bytes).catch(() => '')) === entry.sha256
  }

  /** Never holds a large text. */
  async function hashOf(path: string, bytes: number): Promise<string> {
    return bytes < LARGE_FROM ? sha256(await disk.read(path)) : sha256OfFile(disk, path)
  }

  async function find(id: string): Promise<CorpusEntry> {
    checkId(id)
    const entry = (await bundled.list()).find((candidate) => candidate.id === id)
    if (entry) return entry
    return readOwn(id).catch((error: unknown) => {
      const missing = error instanceof Failure && error.error.code === 'file-missing'
      throw missing ? new Failure('corpus-not-found', { id }) : error
    })
  }

  /** State of each text when its hash was last found right. */
  const verified = new Map<string, string>()

  async function textFile(id: string): Promise<{ path: string; bytes: number }> {
    const entry = await find(id)
    const path = entry.bundled ? bundled.textPath(id) : paths.corpusText(id)
    try {
      const { size, mtimeMs } = await disk.stat(path)
      const state = `${entry.sha256} ${size} ${mtimeMs}`
      if (verified.get(id) !== state) {
        if ((await hashOf(path, size)) !== entry.sha256) {
          throw new Failure('library-corrupt', { name: basename(path) })
        }
        verified.set(id, state)
      }
    } catch (error) {
      throw toReadFailure(error, path)
    }
    return { path, bytes: entry.bytes }
  }

  /** Stores a text that comes in pieces; `facts` is asked once they have ended. */
  async function storePieces(
    fileName: string,
    pieces: AsyncIterable<string>,
    facts: () => Partial<StoredCorpus>
  ): Promise<CorpusEntry> {
    const { path, sha256: hash, bytes } = await writePieces(disk, paths.corpora, pieces)
    const id = `text-${hash.slice(0, 16)}`
    return inTurn(id, async () => {
      try {
        const known = await readKnown(id)
        if (known && (await hasText(known))) {
          await disk.remove(path)
          return known
        }
        const entry = { id, name: displayName(fileName), sha256: hash, source: '', licence: '', bytes }
        const stored: StoredCorpus = { ...entry, added: now().toISOString(), ...facts() }
        await withFacts(stored, async () => {
          await renameOver(path, paths.corpusText(id), disk)
          await syncFolder(paths.corpora, disk)
        })
        return { ...stored, bundled: false }
      } catch (error) {
        await disk.remove(path).catch(() => undefined)
        throw toWriteFailure(error, paths.corpusText(id))
      }
    })
  }

  /** Puts a text in its place and its facts beside it; what came new does not stay by halves. */
  async function withFacts(stored: StoredCorpus, putText: () => Promise<void>): Promise<void> {
    const [text, facts] = [paths.corpusText(stored.id), paths.corpusFacts(stored.id)]
    const isNew = !(await isThere(text)) && !(await isThere(facts))
    try {
      await putText()
      await writeJson(disk, facts, CORPUS, stored)
    } catch (error) {
      if (isNew) await takeBack(facts, text).catch(() => undefined)
      throw error
    }
  }

  /** The facts are gone for good before the text goes: a power failure leaves no facts without a text. */
  async function takeBack(facts: string, text: string): Promise<void> {
    await disk.remove(facts)
    await syncFolder(paths.corpora, disk)
    await disk.remove(text)
  }

  function isThere(path: string): Promise<boolean> {
    return disk.stat(path).then(
      () => true,
      (error: unknown) => {
        if (errnoOf(error) === 'ENOENT') return false
        throw toReadFailure(error, path)
      }
    )
  }

  /** Facts first when leaving, last when coming back: a text alone is not listed. */
  async function move(from: readonly string[], to: readonly string[]): Promise<void> {
    const failed = (error: unknown): never => {
      throw toWriteFailure(error, from[0] ?? '')
    }
    for (const [i, path] of from.entries()) {
      const place = to[i] ?? ''
      await disk.rename(path, place).catch((error: unknown) => {
        // What was moved by halves before is moved whole now; the one who looks for it says if it is gone.
        if (errnoOf(error) !== 'ENOENT') failed(error)
      })
      // Each before the next, and where it came to first: a power failure leaves it in one of the two places.
      for (const folder of [dirname(place), dirname(path)]) await syncFolder(folder, disk).catch(failed)
    }
  }

  return {
    list: async () => [...(await bundled.list()), ...(await listOwn())],
    find,
    addText: async (name, content, report) =>
      store(displayName(name), decodeText(Buffer.from(content, 'utf8')), report),
    addPieces: (fileName, pieces, report) => storePieces(fileName, pieces, () => ({ cleaning: report() })),
    async mend(id, name, mend, options) {
      const { sha256: hash, source, licence, mended, ...before } = await find(id)
      const { path, bytes } = await textFile(id)
      const text = mendText(disk, path, bytes, mend, options)
      const original = mended?.original ?? { id, name: before.name, sha256: hash }
      return storePieces(name, text.pieces, () => {
        const step = { mend: mend.mend, characters: mend.characters, lines: text.changed() }
        return { source, licence, mended: { original, steps: [...(mended?.steps ?? []), step] } }
      })
    },
    tidy: async () => void (await sweepFolder(disk, paths.corpora, now())),
    textFile,

    async place(id) {
      const { bundled: shipped, sha256: hash, bytes } = await find(id)
      const text = shipped ? bundled.textPath(id) : paths.corpusText(id)
      return { paths, id, text, sha256: hash, bytes }
    },

    async readText(id) {
      const { path, bytes: size } = await textFile(id)
      if (size > MAX_TEXT_BYTES) throw new Failure('corpus-large', { name: (await find(id)).name })
      const bytes = await disk.read(path).catch((error: unknown) => {
        throw toReadFailure(error, path)
      })
      return new TextDecoder().decode(bytes)
    },

    remove: (id) =>
      inTurn(id, async () => {
        if (BUNDLED_ID.test(id) && (await bundled.has(id))) throw new Failure('bad-request', { at: 'id' })
        await find(id)
        const folder = join(paths.trash, `${timestamp(now())}-${id}`)
        await makeFolderDurably(folder, disk).catch((error: unknown) => {
          throw toWriteFailure(error, folder)
        })
        await move(
          [paths.corpusFacts(id), paths.corpusText(id)],
          [join(folder, `${id}.json`), join(folder, `${id}.txt`)]
        )
        // Made again from the text, should that come back.
        await disk.removeFolder(paths.large(id)).catch(() => undefined)
      }),

    restore: async (id) =>
      inTurn(checkId(id), async () => {
        const removed = (await namesIn(disk, paths.trash)).filter((name) => name.endsWith(`-${id}`)).sort()
        const last = removed.at(-1)
        if (last === undefined) throw new Failure('corpus-not-found', { id })
        const folder = join(paths.trash, last)
        await move(
          [join(folder, `${id}.txt`), join(folder, `${id}.json`)],
          [paths.corpusText(id), paths.corpusFacts(id)]
        )
        return find(id)
      })
  }
}
