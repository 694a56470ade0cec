/* Zip archives in memory, with a bound on what unpacks from them (Word, EPUB). */
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { Failure } from '#core/errors'
import { beat } from './pulse'

/** Most bytes that may unpack from one document, and most files in it. */
const MOST_BYTES = 512 << 20
const MOST_FILES = 20_000

/** The bytes that the archive says it unpacks to. @throws Failure `import-damaged`, `corpus-too-large` */
export async function unpackedSize(bytes: Buffer): Promise<number> {
  let size = 0
  await readZip(bytes, (_name, unpacked) => {
    size += unpacked
    return false
  })
  return size
}

/** The files that are wanted, by name. @throws Failure `import-damaged`, `corpus-too-large` */
export async function readZip(
  bytes: Buffer,
  wanted: (name: string, bytes: number) => boolean
): Promise<Map<string, Buffer>> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, file) =>
      error ? reject(damaged(error)) : resolve(file)
    )
  })
  const files = new Map<string, Buffer>()
  let unpacked = 0
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      zip.close()
      reject(error instanceof Failure ? error : damaged(error))
    }
    zip.on('error', fail)
    zip.on('end', () => resolve(files))
    zip.on('entry', (entry: Entry) => {
      unpacked += entry.uncompressedSize
      if (unpacked > MOST_BYTES || zip.entryCount > MOST_FILES) {
        fail(new Failure('corpus-too-large', { bytes: unpacked, limit: MOST_BYTES }))
      } else if (wanted(entry.fileName, entry.uncompressedSize)) {
        readEntry(zip, entry).then((content) => {
          files.set(entry.fileName, content)
          zip.readEntry()
        }, fail)
      } else zip.readEntry()
    })
    zip.readEntry()
  })
}

function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => {
        beat()
        pieces.push(piece)
      })
      stream.on('error', reject)
      stream.on('end', () => resolve(Buffer.concat(pieces)))
    })
  })
}

const damaged = (cause: unknown): Failure => new Failure('import-damaged', { what: 'zip' }, cause)
