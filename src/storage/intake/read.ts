/*
 * A file of any kind → its clean text in pieces, with a report on what was done to it. Plain texts and
 * tables stream; documents and JSON are read whole within a bound. Nothing of a large text is ever held.
 * Over 150 lines: a look and a reading treat each kind in step, and name the file in whatever fails.
 */
import { basename } from 'node:path'
import type { CleaningReport, ReadingChoice, ReviewedFile, SourceKind } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { type Disk, nodeDisk } from '../disk'
import { toReadFailure } from '../disk-errors'
import { Cleaner } from './clean'
import { lookAtParquet } from './parquet'
import { beat } from './pulse'
import { fieldsOf } from './records'
import { firstLines } from './samples'
import { sniff } from './sniff'
import { beginning, firstRecords, headOf, openSource, PLAIN, textPieces, wholeJson } from './source'
import { lookAtTable } from './tables'

export type Look = Pick<ReviewedFile, 'kind' | 'encoding' | 'fields' | 'field' | 'sample'>

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
