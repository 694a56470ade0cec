/* Parquet: one column of strings, read some thousand rows at a time by hyparquet. */
import type { SourceField } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { shorten } from './samples'

const ROWS = 20_000

async function open(path: string): Promise<{
  read(column: string, from: number, to: number): Promise<unknown[]>
  columns: string[]
  rows: number
}> {
  const { asyncBufferFromFile } = await import('hyparquet/src/node.js')
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    const [, ...elements] = metadata.schema
    const columns = elements
      .filter((element) => element.type === 'BYTE_ARRAY' && element.num_children === undefined)
      .map((element) => element.name)
    return {
      columns,
      rows: Number(metadata.num_rows),
      async read(column, rowStart, rowEnd) {
        const rows: Record<string, unknown>[] = await parquetReadObjects({
          file,
          metadata,
          compressors,
          columns: [column],
          rowStart,
          rowEnd
        })
        return rows.map((row): unknown => row[column])
      }
    }
  } catch (cause) {
    throw damaged(cause)
  }
}

const damaged = (cause: unknown): Failure => new Failure('import-damaged', { what: 'Parquet' }, cause)

/** @throws Failure `import-damaged`, `corpus-empty` without a column of strings */
export async function lookAtParquet(
  path: string
): Promise<{ fields: SourceField[]; field: string; sample: string[] }> {
  const file = await open(path)
  const fields: SourceField[] = []
  let best = { name: '', score: -1 }
  for (const name of file.columns.slice(0, 200)) {
    const values = await file.read(name, 0, Math.min(50, file.rows)).catch((cause: unknown) => {
      throw damaged(cause)
    })
    const texts = values.filter((value) => typeof value === 'string')
    fields.push({ name, samples: texts.slice(0, 3).map(shorten) })
    if (new Set(texts).size > best.score) best = { name, score: new Set(texts).size }
  }
  const chosen = fields.find(({ name }) => name === best.name)
  if (!chosen || best.score < 1) throw new Failure('corpus-empty')
  return { fields, field: chosen.name, sample: [...chosen.samples] }
}

/** Lines of a column. @throws Failure `import-field`, `import-damaged` */
export async function* readParquet(
  path: string,
  field: string,
  counted: (rows: number) => void
): AsyncGenerator<string> {
  const file = await open(path)
  if (!file.columns.includes(field)) throw new Failure('import-field', { field })
  for (let row = 0; row < file.rows; row += ROWS) {
    const values = await file.read(field, row, Math.min(file.rows, row + ROWS)).catch((cause: unknown) => {
      throw damaged(cause)
    })
    const lines = values.map((value) =>
      typeof value === 'string' ? value.replace(/\s*[\r\n]+\s*/g, ' ').trim() : ''
    )
    const full = lines.filter((line) => line !== '')
    if (full.length > 0) yield `${full.join('\n')}\n`
  }
  counted(file.rows)
}
