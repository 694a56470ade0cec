/*
 * Names that people, files and archives give: shown as they are, stored inside files, and never a path. Nothing
 * comes to be outside the data folder, and within it only files under names of ours.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Library, openLibrary } from './library'
import { CONFIG, CORPUS, failureOf, filesBelow, scratch } from './testing/fixtures'

const NFC = 'caf\u00e9'
const NFD = 'cafe\u0301'
const NAMES = [
  ...['../../x', '..', '.', 'a/b', 'a\\b', 'a:b', 'CON', 'nul.txt', 'com1', '-rf', '~', '$HOME', '%s', '`x`'],
  ...[
    'trailing dot.',
    'quote"\'',
    'Case',
    'case',
    NFC,
    NFD,
    '日本',
    '😀',
    '\u202eabc',
    '.hidden',
    'x'.repeat(100)
  ]
]
/** What our own files are called, whatever their contents are. */
const OURS =
  /^(?:settings\.json|runs\/[\d-]+-[0-9a-f]{6}\/(?:run\.json|checkpoints\.json|checkpoints\/ckpt-\d+\.safetensors)|(?:corpora|trash\/[\d-]+-text-[0-9a-f]{16})\/text-[0-9a-f]{16}\.(?:txt|json)|locks\/(?:[\d-]+-[0-9a-f]{6}\.json|[0-9a-f]{16}\.beat))$/

let folder: string
let remove: () => void
let root: string
let library: Library
beforeEach(async () => {
  ;({ folder, remove } = scratch())
  root = join(folder, 'in', 'data')
  mkdirSync(root, { recursive: true })
  writeFileSync(join(folder, 'x'), 'outside')
  library = await openLibrary({ root })
})
afterEach(() => remove())

/** Files of the library; fails if there are others anywhere else. */
function ours(): string[] {
  const all = Object.entries(filesBelow(folder)).map(
    ([path, text]) => [path.replaceAll('\\', '/'), text] as const
  )
  const inside = all.filter(([path]) => path.startsWith('in/data/'))
  expect(all.filter((entry) => !inside.includes(entry))).toEqual([['x', 'outside']])
  return inside.map(([path]) => path.slice('in/data/'.length))
}

describe('names of runs', () => {
  it('are kept to the letter, and no file is called after them', async () => {
    const { runs } = library
    for (const name of NAMES) {
      const { id } = await runs.create({ config: CONFIG, corpus: { ...CORPUS, name } })
      expect((await runs.rename(id, name)).name).toBe(name)
    }
    const again = await openLibrary({ root })
    const found = await again.runs.list()
    expect(found.map(({ name }) => name).sort()).toEqual([...NAMES].sort())
    expect(found.map(({ corpus }) => corpus.name).sort()).toEqual([...NAMES].sort())
    expect(again.notices.all()).toEqual([])
    for (const path of ours()) expect(path).toMatch(OURS)
  })

  it.each(['', '   ', 'a\0b', 'a\nb', 'x'.repeat(101)])('%j is none', async (name) => {
    const { id } = await library.runs.create({ config: CONFIG, corpus: CORPUS })
    expect((await failureOf(library.runs.rename(id, name))).code).toBe('bad-request')
    expect((await library.runs.find(id)).name).not.toBe(name)
  })
})

describe('names of texts', () => {
  it('are kept but for an ending, lines and length, and no file is called after them', async () => {
    const { corpora } = library
    for (const [i, name] of NAMES.entries()) {
      const { id, name: kept } = await corpora.addText(name, `text ${i}\nand more\n`)
      expect(kept).toBe(name.replace(/\.txt$/, ''))
      if (i % 2 === 0) await corpora.remove(id)
    }
    expect((await corpora.addText('a\0b\nc', 'zero\none\n')).name).toBe('a b c')
    expect((await corpora.addText('y'.repeat(300), 'long\nname\n')).name).toBe('y'.repeat(100))
    expect(await corpora.list()).toHaveLength(Math.floor(NAMES.length / 2) + 2)
    for (const path of ours()) expect(path).toMatch(OURS)
  })
})

describe('ids', () => {
  it.each(['../../x', 'a/b', 'a\\b', '.', '..', 'CON', 'con', 'a\0', '', 'x'.repeat(300)])(
    '%j leads nowhere',
    async (id) => {
      const { runs, corpora, shortlists } = library
      for (const ask of [
        () => runs.find(id),
        () => runs.remove(id),
        () => runs.writeCheckpoint(id, 1, new Uint8Array(9), null),
        () => runs.appendMetrics(id, { first: 1, train: Float64Array.of(1), val: [] }),
        () => corpora.find(id),
        () => corpora.remove(id),
        () => corpora.restore(id),
        () => shortlists.write(id, { lines: [], recipes: [] })
      ])
        expect((await failureOf(ask())).code).toMatch(/^bad-request$|-not-found$/)
      expect(ours()).toEqual([])
    }
  )
})
