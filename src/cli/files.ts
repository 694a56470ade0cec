/* Files the commands read and write; paths as typed, relative to where the command was called. */

import { access, constants, readFile, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { CleaningReport, ReadingChoice } from '#core/contracts/imports'
import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { decodeModelFile, type ModelFile } from '#core/formats/model-file'
import { sha256Hex } from '#core/sha256'
import { readBpeFile } from '#core/tokenizer/bpe-file'
import type { BpeTokenizerData } from '#core/tokenizer/tokenizer'
import { MAX_TEXT_BYTES } from '#storage/decode-text'
import { toReadFailure, toWriteFailure } from '#storage/disk-errors'
import { openReading } from './foreign'
import { readingNote } from './reading'
import type { Place } from './terminal'

export interface TextFile {
  readonly text: string
  readonly ref: CorpusRef
  /** What reading its file did to it; absent for texts of a library. */
  readonly report?: CleaningReport
}

/** @throws Failure `file-missing`, `file-unreadable`, `file-is-folder` */
async function readBytes({ cwd }: Place, path: string): Promise<Uint8Array> {
  const full = resolve(cwd, path)
  try {
    return await readFile(full)
  } catch (thrown) {
    throw toReadFailure(thrown, full)
  }
}

/**
 * A corpus of any kind that the window reads, made plain as there. The readers are loaded when first needed.
 * @param tell hears what was done to the text, unless nothing was
 * @throws Failure as `read`, with the file's name
 */
export async function readText(
  place: Place,
  path: string,
  choice: ReadingChoice = {},
  tell: (line: string) => void = () => undefined
): Promise<TextFile> {
  const name = basename(path)
  const reading = await openReading(place, path, choice)
  const pieces: string[] = []
  let size = 0
  for await (const piece of reading.pieces) {
    size += Buffer.byteLength(piece)
    if (size > MAX_TEXT_BYTES)
      throw new Failure('corpus-too-large', { name, bytes: size, limit: MAX_TEXT_BYTES })
    pieces.push(piece)
  }
  const text = pieces.join('')
  const report = reading.report()
  const note = readingNote(name, report)
  if (note !== null) tell(note)
  return { text, ref: { id: '', name, sha256: await sha256Hex(text) }, report }
}

/** A model. @throws Failure as readBytes and decodeModelFile */
export async function readModel(place: Place, path: string): Promise<ModelFile> {
  return decodeModelFile(await readBytes(place, path))
}

/** An encoding that `train-bpe` wrote. @throws Failure as readBytes, and `tokenizer-invalid` */
export async function readBpe(place: Place, path: string): Promise<BpeTokenizerData> {
  const bytes = await readBytes(place, path)
  return readBpeFile(new TextDecoder().decode(bytes), basename(path))
}

/** Adds a file's name to a corpus failure, which does not know where the text came from. */
export async function withName<T>(name: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !thrown.error.code.startsWith('corpus-')) throw thrown
    const { code, detail, cause } = thrown.error
    throw new Failure(code, { name, ...detail }, cause)
  }
}

/**
 * Where a result will be written, checked before hours of work go into it.
 * @throws Failure `write-failed` or `file-is-folder`
 */
export async function writablePath({ cwd }: Place, path: string): Promise<string> {
  const full = resolve(cwd, path)
  const found = await stat(full).catch(() => null)
  if (found?.isDirectory()) throw new Failure('file-is-folder', { name: basename(full) })
  try {
    await access(dirname(full), constants.W_OK)
  } catch (thrown) {
    throw toWriteFailure(thrown, full)
  }
  return full
}
