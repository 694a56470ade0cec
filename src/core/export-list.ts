/*
 * A generated list as a file: plain lines, a table (RFC 4180) or JSON with the recipe that makes it
 * again. Used by the window's Export menu and by `downhill generate --format`; pure text, UTF-8 is the
 * writer's business.
 */

import type { GeneratedItem, GenerationSettings } from './generation'

export type ListFormat = 'txt' | 'csv' | 'json'

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
 * - `csv`: header `text,status,log_prob,bits_per_char`, CRLF as RFC 4180 has it, fields quoted where
 *   they hold a comma, a quote or a line break.
 * - `json`: `{ recipe, items: [{ text, status, log_prob, bits_per_char }] }`, indented by two spaces, LF.
 *   A figure that is not finite is null.
 */
export function listAs(format: ListFormat, items: readonly GeneratedItem[], recipe: ListRecipe): string {
  switch (format) {
    case 'txt':
      return asLines(items.map(({ text }) => text))
    case 'csv':
      return asTable(items)
    case 'json': {
      const plain = items.map(({ text, status, log_prob, bits_per_char }) => ({
        text,
        status,
        log_prob,
        bits_per_char
      }))
      return `${JSON.stringify({ recipe, items: plain }, null, 2)}\n`
    }
  }
}

function asLines(texts: readonly string[]): string {
  if (texts.length === 0) return ''
  const apart = texts.some((text) => /[\r\n]/.test(text)) ? '\n\n' : '\n'
  return `${texts.join(apart)}\n`
}

const COLUMNS = ['text', 'status', 'log_prob', 'bits_per_char'] as const

function asTable(items: readonly GeneratedItem[]): string {
  const rows = items.map((item) => COLUMNS.map((column) => cell(item[column])).join(','))
  return [COLUMNS.join(','), ...rows].map((row) => `${row}\r\n`).join('')
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
