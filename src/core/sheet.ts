/*
 * Lists as files for people and programs: plain lines, a table with every column (RFC 4180), JSON, a Markdown table.
 * All but plain lines hold the recipes that make every line again. Pure text; UTF-8 is the writer's business. The
 * terminal's simpler form of the same is export-list.ts; printed sheets are sheet-page.ts.
 * Over 150 lines: four formats of the same lines, each with its own escapes and words.
 */

import { NO_CONSTRAINTS } from './constraints/constraints'
import type { LineRecipe, Sheet, SheetLine } from './contracts/shortlist'

export const SHEET_FORMATS = ['txt', 'csv', 'json', 'md'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]

/** The sheet as a file's text. Numbers that are not finite, and what is unknown, stay empty (null in JSON). */
export function sheetAs(format: SheetFormat, sheet: Sheet): string {
  switch (format) {
    case 'txt':
      return asLines(sheet.lines.map(({ text }) => text))
    case 'csv':
      return asTable(sheet)
    case 'json':
      return asJson(sheet)
    case 'md':
      return asMarkdown(sheet)
  }
}

/** The stretch of a line that was copied; '' if none, null if unknown. */
function copiedText({ text, copied }: Pick<SheetLine, 'text' | 'copied'>): string | null {
  return copied && [...text].slice(copied.start, copied.start + copied.length).join('')
}

function asLines(texts: readonly string[]): string {
  if (texts.length === 0) return ''
  const apart = texts.some((text) => /[\r\n]/.test(text)) ? '\n\n' : '\n'
  return `${texts.join(apart)}\n`
}

type Cell = string | number | boolean | null

/** Every column of the table, by name, in order. */
const COLUMNS: Readonly<Record<string, (line: SheetLine, recipe: LineRecipe) => Cell>> = {
  text: ({ text }) => text,
  status: ({ status }) => status,
  log_prob: ({ log_prob }) => log_prob,
  bits_per_char: ({ bits_per_char }) => bits_per_char,
  nearest: ({ nearest }) => nearest,
  nearest_distance: ({ nearest_distance }) => nearest_distance,
  copied: (line) => copiedText(line),
  rating: ({ rating }) => (rating === 0 ? null : rating),
  note: ({ note }) => note,
  tags: ({ tags }) => tags.join(' '),
  model: (_, { model }) => model,
  run: (_, { run }) => run,
  step: (_, { step }) => step,
  corpus: (_, { corpus }) => corpus?.name ?? null,
  corpus_sha256: (_, { corpus }) => corpus?.sha256 ?? null,
  way: (_, { way }) => way,
  index: ({ index }) => index,
  seed: (_, { settings }) => settings.seed,
  temperature: (_, { settings }) => settings.temperature,
  top_k: (_, { settings }) => settings.top_k,
  top_p: (_, { settings }) => settings.top_p,
  min_p: (_, { settings }) => settings.min_p ?? 0,
  repetition_penalty: (_, { settings }) => settings.repetition_penalty ?? 1,
  prefix: (_, { settings }) => settings.prefix,
  max_tokens: (_, { settings }) => settings.max_tokens,
  constraints: (_, { settings }) => (settings.constraints ? JSON.stringify(asked(settings.constraints)) : ''),
  count: (_, { settings }) => settings.count,
  exact: (_, { moving, way }) => !moving && way !== 'chosen'
}

export const SHEET_COLUMNS: readonly string[] = Object.keys(COLUMNS)

/** The constraints that ask for anything. */
function asked(constraints: typeof NO_CONSTRAINTS): Partial<typeof NO_CONSTRAINTS> {
  const keys = Object.keys(constraints) as (keyof typeof NO_CONSTRAINTS)[]
  const used = keys.filter((key) => JSON.stringify(constraints[key]) !== JSON.stringify(NO_CONSTRAINTS[key]))
  return Object.fromEntries(used.map((key) => [key, constraints[key]]))
}

function asTable({ lines, recipes }: Sheet): string {
  const rows = lines.map((line) =>
    Object.values(COLUMNS).map((column) => cell(column(line, recipes[line.recipe]!)))
  )
  return [SHEET_COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

function cell(value: Cell): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function asJson({ title, made, lines, recipes }: Sheet): string {
  const items = lines.map((line) => ({
    ...line,
    copied: copiedText(line),
    log_prob: finite(line.log_prob),
    bits_per_char: finite(line.bits_per_char)
  }))
  const file = { format: 'downhill-list', version: 1, title, made, recipes, items }
  return `${JSON.stringify(file, null, 2)}\n`
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const STATUS = {
  new: 'new',
  held_out: 'held-out part',
  train: 'training part',
  unseen: 'training part, not reached'
} as const

/** The words of a status; a dash where it is unknown. */
export function statusWord(status: SheetLine['status']): string {
  return status === null ? '–' : STATUS[status]
}

/** The probability as "1 in 58,000", two digits. */
export function oddsOf(logProb: number): string {
  const one = Math.exp(-logProb)
  if (!Number.isFinite(one)) return '–'
  return `1 in ${Number(one.toPrecision(2)).toLocaleString('en-US')}`
}

/** The nearest line and how far it is; "itself" for a known line, a dash where it is unknown. */
export function nearestWords({ nearest, nearest_distance: distance }: SheetLine): string {
  if (nearest === null || distance === null) return '–'
  return distance === 0 ? 'itself' : `${nearest}, ${distance} ${distance === 1 ? 'edit' : 'edits'}`
}

function asMarkdown({ title, lines, recipes }: Sheet): string {
  const head = [
    '',
    'Status',
    'Nearest',
    'Probability',
    'Bits per character',
    'Rating',
    'Tags',
    'Note',
    'Recipe'
  ]
  const rows = lines.map((line) => [
    line.text,
    statusWord(line.status),
    nearestWords(line),
    oddsOf(line.log_prob),
    Number.isFinite(line.bits_per_char) ? line.bits_per_char.toFixed(2) : '–',
    line.rating === 0 ? '' : String(line.rating),
    line.tags.join(', '),
    line.note,
    `${line.recipe + 1}.${line.index}`
  ])
  const table = [head, head.map((_, i) => ([3, 4, 5].includes(i) ? '---:' : '---')), ...rows]
  const made = recipes.map(
    (recipe, i) => `${i + 1}. \`\`${JSON.stringify(recipe).replaceAll('`', '\\u0060')}\`\``
  )
  return [
    `# ${escaped(title)}`,
    '',
    ...table.map((row, i) => `| ${row.map((text) => (i === 1 ? text : escaped(text))).join(' | ')} |`),
    '',
    '## Recipes',
    '',
    'Each line has the number of its recipe and, after the point, its index there.',
    '',
    ...made,
    ''
  ].join('\n')
}

/** Text that Markdown shows as it is, on one line. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~&]/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '<br>')
}
