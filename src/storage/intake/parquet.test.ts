/* Parquet files whose counts do not agree, each of which would make the library loop, allocate or leave rows out. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileMetaData, parquetMetadata } from 'hyparquet'
import { ByteWriter, parquetWriteBuffer } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookAtParquet, readParquet } from './parquet'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'downhill-parquet-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

async function file(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'a.parquet')
  await writeFile(path, bytes)
  return path
}

const TOWNS = Array.from({ length: 64 }, (_, i) => (i % 3 === 0 ? null : `town ${i % 5}`))
const whole = (): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      codec: 'UNCOMPRESSED',
      rowGroupSize: 32,
      columnData: [
        { name: 'n', data: TOWNS.map((_, i) => i), type: 'INT32' },
        { name: 'town', data: TOWNS, type: 'STRING', nullable: true }
      ]
    })
  )

/** The same pages under another end of the file. */
function withMetadata(change: (metadata: FileMetaData) => void): Uint8Array {
  const bytes = whole()
  const metadata = parquetMetadata(bytes.slice().buffer)
  change(metadata)
  const writer = new ByteWriter()
  writer.appendBytes(bytes.subarray(0, bytes.length - 8 - metadata.metadata_length))
  writeMetadata(writer, metadata)
  writer.appendUint32(0x31524150) // PAR1
  return new Uint8Array(writer.getBuffer())
}

/** The first of these bytes replaced by others. */
function withBytes(found: string, put: string): Uint8Array {
  const bytes = Buffer.from(whole())
  const at = bytes.indexOf(Buffer.from(found, 'hex'))
  if (at < 0) throw new Error(`no ${found} in the file`)
  Buffer.from(put, 'hex').copy(bytes, at)
  return bytes
}

async function textOf(path: string): Promise<string> {
  let text = ''
  for await (const piece of readParquet(path, 'town', () => undefined)) text += piece
  return text
}

const town = (metadata: FileMetaData) => metadata.row_groups[0]!.columns[1]!.meta_data!

describe('counts of a Parquet file', () => {
  it('are read where they agree', async () => {
    const lines = TOWNS.filter((line) => line !== null)
    for (const bytes of [whole(), withMetadata(() => undefined)]) {
      const path = await file(bytes)
      expect(await textOf(path)).toBe(`${lines.join('\n')}\n`)
      expect(await lookAtParquet(path)).toMatchObject({ field: 'town', sample: lines.slice(0, 3) })
    }
  })

  it.each<[string, RegExp, () => Uint8Array]>([
    [
      'more rows than its groups have',
      /rows, in its groups/,
      () => withMetadata((m) => void (m.num_rows = 2n ** 40n))
    ],
    [
      'fewer rows than its groups have',
      /rows, in its groups/,
      () => withMetadata((m) => void (m.num_rows = 10n))
    ],
    [
      'a group with more rows than its pages',
      /without STOP/,
      () =>
        withMetadata((m) => {
          m.row_groups[0]!.num_rows = 2n ** 40n
          m.num_rows = 2n ** 40n + 32n
        })
    ],
    [
      'a group with fewer rows than its pages',
      /32 values in 8 rows/,
      () =>
        withMetadata((m) => {
          m.row_groups[0]!.num_rows = 8n
          m.num_rows = 40n
        })
    ],
    ['less than no rows', /as a count/, () => withMetadata((m) => void (m.row_groups[0]!.num_rows = -32n))],
    [
      'a column beyond its end',
      /outside the file/,
      () => withMetadata((m) => void (town(m).total_compressed_size = 2n ** 40n))
    ],
    [
      'a column of no bytes',
      /without STOP/,
      () => withMetadata((m) => void (town(m).total_compressed_size = 0n))
    ],
    // The header of the first data page: 32 values (zigzag 64), of which 11 are null (22), in 32 rows.
    [
      'a page of more values than rows',
      /63 values in 32 rows/,
      () => withBytes('5c1540151615401510', '5c157e1516157e1510')
    ],
    [
      'a page of more nulls than values',
      /do not agree/,
      () => withBytes('5c1540151615401510', '5c1540157e15401510')
    ],
    [
      'a page of more rows than values',
      /do not agree/,
      () => withBytes('5c1540151615401510', '5c15401516157e1510')
    ]
  ])('are refused: %s', async (_what, cause, bytes) => {
    const path = await file(bytes())
    const damaged = { error: { code: 'import-damaged', cause: expect.stringMatching(cause) as string } }
    await expect(textOf(path)).rejects.toMatchObject(damaged)
  })

  it('are checked of the beginning alone, where no more is looked at', async () => {
    const long = Array.from({ length: 300 }, (_, i) => `${i} ${'x'.repeat(40_000)}`)
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        codec: 'UNCOMPRESSED',
        columnData: [{ name: 'town', data: long, type: 'STRING' }]
      })
    )
    const path = await file(bytes)
    expect((await lookAtParquet(path)).sample[0]).toMatch(/^0 x+…$/)
    expect((await textOf(path)).split('\n')).toHaveLength(301)
  })
})
