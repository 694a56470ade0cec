import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_SHORTLIST, type Shortlist } from '#core/contracts/shortlist'
import { SHEET } from '#core/sheet.fixtures'
import { openLibrary } from './library'

let root: string
beforeEach(async () => (root = await mkdtemp(join(tmpdir(), 'shortlists-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

const list: Shortlist = {
  lines: SHEET.lines.map((line, i) => ({ ...line, id: `k-${i}`, kept: SHEET.made })),
  recipes: SHEET.recipes
}
const file = (corpus: string): string => join(root, 'shortlists', `${corpus}.json`)

describe('shortlists', () => {
  it('are empty at first, and what was written is there after a restart, each corpus for itself', async () => {
    const { shortlists } = await openLibrary({ root })
    expect(await shortlists.read('text-0a')).toEqual(NO_SHORTLIST)
    await shortlists.write('text-0a', list)
    await shortlists.write('text-0b', { ...list, lines: list.lines.slice(2) })
    const again = await openLibrary({ root })
    expect(await again.shortlists.read('text-0a')).toEqual(list)
    expect((await again.shortlists.read('text-0b')).lines).toHaveLength(2)
    expect(JSON.parse(await readFile(file('text-0a'), 'utf8'))).toMatchObject({
      format: 'downhill-shortlist',
      version: 1
    })
  })

  it('keeps the last of many writings, whole, and leaves nothing beside it', async () => {
    const { shortlists } = await openLibrary({ root })
    const writings = list.lines.map((_, n) =>
      shortlists.write('a', { ...list, lines: list.lines.slice(0, n + 1) })
    )
    await Promise.all(writings)
    expect(await shortlists.read('a')).toEqual(list)
    expect(await readdir(join(root, 'shortlists'))).toEqual(['a.json'])
  })

  it('sets a broken file aside and never writes over one of a newer version', async () => {
    const { shortlists, notices } = await openLibrary({ root })
    await shortlists.write('a', list)
    await shortlists.write('b', list)
    const text = await readFile(file('a'), 'utf8')
    await writeFile(file('a'), text.replace('"recipe": 1', '"recipe": 7'))
    expect(await shortlists.read('a')).toEqual(NO_SHORTLIST)
    expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail: { name: 'a.json' } }])
    expect((await readdir(join(root, 'shortlists'))).some((name) => name.startsWith('a.json.corrupt-'))).toBe(
      true
    )
    const newer = text.replace('"version": 1', '"version": 2')
    await writeFile(file('b'), newer)
    await expect(shortlists.read('b')).rejects.toThrow('library-newer-version')
    await expect(shortlists.write('b', NO_SHORTLIST)).rejects.toThrow('library-newer-version')
    expect(await readFile(file('b'), 'utf8')).toBe(newer)
  })

  it('takes no id that is a path', async () => {
    const { shortlists } = await openLibrary({ root })
    await expect(shortlists.read('../x')).rejects.toThrow('bad-request')
  })
})
