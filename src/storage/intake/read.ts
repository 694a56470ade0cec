/*
 * A file of any kind → its clean text in pieces, with a report on what was done to it. Plain texts and
 * tables stream; documents and JSON are read whole within a bound. Nothing of a large text is ever held.
 */
import { basename } from 'node:path'
import type { CleaningReport, ReadingChoice, ReviewedFile, SourceKind } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { type Disk, nodeDisk } from '../disk'
import { toReadFailure } from '../disk-errors'
import { filePieces, readFully } from '../file-pieces'
import { Cleaner } from './clean'
import { MAX_DOCUMENT, readDocx, readEpub, readPdf } from './documents'
import { detectEncoding, type FoundEncoding, markOf, openDecoder } from './encoding'
import { lookAtParquet, readParquet } from './parquet'
import { beat } from './pulse'
import { fieldsOf, linesOfField, parseJson, parseLines, wholeLines } from './records'
import { firstLines } from './samples'
import { HEAD, sniff } from './sniff'
import { lookAtTable, readTable } from './tables'

/** Largest file that is streamed, in bytes; what comes of it must fit the library (incoming-text.ts). */
const MAX_STREAMED = 4 * 2 ** 30

const WHOLE: readonly SourceKind[] = ['json', 'docx', 'pdf', 'epub']
const PLAIN: readonly SourceKind[] = ['text', 'markdown', 'csv', 'tsv', 'json', 'jsonl']

export type Look = Pick<ReviewedFile, 'kind' | 'encoding' | 'fields' | 'field' | 'sample'>

interface Source {
  readonly disk: Disk
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly kind: SourceKind
  /** Beginning of the file. */
  readonly head: Uint8Array
  readonly encoding: FoundEncoding | null
}

async function openSource(disk: Disk, path: string, choice: ReadingChoice): Promise<Source> {
  const name = basename(path)
  const { size } = await disk.stat(path)
  const head = await headOf(disk, path, size)
  const kind = sniff(name, head)
  const limit = WHOLE.includes(kind) ? MAX_DOCUMENT : MAX_STREAMED
  if (size > limit) throw new Failure('corpus-too-large', { name, bytes: size, limit })
  const plain = PLAIN.includes(kind)
  const encoding: FoundEncoding | null = !plain
    ? null
    : choice.encoding
      ? { name: choice.encoding, ground: 'chosen', mark: markOf(head, choice.encoding) }
      : await detectEncoding(head)
  return { disk, path, name, bytes: size, kind, head, encoding }
}

async function headOf(disk: Disk, path: string, size: number): Promise<Uint8Array> {
  const file = await disk.open(path, 'r')
  try {
    const head = Buffer.alloc(Math.min(HEAD, size))
    return head.subarray(0, await readFully(file, head, 0))
  } finally {
    await file.close().catch(() => undefined)
  }
}

/** What a file is, by its beginning. @throws Failure `corpus-binary`, `file-…`, with the file's name */
export const kindOf = (path: string): Promise<SourceKind> =>
  named(path, async () =>
    sniff(basename(path), await headOf(nodeDisk, path, (await nodeDisk.stat(path)).size))
  )

/** What a file is and how it begins. @throws Failure that says why it cannot be read */
export async function look(path: string, choice: ReadingChoice = {}, disk: Disk = nodeDisk): Promise<Look> {
  return named(path, async () => {
    const source = await openSource(disk, path, choice)
    const { kind } = source
    const encoding = source.encoding && { name: source.encoding.name, ground: source.encoding.ground }
    if (kind === 'parquet') return { kind, encoding, ...(await lookAtParquet(path)) }
    const begin = PLAIN.includes(kind) && !/^jsonl?$/.test(kind) ? await beginning(source) : ''
    const table =
      kind === 'csv' || kind === 'tsv' ? await lookAtTable(begin, kind === 'tsv' ? '\t' : undefined) : null
    const field = choice.field ?? null
    if (table) {
      const chosen = table.fields.find(({ name }) => name === (field ?? table.field))
      return {
        kind,
        encoding,
        fields: table.fields,
        field: chosen?.name ?? table.field,
        sample: [...(chosen?.samples ?? [])]
      }
    }
    if (kind === 'json' || kind === 'jsonl') {
      const found = fieldsOf(kind === 'json' ? [await wholeJson(source)] : await firstRecords(source))
      const chosen = found.fields.find(({ name }) => name === (field ?? found.field))
      return {
        kind,
        encoding,
        fields: found.fields,
        field: chosen?.name ?? found.field,
        sample: [...(chosen?.samples ?? [])]
      }
    }
    if (begin !== '') return { kind, encoding, fields: [], field: null, sample: firstLines(begin) }
    // A document: its beginning, and the proof that it can be read.
    let text = ''
    for await (const piece of textPieces(
      source,
      choice,
      () => undefined,
      () => undefined
    )) {
      text += piece
      if (firstLines(text).length === 5) break
    }
    return { kind, encoding, fields: [], field: null, sample: firstLines(text) }
  })
}

/** The decoded beginning: whole lines where there are any. */
async function beginning({ head, encoding }: Source): Promise<string> {
  if (!encoding) return ''
  const decoder = await openDecoder(encoding.name)
  const body = head.subarray(encoding.mark)
  const text = decoder.write(body) + decoder.end()
  const last = text.lastIndexOf('\n')
  const whole = head.length < HEAD || last < 0 ? text : text.slice(0, last + 1)
  const cleaner = new Cleaner()
  return cleaner.push(whole) + cleaner.end()
}

export interface Reading {
  /** The clean text; read to its end, then `report` is there. */
  readonly pieces: AsyncIterable<string>
  report(): CleaningReport
}

/**
 * @param progress bytes of the file that have been read
 * @throws Failure `corpus-…`, `import-…`, `file-…`, all with the file's name, here or while it is read;
 *   `cancelled`
 */
export async function read(
  path: string,
  choice: ReadingChoice = {},
  progress: (done: number, total: number) => void = () => undefined,
  signal?: AbortSignal,
  disk: Disk = nodeDisk
): Promise<Reading> {
  const source = await named(path, () => openSource(disk, path, choice))
  const cleaner = new Cleaner()
  let parts = 1
  let mixed = 0
  let field: string | null = null
  async function* pieces(): AsyncGenerator<string> {
    let full = false
    const raw = textPieces(
      source,
      choice,
      (done) => progress(done, source.bytes),
      (told) => {
        parts = told.parts ?? parts
        mixed = told.mixed ?? mixed
        field = told.field ?? field
      },
      signal
    )
    for await (const piece of raw) {
      beat()
      if (signal?.aborted) throw new Failure('cancelled')
      const clean = cleaner.push(piece)
      if (clean === '') continue
      full ||= clean.trim() !== ''
      yield clean
    }
    const last = cleaner.end()
    if (!full && last.trim() === '') throw new Failure('corpus-empty')
    if (last !== '') yield last
  }
  return {
    pieces: failuresNamed(path, pieces()),
    report: () => ({
      kind: source.kind,
      ...{ encoding: source.encoding?.name ?? null, ground: source.encoding?.ground ?? null },
      ...{ field, mark: (source.encoding?.mark ?? 0) > 0, ...cleaner.counts, mixed, parts }
    })
  }
}

type Told = (told: { parts?: number; mixed?: number; field?: string }) => void

async function* textPieces(
  source: Source,
  choice: ReadingChoice,
  progress: (done: number) => void,
  told: Told,
  signal?: AbortSignal
): AsyncGenerator<string> {
  const { kind, path, disk } = source
  const parts = (n: number): void => told({ parts: n })
  if (kind === 'parquet') {
    const { field } = choice.field === undefined ? await lookAtParquet(path) : { field: choice.field }
    told({ field })
    yield* readParquet(path, field, parts)
  } else if (kind === 'docx') yield await readDocx(Buffer.from((await disk.read(path)).buffer))
  else if (kind === 'pdf') yield* readPdf(Buffer.from((await disk.read(path)).buffer), parts)
  else if (kind === 'epub') yield* readEpub(Buffer.from((await disk.read(path)).buffer), parts)
  else {
    const decoded = decode(source, progress, told, signal)
    if (kind === 'text' || kind === 'markdown') {
      yield* decoded
      return
    }
    if (kind === 'csv' || kind === 'tsv') {
      const table = await lookAtTable(await beginning(source), kind === 'tsv' ? '\t' : undefined)
      const field = choice.field ?? table.field
      told({ field })
      yield* readTable(decoded, table, field, parts)
      return
    }
    const whole = kind === 'json' ? await wholeJson(source) : undefined
    const field = choice.field ?? fieldsOf(whole === undefined ? await firstRecords(source) : [whole]).field
    told({ field })
    let n = 0
    const counting = function* (values: Iterable<unknown>): Generator {
      for (const value of values) {
        n++
        yield value
      }
    }
    if (whole !== undefined) {
      yield* linesOfField(counting(Array.isArray(whole) ? whole : [whole]), field)
    } else {
      let line = 0
      for await (const lines of wholeLines(decoded)) {
        yield* linesOfField(counting(parseLines(lines, line)), field)
        line += lines.length
      }
    }
    told({ parts: n })
  }
  progress(source.bytes)
}

/** The records of the beginning, or the one that does not end there. */
async function firstRecords(source: Source): Promise<unknown[]> {
  const begin = await beginning(source)
  const values = [...parseLines(begin.split('\n').slice(0, -1), 0)]
  return values.length > 0 ? values : [parseJson(begin)]
}

/** The value of a file, parsed in one step; so is what is made of it. */
async function wholeJson(source: Source): Promise<unknown> {
  const pieces: string[] = []
  for await (const piece of decode(
    source,
    () => undefined,
    () => undefined
  ))
    pieces.push(piece)
  beat(source.bytes)
  const value = parseJson(pieces.join(''))
  beat(source.bytes)
  return value
}

async function* decode(
  { disk, path, encoding, bytes, head }: Source,
  progress: (done: number) => void,
  told: Told,
  signal?: AbortSignal
): AsyncGenerator<string> {
  if (!encoding) return
  const decoder = await openDecoder(encoding.name)
  let done = encoding.mark
  // A small file has been read with its beginning.
  const small = head.length === bytes && [Buffer.from(head.buffer, head.byteOffset, bytes).subarray(done)]
  for await (const piece of small || filePieces(disk, path, { from: done, signal })) {
    done += piece.length
    beat()
    const text = decoder.write(piece)
    if (text.includes('\0')) throw new Failure('corpus-binary')
    if (text !== '') yield text
    progress(Math.min(done, bytes))
  }
  if (done !== bytes) throw new Failure('file-changed')
  yield decoder.end()
  told({ mixed: decoder.mixed })
}

/** Adds the file's name to what it fails with. */
async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw withFile(path, thrown)
  }
}

async function* failuresNamed(path: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* pieces
  } catch (thrown) {
    throw withFile(path, thrown)
  }
}

function withFile(path: string, thrown: unknown): Failure {
  const failure = thrown instanceof Failure ? thrown : toReadFailure(thrown, path)
  const { code, detail, cause } = failure.error
  if (code === 'cancelled' || detail?.['name'] !== undefined) return failure
  return new Failure(code, { ...detail, name: basename(path).slice(0, 200) }, cause)
}
