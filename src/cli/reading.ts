/*
 * How a command reads a text: as the window does, whatever kind of file it is, with `--field` and `--encoding` where
 * what is detected is not what is meant. What was done to the text is told in one line.
 */

import {
  ENCODINGS,
  type CleaningReport,
  type Encoding,
  type ReadingChoice,
  type SourceKind
} from '#core/contracts/imports'
import { choiceOf, textOf, UsageError, type Options, type Typed } from './usage'

/** Options of every command that reads a text. */
export const READING_OPTIONS = {
  field: { type: 'string' },
  encoding: { type: 'string' }
} as const satisfies Options

/** @throws UsageError for an encoding that is not known, or an empty field */
export function readingOf(typed: Typed): ReadingChoice {
  const field = textOf(typed, 'field')
  if (field === '') throw new UsageError('--field takes the name of a column or field.')
  const encoding = textOf(typed, 'encoding')?.toLowerCase()
  const values = { ...typed, values: { ...typed.values, encoding } }
  return {
    ...(field !== undefined && { field }),
    ...(encoding !== undefined && { encoding: choiceOf<Encoding>(values, 'encoding', ENCODINGS, 'utf-8') })
  }
}

const KINDS: Readonly<Record<SourceKind, string>> = {
  text: 'plain text',
  markdown: 'Markdown',
  csv: 'a table',
  tsv: 'a table',
  json: 'JSON',
  jsonl: 'JSON Lines',
  docx: 'a Word document',
  pdf: 'a PDF',
  epub: 'an e-book',
  parquet: 'a Parquet table'
}

const CHANGES = [
  ['lineEnds', 'line end made plain', 'line ends made plain'],
  ['noBreakSpaces', 'no-break space made a space', 'no-break spaces made spaces'],
  ['controls', 'control character taken out', 'control characters taken out'],
  ['normalised', 'line with accents joined to their letters', 'lines with accents joined to their letters'],
  ['replaced', 'character that could not be read', 'characters that could not be read'],
  ['mixed', 'line in another encoding than the rest', 'lines in another encoding than the rest']
] as const satisfies readonly (readonly [keyof CleaningReport, string, string])[]

/** What reading a file did, in one line; null for plain UTF-8 that stayed as it was. */
export function readingNote(name: string, report: CleaningReport): string | null {
  const { kind, field, encoding } = report
  const plain = kind === 'text' || kind === 'markdown'
  const how = [
    !plain && KINDS[kind],
    field !== null && `“${field}”`,
    encoding !== null && encoding !== 'utf-8' && encoding
  ].filter(Boolean)
  const changes = CHANGES.flatMap(([key, one, many]) => {
    const n = report[key]
    return n === 0 ? [] : [`${n.toLocaleString('en-US')} ${n === 1 ? one : many}`]
  })
  if (how.length === 0 && changes.length === 0) return null
  const read = how.length > 0 ? `read as ${how.join(', ')}` : ''
  return `${name}: ${[read, changes.join(', ')].filter(Boolean).join('; ')}.`
}
