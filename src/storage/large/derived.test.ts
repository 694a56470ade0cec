import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nodeDisk } from '../disk'
import { openLibrary } from '../library'
import { readDerived, writeDerived } from './derived'

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'downhill-derived-'))))
afterEach(() => rmSync(root, { recursive: true }))

const state = { sha256: 'a'.repeat(64), size: 10, mtimeMs: 5 }

it('gives back what was written for these very bytes, and nothing else', async () => {
  const path = join(root, 'facts.json')
  await writeDerived(nodeDisk, path, state, { loss: 0.1, text: 'é' })
  expect(await readDerived(nodeDisk, path, state)).toEqual({ loss: 0.1, text: 'é' })
  for (const other of [{ size: 11 }, { mtimeMs: 6 }, { sha256: 'b'.repeat(64) }]) {
    expect(await readDerived(nodeDisk, path, { ...state, ...other })).toBeNull()
  }
  const kept = Buffer.from(await nodeDisk.read(path)).toString()
  for (const broken of [kept.replace('0.1', '0.2'), kept.slice(0, -5), '', 'null', '[]']) {
    writeFileSync(path, broken)
    expect(await readDerived(nodeDisk, path, state)).toBeNull()
  }
})

it('goes with its corpus, and what killed processes and removed corpora left goes at the next start', async () => {
  const library = await openLibrary({ root })
  const { id } = await library.corpora.addText('prose', 'one\ntwo\nthree')
  const corpora = join(root, 'corpora')
  const folder = join(corpora, `${id}.large`)
  const tokens = (n: number): string => `${String(n).repeat(16)}.tokens`
  for (const [of, names] of [
    [folder, ['facts-0.1.json', '.x.tokens.999999.0123456789ab.tmp', ...[1, 2, 3, 4].map(tokens)]],
    [join(corpora, 'text-gone.large'), ['facts-0.1.json']]
  ] as const) {
    mkdirSync(of)
    for (const name of names) writeFileSync(join(of, name), 'x')
  }
  for (const n of [1, 2, 3, 4]) utimesSync(join(folder, tokens(n)), n, n === 2 ? 100 : n)

  await openLibrary({ root })
  expect(existsSync(join(corpora, 'text-gone.large'))).toBe(false)
  expect(readdirSync(folder).sort()).toEqual([...[1, 2, 3, 4].map(tokens), 'facts-0.1.json'])
  // The terminal leaves the tokens that the window may be reading.
  await openLibrary({ root, owner: true })
  expect(readdirSync(folder).sort()).toEqual([...[2, 3, 4].map(tokens), 'facts-0.1.json'])

  await library.corpora.remove(id)
  expect(readdirSync(corpora)).toEqual([])
  await library.corpora.restore(id)
  expect(await library.corpora.readText(id)).toBe('one\ntwo\nthree')
})
