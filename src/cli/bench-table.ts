/* The benchmark's table: fixed columns, so that rows can be printed as they are finished. */

import type { BenchEngine, BenchRow } from '#worker/bench/rows'

interface Column {
  readonly title: string
  readonly width: number
  readonly left?: boolean
  readonly cell: (row: BenchRow) => string
}

const LABEL: Partial<Record<BenchEngine, string>> = {
  'webgpu-host': 'webgpu host (null driver)',
  'reference-webgpu': 'reference, webgpu',
  'reference-webgpu-host': 'reference host (null driver)'
}

/** Three digits that count, without an exponent; a dash for what is not known. */
export function figure(value: number | null): string {
  if (value === null) return '–'
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  if (value >= 100) return value.toFixed(0)
  if (value >= 10) return value.toFixed(1)
  return value >= 1 || value === 0
    ? value.toFixed(2)
    : value.toFixed(Math.min(6, 2 - Math.floor(Math.log10(value))))
}

/** A count: whole numbers as they are. */
const count = (value: number | null): string => (value === null ? '–' : String(value))
const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(100 * share)} %`)

const COLUMNS: readonly Column[] = [
  { title: 'configuration', width: 22, left: true, cell: ({ config }) => config },
  {
    ...{ title: 'engine', width: 29, left: true },
    cell: ({ engine, software }) => (LABEL[engine] ?? engine) + (software ? ' (software)' : '')
  },
  { title: 'threads', width: 7, cell: ({ threads }) => String(threads) },
  { title: 'ms/step', width: 9, cell: (row) => figure(row.ms_per_step) },
  { title: 'best', width: 9, cell: (row) => figure(row.ms_per_step_best) },
  { title: 'tokens/s', width: 11, cell: (row) => figure(row.tokens_per_s) },
  { title: 'GFLOP/s', width: 8, cell: (row) => figure(row.gflops) },
  { title: 'ceiling', width: 8, cell: (row) => percent(row.ceiling_share) },
  { title: '× ref.', width: 8, cell: (row) => figure(row.ratio_to_reference) },
  { title: 'dispatches', width: 10, cell: (row) => count(row.dispatches) },
  { title: 'submits', width: 7, cell: (row) => count(row.submits) },
  { title: 'uploads', width: 7, cell: (row) => count(row.uploads) },
  { title: 'engine MB', width: 9, cell: (row) => figure(row.engine_mb) },
  { title: 'process MB', width: 10, cell: (row) => figure(row.process_mb) },
  { title: 'steps', width: 7, cell: (row) => count(row.steps) }
]

const lineOf = (cells: readonly string[]): string =>
  COLUMNS.map(({ width, left }, i) => (left ? cells[i]!.padEnd(width) : cells[i]!.padStart(width)))
    .join('  ')
    .trimEnd()

/** Titles and a rule. */
export function tableHead(): string {
  return `${lineOf(COLUMNS.map(({ title }) => title))}\n${lineOf(COLUMNS.map(({ width }) => '─'.repeat(width)))}\n`
}

/** One row, and below it what has no column: why it was skipped, other figures, notes. */
export function tableRow(row: BenchRow): string {
  if (row.skipped !== null) {
    const [config, engine, threads] = COLUMNS.map(({ cell }) => cell(row))
    const start = `${config!.padEnd(COLUMNS[0]!.width)}  ${engine!.padEnd(COLUMNS[1]!.width)}`
    return `${start}  ${threads!.padStart(COLUMNS[2]!.width)}  ${row.skipped}\n`
  }
  const more = [
    row.job_ms !== null && `whole job ${figure(row.job_ms)} ms`,
    row.items_per_s !== null && `${figure(row.items_per_s)} items/s`,
    row.first_item_ms !== null && `first item after ${figure(row.first_item_ms)} ms`,
    row.points_per_s !== null && `${figure(row.points_per_s)} points/s`,
    row.engine.includes('webgpu') &&
      row.created !== null &&
      `${row.created} buffers and bind groups made per step`,
    row.note
  ].filter(Boolean)
  const below = more.length > 0 ? `  └ ${more.join(', ')}\n` : ''
  return `${lineOf(COLUMNS.map(({ cell }) => cell(row)))}\n${below}`
}
