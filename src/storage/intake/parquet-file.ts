/*
 * A Parquet file whose counts have been checked before hyparquet trusts them: it takes sizes and numbers of values from
 * the file, so that one damaged number makes it loop or allocate without end. A column is read from memory, one row group
 * at a time. What is damaged inside a page is left to the watch of the process (pulse.ts).
 * Over 150 lines: half of it is the walk through a column's page headers, with a refusal for each false count.
 */
import { open } from 'node:fs/promises'
import type { ColumnMetaData, FileMetaData } from 'hyparquet'
import { beat } from './pulse'

/** How much of a column is loaded where only its first rows are wanted, in bytes. */
const BEGINNING = 4 << 20

export interface ParquetFile {
  /** Top-level columns of strings, one value a row. */
  readonly columns: readonly string[]
  readonly rows: number
  readonly groups: readonly ParquetGroup[]
}

export interface ParquetGroup {
  readonly rows: number
  /** Opens a column, of which at least `wanted` rows can be read. @throws Error for counts that do not agree */
  column(name: string, wanted: number): Promise<ParquetColumn>
}

export interface ParquetColumn {
  /** Packed bytes in memory. */
  readonly bytes: number
  read(from: number, to: number): Promise<unknown[]>
}

/** @throws Error for whatever is no Parquet file, or one whose counts do not agree */
export async function openParquet(path: string): Promise<ParquetFile> {
  const { asyncBufferFromFile } = await import('hyparquet/src/node.js')
  const { parquetMetadataAsync } = await import('hyparquet')
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const groups = metadata.row_groups.map((group): ParquetGroup => ({
    rows: countOf(group.num_rows),
    column: (name, wanted) => openColumn(path, file.byteLength, metadata, group, name, wanted)
  }))
  const rows = groups.reduce((total, group) => total + group.rows, 0)
  if (countOf(metadata.num_rows) !== rows) throw new Error(`${metadata.num_rows} rows, in its groups ${rows}`)
  const flat = metadata.schema.filter(
    ({ type, num_children, repetition_type }) =>
      type === 'BYTE_ARRAY' && num_children === undefined && repetition_type !== 'REPEATED'
  )
  const [group] = metadata.row_groups
  const columns = flat.map(({ name }) => name).filter((name) => group && chunkOf(group, name))
  return { columns, rows, groups }
}

type RowGroup = FileMetaData['row_groups'][number]

const chunkOf = ({ columns }: RowGroup, name: string): ColumnMetaData | undefined =>
  columns.find(({ meta_data }) => meta_data?.path_in_schema.join('\0') === name)?.meta_data

async function openColumn(
  path: string,
  fileBytes: number,
  metadata: FileMetaData,
  group: RowGroup,
  name: string,
  wanted: number
): Promise<ParquetColumn> {
  const { parquetReadObjects } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const chunk = chunkOf(group, name)
  if (!chunk) throw new Error(`a group without ${name}`)
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
  const length = Number(chunk.total_compressed_size)
  if (!(start >= 0 && length >= 0 && start + length <= fileBytes))
    throw new Error('a column outside the file')
  const rows = Number(group.num_rows)
  let bytes = await bytesOf(path, start, wanted < rows ? Math.min(length, BEGINNING) : length)
  let largest = await largestPage(bytes, rows, wanted, bytes.byteLength < length)
  if (largest === null) {
    bytes = await bytesOf(path, start, length)
    largest = await largestPage(bytes, rows, wanted, false)
  }
  const still = largest ?? 0
  // One group alone, whose rows begin at 0: hyparquet would add up those before.
  const alone = { ...metadata, row_groups: [group], num_rows: group.num_rows }
  const file = {
    byteLength: fileBytes,
    slice: (from: number, to = fileBytes) => bytes.slice(from - start, Math.max(from, to) - start)
  }
  return {
    bytes: bytes.byteLength,
    async read(rowStart, rowEnd) {
      beat(still)
      const read = await parquetReadObjects({
        ...{ file, metadata: alone, compressors, columns: [name], rowStart, rowEnd },
        // An index beside the pages may say something else than they do.
        useOffsetIndex: false,
        onPage: () => beat(still)
      })
      return read.map((row): unknown => row[name])
    }
  }
}

async function bytesOf(path: string, start: number, length: number): Promise<ArrayBuffer> {
  const file = await open(path, 'r')
  try {
    const bytes = new Uint8Array(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 1 << 26), start + done)
      if (bytesRead === 0) throw new Error('the file ends within a column')
      done += bytesRead
    }
    return bytes.buffer
  } finally {
    await file.close()
  }
}

/**
 * The largest page of a column in bytes, its headers checked up to the row that is wanted: their values add up to the rows.
 * @param part there is more of the column than these bytes
 * @returns null if the wanted rows go beyond the part. @throws Error for headers that cannot be
 */
async function largestPage(
  bytes: ArrayBuffer,
  rows: number,
  wanted: number,
  part: boolean
): Promise<number | null> {
  const { parquetHeader } = await import('hyparquet/src/column.js')
  const reader = { view: new DataView(bytes), offset: 0 }
  let largest = 0
  let seen = 0
  while (seen < wanted) {
    if (part && reader.offset > bytes.byteLength - 64 * 1024) return null
    const header = parquetHeader(reader)
    const packed = countOf(header.compressed_page_size)
    const size = countOf(header.uncompressed_page_size)
    reader.offset += packed
    if (reader.offset > bytes.byteLength) {
      if (part) return null
      throw new Error('a page beyond its column')
    }
    largest = Math.max(largest, size)
    const { dictionary_page_header: words, data_page_header: page, data_page_header_v2: page2 } = header
    if (header.type === 'DICTIONARY_PAGE') {
      // Each word has its length before it, in four bytes.
      if (countOf(words?.num_values) > size / 4) throw new Error('a dictionary with more words than fit')
      continue
    }
    const values = countOf((header.type === 'DATA_PAGE' ? page : page2)?.num_values)
    if (header.type === 'DATA_PAGE_V2' && page2) {
      const levels =
        countOf(page2.definition_levels_byte_length) + countOf(page2.repetition_levels_byte_length)
      if (countOf(page2.num_nulls) > values || countOf(page2.num_rows) !== values || levels > packed) {
        throw new Error('a page whose counts do not agree')
      }
    }
    seen += values
    if (values === 0 && packed === 0) throw new Error('a page of nothing')
    if (seen > rows) throw new Error(`${seen} values in ${rows} rows`)
  }
  return largest
}

/** A number of the file that counts something. @throws Error for others */
function countOf(value: number | bigint | undefined): number {
  const count = Number(value)
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`${value} as a count`)
  return count
}
