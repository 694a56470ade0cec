/*
 * A file that text is taken from: its kind, its encoding and its raw text in pieces, each kind through a reader of its
 * own. Cleaning, the report and the file's name in what fails are read.ts's business.
 * Over 150 lines: a look and a reading need the same beginning, records and decoded pieces.
 */
import { basename } from 'node:path'
import type { ReadingChoice, SourceKind } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import type { Disk } from '../disk'
import { filePieces, readFully } from '../file-pieces'
import { Cleaner } from './clean'
import { openDecoder } from './decoder'
import { MAX_DOCUMENT, readDocx, readEpub, readPdf } from './documents'
import { detectEncoding, type FoundEncoding, markOf } from './encoding'
import { lookAtParquet, readParquet } from './parquet'
import { beat } from './pulse'
import { fieldsOf, linesOfField, parseJson, parseLines, wholeLines } from './records'
import { HEAD, sniff } from './sniff'
import { lookAtTable, readTable } from './tables'

/** Largest file that is streamed, in bytes; what comes of it must fit the library (incoming-text.ts). */
const MAX_STREAMED = 4 * 2 ** 30

const WHOLE: readonly SourceKind[] = ['json', 'docx', 'pdf', 'epub']
/** Kinds that are text in some encoding. */
export const PLAIN: readonly SourceKind[] = ['text', 'markdown', 'csv', 'tsv', 'json', 'jsonl']

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

/** A file, what kind it is and how it is encoded. @throws Failure `corpus-too-large`, and what the disk fails with */
export async function openSource(disk: Disk, path: string, choice: ReadingChoice): Promise<Source> {
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

/** So much of a file as its kind and encoding are told by. */
export async function headOf(disk: Disk, path: string, size: number): Promise<Uint8Array> {
  const file = await disk.open(path, 'r')
  try {
    const head = Buffer.alloc(Math.min(HEAD, size))
    return head.subarray(0, await readFully(file, head, 0))
  } finally {
    await file.close().catch(() => undefined)
  }
}

/** The decoded beginning: whole lines where there are any. */
export async function beginning({ head, encoding }: Source): Promise<string> {
  if (!encoding) return ''
  const decoder = await openDecoder(encoding.name)
  const body = head.subarray(encoding.mark)
  const text = decoder.write(body) + decoder.end()
  const last = text.lastIndexOf('\n')
  const whole = head.length < HEAD || last < 0 ? text : text.slice(0, last + 1)
  const cleaner = new Cleaner()
  return cleaner.push(whole) + cleaner.end()
}

type Told = (told: { parts?: number; mixed?: number; field?: string }) => void

/**
 * The text of a file as it stands there, not cleaned yet.
 * @param progress bytes of the file that have been read
 * @param told hears what shows only while it is read
 */
export async function* textPieces(
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
export async function firstRecords(source: Source): Promise<unknown[]> {
  const begin = await beginning(source)
  const values = [...parseLines(begin.split('\n').slice(0, -1), 0)]
  return values.length > 0 ? values : [parseJson(begin)]
}

/** The value of a file, parsed in one step; so is what is made of it. */
export async function wholeJson(source: Source): Promise<unknown> {
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
