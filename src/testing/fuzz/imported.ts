/*
 * Targets of the fuzzer: the files that the importer reads, each kind with whole ones to damage and, of tables and JSON,
 * made-up ones too.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { docxOf, epubOf, pdfOf } from '#storage/intake/fixtures'
import { look, read } from '#storage/intake/read'
import { damageBytes, damageText } from './damage'
import { outcomeOf, sample, type Target } from './target'

const utf8 = new TextEncoder()
const text = new TextDecoder()

/** Files that the importer reads, by their ending. */
function imported(ending: string, seeds: readonly Uint8Array[], generated?: fc.Arbitrary<string>): Target {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const path = join(folder, `x.${ending}`)
  const isText = /^(csv|tsv|json|jsonl)$/.test(ending)
  return {
    codes: /^(corpus-|import-|file-)/,
    ...(!isText && { ended: true }),
    input(random) {
      const seed = seeds[random.below(seeds.length)]!
      if (generated && random.below(4) === 0) return utf8.encode(sample(generated, random))
      return isText && random.below(2) === 0
        ? utf8.encode(damageText(text.decode(seed), random))
        : damageBytes(seed, random)
    },
    read: async (bytes) => {
      writeFileSync(path, bytes)
      const looked = await outcomeOf(() => look(path))
      if (looked !== 'sound') return looked
      return outcomeOf(async () => {
        const reading = await read(path)
        for await (const piece of reading.pieces) void piece
        reading.report()
      })
    }
  }
}

const cell = fc.oneof(fc.string(), fc.constantFrom('"', '""', ',', ';', '\t', '\n', '\r\n', '=1', '\0', 'é'))
const table = fc
  .array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 })
  .map((rows) => rows.map((r) => r.join(',')).join('\n'))
const records = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 })

const TOWNS = ['Bad "Salz"', 'New York', 'Köln', '東京', '😀']
const parquet = (): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'n', data: TOWNS.map((_, i) => i), type: 'INT32' },
        { name: 'city', data: TOWNS, type: 'STRING' }
      ]
    })
  )

/** Every one of them by the ending of its files. */
export const IMPORTED: Readonly<Record<string, () => Promise<Target>>> = {
  csv: () =>
    Promise.resolve(
      imported(
        'csv',
        [utf8.encode('id,town\r\n1,"Bad ""Salz"""\r\n2,"New\nYork"\r\n'), utf8.encode('a;b\nc;d\n')],
        table
      )
    ),
  json: () =>
    Promise.resolve(
      imported(
        'json',
        [utf8.encode('{"people":[{"name":"Anna","n":1},{"name":"Ben"}]}'), utf8.encode('["a","b"]')],
        records.map((list) => JSON.stringify(list))
      )
    ),
  jsonl: () =>
    Promise.resolve(
      imported(
        'jsonl',
        [utf8.encode('{"text":"one"}\n\n{"text":"two\\nlines"}\n')],
        records.map((list) => list.map((value) => JSON.stringify(value)).join('\n'))
      )
    ),
  docx: async () => imported('docx', [await docxOf(['First paragraph', 'Zweiter Absatz'])]),
  epub: async () =>
    imported('epub', [await epubOf(['<h1>One</h1><p>first <b>page</b></p>', '<p>second</p>'])]),
  pdf: () => Promise.resolve(imported('pdf', [pdfOf([['Hello town', 'of pages'], ['Second (page)']])])),
  parquet: () => Promise.resolve(imported('parquet', [parquet()]))
}
