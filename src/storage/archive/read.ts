/*
 * Importing: a .zip that nobody vouches for. Its directory is read and judged first (names, number, sizes,
 * kinds of compression), then the list of contents, and then each file is taken out whole, as long as it
 * says and no longer, and compared with its hash. Nothing is ever written under a name from the archive.
 * Over 150 lines: the judgements on an archive stand with their refusals in the order in which they are made.
 */
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl'
import { Failure } from '#core/errors'
import { MAX_TEXT_BYTES } from '../decode-text'
import { type Disk, nodeDisk } from '../disk'
import { toReadFailure } from '../disk-errors'
import { sha256 } from '../hash'
import { decodeJson } from '../json-file'
import { DiskReader } from './disk-reader'
import { ARCHIVE, type ArchivedFile, type ArchiveList, LIST, METRICS, stepOf, TEXT } from './manifest'

/** The most a file of each kind may take, in bytes. */
const LIMITS = { list: 16 << 20, metrics: 1 << 30, text: MAX_TEXT_BYTES, checkpoint: 4 * 2 ** 30 }
/** A run has no more files. */
const MAX_FILES = 10_003
/** Text and losses shrink to a tenth or so, weights hardly; what shrinks more than this is made to fill the memory. */
const MAX_RATIO = { text: 200, checkpoint: 8 }

export interface OpenArchive {
  readonly list: ArchiveList
  /** Bytes of all files together. */
  readonly size: number
  /** The whole file, its hash checked. @throws Failure `archive-invalid` */
  read(file: ArchivedFile): Promise<Uint8Array<ArrayBuffer>>
  /** @throws Failure `file-changed` if the archive is no longer the file that was opened */
  checkUnchanged(): Promise<void>
  close(): void
}

/** @throws Failure `archive-invalid`, `archive-newer-version`, or why the file cannot be read */
export async function openArchive(path: string, disk: Disk = nodeDisk): Promise<OpenArchive> {
  const name = basename(path)
  const invalid = (problem: string, entry?: string, cause?: unknown): Failure =>
    new Failure('archive-invalid', { name, problem, ...(entry && { entry: entry.slice(0, 80) }) }, cause)
  const before = await identity(disk, path)
  const reader = await DiskReader.open(disk, path)
  const zip = await fromRandomAccessReaderPromise(reader, before.size, {
    ...{ autoClose: false, lazyEntries: true, strictFileNames: true, validateEntrySizes: true }
  }).catch(async (error: unknown) => {
    await reader.letGo()
    throw error instanceof Failure ? error : invalid('zip', undefined, error)
  })
  const close = (): void => {
    zip.close()
    // A stream that failed keeps the zip from letting go of its file.
    void reader.letGo()
  }
  try {
    const entries = await entriesOf(zip, invalid)
    const take = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
      const entry = entries.get(path)
      if (!entry) throw invalid('missing', path)
      return readEntry(zip, entry, invalid)
    }
    const list = readList(await take(LIST), name, invalid)
    const files = [...list.checkpoints, list.metrics, ...(list.corpus ? [list.corpus] : [])]
    const listed = new Set(files.map((file) => file.path))
    if (listed.size !== files.length) throw invalid('manifest')
    for (const path of entries.keys()) {
      if (path !== LIST && !listed.has(path)) throw invalid('entries', path)
    }
    for (const { path, bytes } of files) {
      if (!entries.has(path)) throw invalid('missing', path)
      if (entries.get(path)!.uncompressedSize !== bytes) throw invalid('size', path)
    }
    return {
      list,
      size: files.reduce((sum, { bytes }) => sum + bytes, 0),
      async read(file) {
        const bytes = await take(file.path)
        if ((await sha256(bytes)) !== file.sha256) throw invalid('checksum', file.path)
        return bytes
      },
      async checkUnchanged() {
        if ((await identity(disk, path)).words !== before.words) throw new Failure('file-changed', { name })
      },
      close
    }
  } catch (error) {
    close()
    throw error
  }
}

type Invalid = (problem: string, entry?: string, cause?: unknown) => Failure

/** What changes when the file does. */
async function identity(disk: Disk, path: string): Promise<{ size: number; words: string }> {
  const { file, folder, size, mtimeMs, inode } = await disk.stat(path).catch((error: unknown) => {
    throw toReadFailure(error, path)
  })
  if (folder) throw new Failure('file-is-folder', { name: basename(path) })
  // Reading a pipe or a device might never end.
  if (!file) throw new Failure('file-unreadable', { name: basename(path) })
  return { size, words: `${size} ${mtimeMs} ${inode}` }
}

/** The directory of the archive, by name. */
async function entriesOf(zip: ZipFile, invalid: Invalid): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_FILES) throw invalid('entries')
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, uncompressedSize, compressedSize } = entry
      const most = limitOf(fileName)
      if (most === null || entries.has(fileName)) throw invalid('entries', fileName)
      if (!entry.canDecodeFileData()) throw invalid('zip', fileName)
      const ratio = stepOf(fileName) === null ? MAX_RATIO.text : MAX_RATIO.checkpoint
      if (uncompressedSize > most || uncompressedSize > ratio * (compressedSize + 1000)) {
        throw invalid('size', fileName)
      }
      entries.set(fileName, entry)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    const text = error instanceof Error ? error.message : ''
    throw invalid(/file ?name|path/i.test(text) ? 'names' : 'zip', undefined, error)
  }
  return entries
}

/** The most a file of this name may take; null for one that does not belong here. */
function limitOf(path: string): number | null {
  if (path === LIST) return LIMITS.list
  if (path === METRICS) return LIMITS.metrics
  if (path === TEXT) return LIMITS.text
  return stepOf(path) === null ? null : LIMITS.checkpoint
}

async function readEntry(zip: ZipFile, entry: Entry, invalid: Invalid): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(entry.uncompressedSize)
  let done = 0
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      const data = piece as Uint8Array
      if (done + data.byteLength > bytes.byteLength) throw invalid('size', entry.fileName)
      bytes.set(data, done)
      done += data.byteLength
    }
  } catch (error) {
    throw error instanceof Failure ? error : invalid('zip', entry.fileName, error)
  }
  if (done !== bytes.byteLength) throw invalid('size', entry.fileName)
  // The zip's own sum, which guards the list of contents too.
  if (crc32(bytes) !== entry.crc32) throw invalid('checksum', entry.fileName)
  return bytes
}

function readList(bytes: Uint8Array, name: string, invalid: Invalid): ArchiveList {
  try {
    return decodeJson(bytes, LIST, ARCHIVE)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code, detail, cause } = error.error
    if (code === 'library-newer-version') throw new Failure('archive-newer-version', { ...detail, name })
    throw invalid('manifest', undefined, cause)
  }
}
