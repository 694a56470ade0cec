/* Parquet: one column of strings, read by hyparquet a row group at a time, or some thousand rows of a large one. */
import type { SourceField } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { openParquet } from './parquet-file'
import { shorten } from './samples'

/** Rows that are read at once of a group whose column is larger than this, packed; and rows of one piece of text. */
const ROWS = 20_000
const SMALL_GROUP = 32 << 20
const MOST_ROWS = 500_000
/** Rows and columns that the review shows. */
const LOOKED = { rows: 50, columns: 200 }

const damaged = (cause: unknown): Failure => new Failure('import-damaged', { what: 'Parquet' }, cause)

const orDamaged = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw damaged(cause)
  })

const lineOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/\s*[\r\n]+\s*/g, ' ').trim() : ''

/** @throws Failure `import-damaged`, `corpus-empty` without a column of strings */
export async function lookAtParquet(
  path: string
): Promise<{ fields: SourceField[]; field: string; sample: string[] }> {
  const file = await orDamaged(openParquet(path))
  const fields: SourceField[] = []
  let best = { name: '', score: -1 }
  const group = file.groups.find(({ rows }) => rows > 0)
  for (const name of file.columns.slice(0, LOOKED.columns)) {
    const wanted = Math.min(LOOKED.rows, group?.rows ?? 0)
    const values = group
      ? await orDamaged(group.column(name, wanted).then((column) => column.read(0, wanted)))
      : []
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
  const file = await orDamaged(openParquet(path))
  if (!file.columns.includes(field)) throw new Failure('import-field', { field })
  for (const group of file.groups) {
    const column = await orDamaged(group.column(field, group.rows))
    const step = column.bytes <= SMALL_GROUP ? MOST_ROWS : ROWS
    for (let row = 0; row < group.rows; row += step) {
      const values = await orDamaged(column.read(row, Math.min(group.rows, row + step)))
      for (let from = 0; from < values.length; from += ROWS) {
        const lines = values.slice(from, from + ROWS).map(lineOf)
        const full = lines.filter((line) => line !== '')
        if (full.length > 0) yield `${full.join('\n')}\n`
      }
    }
  }
  counted(file.rows)
}
