/*
 * A generated list as a file: plain lines, a table (RFC 4180) or JSON with the recipe that makes it
 * again. Used by the window's Export menu and by `downhill generate --format`; pure text, UTF-8 is the
 * writer's business.
 */

import type { GeneratedItem, GenerationSettings, Novelty } from './generation'

export type ListFormat = 'txt' | 'csv' | 'json'

/** An item as it is written; `status` is null where its corpus is not at hand. */
export type ListItem = Pick<GeneratedItem, 'text' | 'log_prob' | 'bits_per_char'> & {
  readonly status: Novelty | null
  /** The corpus line nearest by edit distance, and that distance; null or left out where unknown. */
  readonly nearest?: string | null
  readonly nearest_distance?: number | null
}

export interface ListOptions {
  /**
   * Puts an apostrophe before texts in a table that a spreadsheet would take for a formula (beginning with
   * `= + - @`, tab or carriage return). Off unless asked for: it changes the texts.
   */
  readonly spreadsheet?: boolean
}

/** What made a list: with the same model at the same step, these settings give the same items. */
export interface ListRecipe {
  /** The run's or the file's name. */
  readonly model: string
  /** Steps the model was trained when it wrote. */
  readonly step: number
  readonly settings: GenerationSettings
}

/**
 * The items as a file's text.
 * - `txt`: one item per line, LF; items with line breaks of their own stand apart by an empty line.
 * - `csv`: header `text,status,log_prob,bits_per_char,nearest,nearest_distance`, empty where unknown, CRLF as RFC 4180
 *   has it, fields quoted where they hold a comma, a quote or a line break.
 * - `json`: `{ recipe, items: [{ … }] }` with the same fields, indented by two spaces, LF. What is unknown
 *   or not finite is null.
 */
export function listAs(
  format: ListFormat,
  items: readonly ListItem[],
  recipe: ListRecipe,
  options: ListOptions = {}
): string {
  switch (format) {
    case 'txt':
      return asLines(items.map(({ text }) => text))
    case 'csv':
      return asTable(items, options.spreadsheet ?? false)
    case 'json': {
      const plain = items.map((item) => Object.fromEntries(COLUMNS.map((key) => [key, item[key] ?? null])))
      return `${JSON.stringify({ recipe, items: plain }, null, 2)}\n`
    }
  }
}

function asLines(texts: readonly string[]): string {
  if (texts.length === 0) return ''
  const apart = texts.some((text) => /[\r\n]/.test(text)) ? '\n\n' : '\n'
  return `${texts.join(apart)}\n`
}

const COLUMNS = ['text', 'status', 'log_prob', 'bits_per_char', 'nearest', 'nearest_distance'] as const

function asTable(items: readonly ListItem[], spreadsheet: boolean): string {
  const rows = items.map((item) => COLUMNS.map((column) => cell(item[column] ?? null, spreadsheet)).join(','))
  return [COLUMNS.join(','), ...rows].map((row) => `${row}\r\n`).join('')
}

function cell(value: string | number | null, spreadsheet: boolean): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const text = spreadsheet && /^[=+\-@\t\r]/.test(value ?? '') ? `'${value}` : (value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
