/*
 * Texts that are too large to be held, in the terminal: streamed in this process with its progress told, tokens
 * read from their file as they are needed. A text from outside a library gets a library of its own for as long as
 * the command runs.
 * Over 150 lines: reading begins in memory and goes on in a library once a text proves large.
 */

import { openSync, readSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { CleaningReport, ReadingChoice } from '#core/contracts/imports'
import { LARGE_FROM, type LargeProgress } from '#core/contracts/large'
import type { CorpusRef } from '#core/contracts/worker'
import type { TokenSource } from '#core/corpus-types'
import { tokensOfBytes } from '#core/formats/token-file'
import { sha256Hex } from '#core/sha256'
import { LARGE_SIZES, prepareLarge, type LargePlace, type LargeSizes } from '#storage/large/prepare'
import { openLibrary, type Library } from '#storage/library'
import type { CorpusText, LargeText } from '#worker/large/text'
import { openReading } from './foreign'
import { readingNote } from './reading'
import type { Place } from './terminal'

export interface LargeOptions {
  readonly tell?: (progress: LargeProgress) => void
  readonly sizes?: LargeSizes
}

/** A large text of a library. `whole` gives it all the same, for lists. */
export function largeText(
  place: LargePlace,
  name: string,
  whole: () => Promise<string>,
  { tell, sizes = LARGE_SIZES }: LargeOptions = {}
): LargeText {
  const hooks = { sizes, ...(tell && { tell }) }
  return {
    name,
    whole,
    facts: (split) => prepareLarge(place, { want: 'facts', split }, hooks),
    tokenizer: (setting, split) => prepareLarge(place, { want: 'tokenizer', setting, split }, hooks),
    async tokens(tokenizer, split) {
      const { key, width, train, heldOut } = await prepareLarge(
        place,
        { want: 'tokens', tokenizer, split },
        hooks
      )
      return tokenFile(join(place.paths.large(place.id), `${key}.tokens`), { width, train, heldOut })
    }
  }
}

/** Tokens read from their file, which stays open until the program ends. */
function tokenFile(
  path: string,
  { width, train, heldOut }: { readonly width: 2 | 4; readonly train: number; readonly heldOut: number }
): TokenSource {
  const file = openSync(path, 'r')
  const read = (starts: readonly number[], length: number): Int32Array => {
    const size = length * width
    const bytes = Buffer.alloc(starts.length * size)
    for (const [i, start] of starts.entries()) readSync(file, bytes, i * size, size, start * width)
    return tokensOfBytes(bytes, width)
  }
  // A read from here takes less time than asking for it: nothing is gained by reading early.
  return { train, heldOut, read, ahead: (starts, length) => Promise.resolve(read(starts, length)) }
}

/** The text of a library's corpus: held, or large. @throws Failure as `Corpora.readText` */
export async function openCorpus(
  { corpora }: Library,
  { id, name }: Pick<CorpusRef, 'id' | 'name'>,
  options: LargeOptions = {}
): Promise<CorpusText> {
  const place = await corpora.place(id)
  if (place.bytes < LARGE_FROM) return corpora.readText(id)
  return largeText(place, name, () => corpora.readText(id), options)
}

export interface ReadCorpus {
  readonly text: CorpusText
  readonly ref: CorpusRef
  readonly report: CleaningReport
  /** Removes what was only for this command. */
  dispose(): Promise<void>
}

/**
 * Reads a file to train on, as `readText` does; a large one goes into the library of the command, or one of its own.
 * @param root of that library; null for none
 * @throws Failure as `read`, with the file's name
 */
export async function readCorpus(
  terminal: Place,
  path: string,
  choice: ReadingChoice,
  tell: (line: string) => void,
  root: string | null,
  options: LargeOptions & { readonly from?: number } = {}
): Promise<ReadCorpus> {
  const name = basename(path)
  const reading = await openReading(terminal, path, choice)
  const pieces = reading.pieces[Symbol.asyncIterator]()
  const held: string[] = []
  let size = 0
  let next = await pieces.next()
  for (; !next.done && size < (options.from ?? LARGE_FROM); next = await pieces.next()) {
    size += Buffer.byteLength(next.value)
    held.push(next.value)
  }
  const noteReading = (): void => {
    const note = readingNote(name, reading.report())
    if (note !== null) tell(note)
  }
  if (next.done) {
    const text = held.join('')
    noteReading()
    const ref = { id: '', name, sha256: await sha256Hex(text) }
    return { text, ref, report: reading.report(), dispose: () => Promise.resolve() }
  }
  const first: string = next.value
  async function* all(): AsyncGenerator<string> {
    yield* held.splice(0)
    yield first
    for (let more = await pieces.next(); !more.done; more = await pieces.next()) yield more.value
  }
  const own = root === null ? await mkdtemp(join(tmpdir(), 'downhill-text-')) : null
  const dispose = async (): Promise<void> => {
    if (own !== null) await rm(own, { recursive: true, force: true })
  }
  try {
    const library = await openLibrary({ root: own ?? root! })
    const { id, sha256 } = await library.corpora.addPieces(name, all(), () => reading.report())
    noteReading()
    const place = await library.corpora.place(id)
    const text = largeText(place, name, () => library.corpora.readText(id), options)
    return { text, ref: { id, name, sha256 }, report: reading.report(), dispose }
  } catch (thrown) {
    await dispose()
    throw thrown
  }
}

const STAGES: Readonly<Record<LargeProgress['stage'], string>> = {
  reading: 'Reading the text',
  counting: 'Counting',
  merging: 'Learning merges',
  tokens: 'Writing tokens',
  checking: 'Checking tokens'
}

/** A line when a stage begins, for logs and people alike. */
export function noteStages(note: (line: string) => void): (progress: LargeProgress) => void {
  let last = ''
  return ({ stage }) => {
    if (stage === last) return
    last = stage
    note(`${STAGES[stage]} …`)
  }
}
