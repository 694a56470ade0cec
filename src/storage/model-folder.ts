/*
 * Models as folders of files: written whole under a new name or not at all, and read with each file as it
 * was at one moment. What stands in them is core's business (exports/ and imports/).
 */
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { Failure } from '#core/errors'
import { FOREIGN_FILES, type ForeignFiles } from '#core/imports/files'
import { atomicWrite, syncFolder } from './atomic-write'
import { type Disk, nodeDisk } from './disk'
import { errnoOf, toReadFailure, toWriteFailure } from './disk-errors'
import { readFully } from './file-pieces'

/**
 * Writes a folder of these files; names may lead into folders inside it.
 * @throws Failure `folder-not-empty`, `write-failed`, `disk-full`; what stood there is untouched then, and
 *   nothing is left beside it.
 */
export async function writeFolder(
  path: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  disk: Disk = nodeDisk
): Promise<void> {
  const parent = dirname(path)
  const temporary = join(parent, `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await refuseFilled(path, disk)
    // The folder around it must be there: it is not made on the way.
    await disk.stat(parent)
    await disk.makeFolder(temporary)
    for (const [name, bytes] of files) {
      const file = join(temporary, name)
      await disk.makeFolder(dirname(file))
      await atomicWrite(file, bytes, disk)
    }
    await syncFolder(temporary, disk)
    // An empty folder may be there: chosen in the dialog, where it was made.
    await disk.removeEmpty(path).catch((error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error
    })
    await disk.rename(temporary, path)
    await syncFolder(parent, disk)
  } catch (error) {
    await disk.removeFolder(temporary).catch(() => undefined)
    throw toWriteFailure(error, path)
  }
}

async function refuseFilled(path: string, disk: Disk): Promise<void> {
  const found = await disk.list(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return []
    if (errnoOf(error) === 'ENOTDIR') return [basename(path)]
    throw error
  })
  if (found.length > 0) throw new Failure('folder-not-empty', { name: basename(path) })
}

/**
 * The files of a model of transformers: of its folder, or of the folder around its weights.
 * @throws Failure `import-file` without weights, `file-missing`, `file-unreadable`, `file-changed`
 */
export async function readModelFolder(path: string, disk: Disk = nodeDisk): Promise<ForeignFiles> {
  const found = await disk.stat(path).catch((error: unknown) => {
    throw toReadFailure(error, path)
  })
  const weights = found.folder ? join(path, FOREIGN_FILES.weights) : path
  const bytes = await readIfThere(weights, disk)
  if (bytes) return { weights: bytes, ...(await readBeside(weights, disk)) }
  throw new Failure('import-file', { name: basename(weights), problem: 'missing' })
}

/** The small files beside weights, where they are. @throws Failure `file-unreadable`, `file-changed` */
export async function readBeside(weights: string, disk: Disk = nodeDisk): Promise<FilesBesideWeights> {
  const folder = dirname(weights)
  const { config, tokenizer, vocab, merges } = FOREIGN_FILES
  return {
    config: await readIfThere(join(folder, config), disk),
    tokenizer: await readIfThere(join(folder, tokenizer), disk),
    vocab: await readIfThere(join(folder, vocab), disk),
    merges: await readIfThere(join(folder, merges), disk)
  }
}

export type FilesBesideWeights = Readonly<
  Record<'config' | 'tokenizer' | 'vocab' | 'merges', Uint8Array<ArrayBuffer> | undefined>
>

async function readIfThere(path: string, disk: Disk): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await readStill(path, disk)
  } catch (error) {
    if (error instanceof Failure && error.error.code === 'file-missing') return undefined
    throw error
  }
}

/** A whole file that nobody wrote to meanwhile. @throws Failure `file-changed`, and as reading fails */
export async function readStill(path: string, disk: Disk = nodeDisk): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await disk.open(path, 'r')
    try {
      const before = await file.stat()
      const bytes = new Uint8Array(before.size)
      const done = await readFully(file, bytes, 0)
      const after = await file.stat()
      if (done !== after.size || after.mtimeMs !== before.mtimeMs) {
        throw new Failure('file-changed', { name: basename(path) })
      }
      return bytes
    } finally {
      // Everything that was read is here.
      await file.close().catch(() => undefined)
    }
  } catch (error) {
    throw toReadFailure(error, path)
  }
}
