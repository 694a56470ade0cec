/* What the commands read and what they say of it; how the files are read is tested with the readers. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { sentenceOf } from '#core/wording/errors'
import { Failure } from '#core/errors'
import { zipOf } from '#storage/intake/fixtures'
import { readText } from './files'
import { READING_OPTIONS, readingOf } from './reading'
import { parseOptions, UsageError } from './usage'

const folder = mkdtempSync(join(tmpdir(), 'downhill-reading-'))
afterAll(() => rmSync(folder, { recursive: true }))
const place = { root: process.cwd(), cwd: folder }
const choice = (...args: string[]) => readingOf(parseOptions('train', args, READING_OPTIONS))

async function reads(name: string, content: string | Uint8Array, ...args: string[]) {
  writeFileSync(join(folder, name), content)
  const notes: string[] = []
  const { text, ref } = await readText(place, name, choice(...args), (line) => notes.push(line))
  expect(ref.name).toBe(name)
  return [text, ...notes]
}
const refusal = (name: string, ...args: string[]): Promise<string> =>
  readText(place, name, choice(...args)).then(
    () => '',
    (thrown: unknown) => (thrown instanceof Failure ? sentenceOf(thrown.error) : String(thrown))
  )

it('leaves plain UTF-8 as it is and says nothing of it', async () => {
  expect(await reads('a.txt', 'Ulm\nZürich')).toEqual(['Ulm\nZürich'])
})

it('makes any text plain, and says what it did', async () => {
  expect(await reads('b.txt', 'Ulm\r\nBad\u00a0Urach\r\n')).toEqual([
    'Ulm\nBad Urach\n',
    'b.txt: 2 line ends made plain, 1 no-break space made a space.'
  ])
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Ulm\nKöln', 'utf16le')])
  expect(await reads('c.txt', utf16)).toEqual(['Ulm\nKöln', 'c.txt: read as utf-16le.'])
  const cyrillic = Buffer.from([0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0, 0x0a])
  expect((await reads('d.txt', cyrillic, '--encoding', 'Windows-1251'))[0]).toBe('Москва\n')
})

it('reads tables, JSON and documents, by the column that is named', async () => {
  const csv = 'town,land\n"Ulm, Donau",Baden\nKöln,Rhein\n'
  expect(await reads('e.csv', csv)).toEqual(['Ulm, Donau\nKöln\n', 'e.csv: read as a table, “town”.'])
  expect((await reads('e.csv', csv, '--field', 'land'))[0]).toBe('Baden\nRhein\n')
  expect((await reads('f.jsonl', '{"name":"Ada"}\n{"name":"Bea"}\n'))[0]).toBe('Ada\nBea\n')
  const epub = await zipOf({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
    'a.opf':
      '<package><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>',
    'c.xhtml': '<html><body><p>One day</p></body></html>'
  })
  expect((await reads('g.epub', epub))[0]).toContain('One day')
})

it('refuses in one sentence what cannot be read', async () => {
  writeFileSync(join(folder, 'h.txt'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10]))
  expect(await refusal('h.txt')).toMatch(/^\P{Cc}*h\.txt\P{Cc}*JPEG\P{Cc}*\.$/u)
  expect(await refusal('e.csv', '--field', 'river')).toContain('river')
  expect(await refusal('nowhere.txt')).toContain('nowhere.txt')
  expect(() => choice('--encoding', 'rot13')).toThrow(UsageError)
  expect(() => choice('--field', '')).toThrow('--field takes')
})
