import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CleaningReport, Encoding, ReadingChoice } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { docxOf, epubOf, pdfOf, zipOf } from './fixtures'
import { look, read } from './read'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'downhill-intake-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function whole(
  path: string,
  choice: ReadingChoice = {}
): Promise<{ text: string; report: CleaningReport }> {
  const reading = await read(path, choice)
  let text = ''
  for await (const piece of reading.pieces) text += piece
  return { text, report: reading.report() }
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (thrown: unknown) => (thrown instanceof Failure ? thrown.error.code : String(thrown))
  )

describe('encodings', () => {
  const samples: readonly (readonly [Encoding, string])[] = [
    ['utf-16le', 'Zürich\nKöln\n'],
    ['utf-16be', 'Zürich\nKöln\n'],
    [
      'windows-1252',
      'Das Mädchen aß Äpfel und trank süßen Tee für die Köchin.\nÜber allen Gipfeln ist Ruh, spürest du.\n'
    ],
    [
      'koi8-r',
      'Москва и Санкт-Петербург были большими городами\nКазань стоит на Волге\nНовосибирск далеко\n'
    ],
    [
      'windows-1251',
      'Москва и Санкт-Петербург были большими городами\nКазань стоит на Волге\nНовосибирск далеко\n'
    ],
    ['shift_jis', '東京は日本の首都です。\nこれはとても大きな町です。\n京都にはたくさんのお寺があります。\n'],
    ['gb18030', '北京是中国的首都，上海是最大的城市。\n我们都喜欢去那里看一看，学习新的东西。\n'],
    ['euc-kr', '서울은 한국의 수도입니다.\n부산은 바다가 있는 도시입니다.\n']
  ]
  it.each(samples)('detects %s', async (encoding, text) => {
    const path = await file('detected.txt', iconv.encode(text, encoding))
    const { text: found, report } = await whole(path)
    expect(found).toBe(text)
    expect(report).toMatchObject({ encoding, ground: 'guessed' })
  })
  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)('reads the mark of %s', async (encoding) => {
    const path = await file('marked.txt', iconv.encode('Zürich\r\nKöln', encoding, { addBOM: true }))
    const { text, report } = await whole(path)
    expect(text).toBe('Zürich\nKöln')
    expect(report).toMatchObject({ encoding, ground: 'marked', mark: true, lineEnds: 1 })
  })
  it('is overridden by a choice', async () => {
    const path = await file('chosen.txt', iconv.encode('Łódź\nKraków\n', 'windows-1250'))
    expect((await whole(path, { encoding: 'windows-1250' })).text).toBe('Łódź\nKraków\n')
    expect((await look(path, { encoding: 'windows-1250' })).encoding).toEqual({
      name: 'windows-1250',
      ground: 'chosen'
    })
  })
  it('reads the lines of a mixed file each in its own', async () => {
    const path = await file(
      'mixed.txt',
      Buffer.concat([Buffer.from('Zürich\nKöln\n'), iconv.encode('Genève\n', 'windows-1252')])
    )
    const { text, report } = await whole(path)
    expect(text).toBe('Zürich\nKöln\nGenève\n')
    expect(report).toMatchObject({ encoding: 'utf-8', mixed: 1, replaced: 0 })
  })
})

describe('tables', () => {
  const csv = 'id,town,note\r\n1,"Bad ""Salz""","a, b"\r\n2,"New\nYork",c\r\n3,Köln,\r\n'
  it('reads the telling column, with quotes and line ends in cells', async () => {
    const path = await file('towns.csv', csv)
    expect(await look(path)).toMatchObject({
      kind: 'csv',
      field: 'town',
      sample: ['Bad "Salz"', 'New York', 'Köln']
    })
    const { text, report } = await whole(path)
    expect(text).toBe('Bad "Salz"\nNew York\nKöln\n')
    expect(report).toMatchObject({ field: 'town', parts: 3 })
    expect((await whole(path, { field: 'note' })).text).toBe('a, b\nc\n')
    expect(await codeOf(whole(path, { field: 'none' }))).toBe('import-field')
  })
  it('finds other separators and a table without a head', async () => {
    expect((await whole(await file('semicolon.csv', 'name;n\nAnna;1\nBen;2\n'))).text).toBe('Anna\nBen\n')
    expect((await whole(await file('tab.tsv', '1\tAnna\n2\tBen\n'))).text).toBe('Anna\nBen\n')
  })
})

describe('records', () => {
  it('reads strings, records and records inside', async () => {
    expect((await whole(await file('a.json', '["Anna","Ben"]'))).text).toBe('Anna\nBen\n')
    const path = await file(
      'b.json',
      JSON.stringify({
        people: [
          { name: 'Anna', id: 'x' },
          { name: 'Ben', id: 'x' }
        ]
      })
    )
    expect(await look(path)).toMatchObject({ field: 'people.name', kind: 'json' })
    expect((await whole(path, { field: 'people.id' })).text).toBe('x\nx\n')
  })
  it('reads JSON Lines and names the line that is broken', async () => {
    expect((await whole(await file('a.jsonl', '{"text":"one"}\n\n{"text":"two\\nlines"}'))).text).toBe(
      'one\ntwo lines\n'
    )
    const failure = await whole(await file('b.jsonl', '{"text":"one"}\n{"text":\n')).catch(
      (thrown: unknown) => thrown
    )
    expect((failure as Failure).error).toMatchObject({
      code: 'import-damaged',
      detail: { line: 2, name: 'b.jsonl' }
    })
  })
})

describe('documents', () => {
  it('reads Word', async () => {
    const { text } = await whole(await file('a.docx', await docxOf(['First paragraph', 'Zweiter Absatz'])))
    expect(text.trim()).toBe('First paragraph\nZweiter Absatz')
  })
  it('reads e-books in the order of their spine', async () => {
    const path = await file('a.epub', await epubOf(['<h1>One</h1><p>first <b>page</b></p>', '<p>second</p>']))
    const { text, report } = await whole(path)
    expect(text).toBe('One\nfirst page\nsecond\n')
    expect(report.parts).toBe(2)
  })
  it('reads PDFs line by line, and refuses those without text', async () => {
    const path = await file('a.pdf', pdfOf([['Hello town', 'of pages'], ['Second (page)']]))
    const { text, report } = await whole(path)
    expect(text).toBe('Hello town\nof pages\nSecond (page)\n')
    expect(report.parts).toBe(2)
    expect(await codeOf(whole(await file('scan.pdf', pdfOf([[]]))))).toBe('import-no-text')
  })
  it('reads a column of Parquet', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'n', data: [1, 2], type: 'INT32' },
        { name: 'city', data: ['Köln', 'Bonn'], type: 'STRING' }
      ]
    })
    const path = await file('a.parquet', new Uint8Array(buffer))
    expect(await look(path)).toMatchObject({ kind: 'parquet', field: 'city' })
    expect((await whole(path)).text).toBe('Köln\nBonn\n')
  })
})

describe('refusals', () => {
  it('says what a file is that only looks like text', async () => {
    const jpeg = await look(await file('photo.txt', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]))).catch(
      (e: unknown) => e
    )
    expect((jpeg as Failure).error).toMatchObject({
      code: 'corpus-binary',
      detail: { what: 'a JPEG picture', name: 'photo.txt' }
    })
    expect(await codeOf(look(await file('a.zip', await zipOf({ 'a.txt': 'a' }))))).toBe('corpus-binary')
    expect(await codeOf(whole(await file('nul.txt', 'a\0b\0\0c')))).toBe('corpus-binary')
    expect(await codeOf(whole(await file('blank.txt', ' \r\n')))).toBe('corpus-empty')
    expect(await codeOf(look(join(folder, 'none.txt')))).toBe('file-missing')
  })
  it('stops when it is cancelled', async () => {
    const stop = new AbortController()
    const reading = await read(
      await file('long.txt', 'line\n'.repeat(900_000)),
      {},
      () => stop.abort(),
      stop.signal
    )
    const all = async (): Promise<void> => {
      for await (const piece of reading.pieces) void piece
    }
    expect(await codeOf(all())).toBe('cancelled')
  })
})

describe('damaged files', () => {
  const cases: readonly (readonly [string, () => Promise<Buffer> | Buffer])[] = [
    ['x.docx', () => docxOf(['One', 'Two'])],
    ['x.epub', () => epubOf(['<p>one</p>', '<p>two</p>'])],
    ['x.pdf', () => pdfOf([['one', 'two']])],
    ['x.json', () => Buffer.from('{"a":["b","c",{"d":"e"}]}')],
    ['x.csv', () => Buffer.from('a,b\n"c",d\n')]
  ]
  it.each(cases)(
    '%s fails with one of our codes or gives text',
    async (name, make) => {
      const good = await make()
      const codes = new Set<string>()
      await fc.assert(
        fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
          const bad = cut ? good.subarray(0, at) : Buffer.from(good)
          if (!cut) bad[at] = byte
          const code = await codeOf(whole(await file(name, bad)))
          codes.add(code)
          expect(code).toMatch(/^(nothing|corpus-|import-|file-)/)
        }),
        { numRuns: 150 }
      )
      expect(codes.size).toBeGreaterThan(1)
    },
    60_000
  )
})
