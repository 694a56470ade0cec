/*
 * Tables as text files: one column of each row is an item. Papa Parse reads quotes and line ends in cells;
 * a line end inside a cell becomes a space, since items stand on a line each.
 */
import { Readable } from 'node:stream'
import type { SourceField } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { SAMPLE, shorten } from './samples'

/** Columns that hold what one would learn, by their usual names. */
const TELLING = /name|title|text|word|label|city|town|place|sentence|comment|content|body/i
const NUMBER = /^[-+]?[\d.,\s]*\d[\d.,%\s]*$/

export interface TableHead {
  readonly fields: readonly SourceField[]
  /** The column that looks most like text. */
  readonly field: string
  /** The first row names the columns. */
  readonly headed: boolean
  readonly delimiter: string
}

/** @param beginning the decoded beginning of the table; @throws Failure `corpus-empty` */
export async function lookAtTable(beginning: string, delimiter?: string): Promise<TableHead> {
  const { default: Papa } = await import('papaparse')
  const { data, meta } = Papa.parse<string[]>(beginning, {
    ...{ header: false, skipEmptyLines: 'greedy' as const, preview: 200 },
    ...(delimiter !== undefined && { delimiter })
  })
  const [first, ...rest] = data
  if (!first) throw new Failure('corpus-empty')
  const headed = hasHead(first, rest)
  const rows = headed ? rest : data
  const columns = first.map((cell, i) => {
    const values = rows.map((row) => oneLine(row[i] ?? '')).filter((value) => value !== '')
    return { name: headed ? cell.trim() : `#${i + 1}`, values }
  })
  const score = ({ name, values }: (typeof columns)[number]): number => {
    const words = values.filter((value) => !NUMBER.test(value))
    return new Set(words).size / Math.max(1, rows.length) + (headed && TELLING.test(name) ? 2 : 0)
  }
  const best = columns.reduce((a, b) => (score(b) > score(a) ? b : a))
  return {
    fields: columns.map(({ name, values }) => ({ name, samples: values.slice(0, 3).map(shorten) })),
    field: best.name,
    headed,
    delimiter: meta.delimiter
  }
}

/** A first row of distinct words over columns, of which one is named tellingly or holds numbers below; or several columns. */
function hasHead(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const names = first.map((cell) => cell.trim())
  if (names.some((name) => name === '' || name.length > 64 || NUMBER.test(name))) return false
  if (new Set(names).size < names.length || rest.length === 0) return false
  const again = names.some((name, i) => rest.some((row) => row[i]?.trim() === name))
  if (again) return false
  return names.length > 1 || names.some((name) => new RegExp(`^(${TELLING.source})s?$`, 'i').test(name))
}

const oneLine = (cell: string): string => cell.replace(/\s*[\r\n]+\s*/g, ' ').trim()

/** Lines of the chosen column, in pieces. @throws Failure `import-field` if there is no such column */
export async function* readTable(
  pieces: AsyncIterable<string>,
  { fields, headed, delimiter }: TableHead,
  field: string,
  counted: (rows: number) => void
): AsyncGenerator<string> {
  const column = fields.findIndex(({ name }) => name === field)
  if (column < 0) throw new Failure('import-field', { field })
  const { default: Papa } = await import('papaparse')
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { header: false, skipEmptyLines: 'greedy', delimiter })
  const source = Readable.from(pieces)
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let rows = 0
  let lines: string[] = []
  for await (const row of parser as AsyncIterable<string[]>) {
    if (rows++ === 0 && headed) continue
    const item = oneLine(row[column] ?? '')
    if (item !== '') lines.push(item)
    if (lines.length === SAMPLE.batch) {
      yield `${lines.join('\n')}\n`
      lines = []
    }
  }
  counted(headed ? rows - 1 : rows)
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}
