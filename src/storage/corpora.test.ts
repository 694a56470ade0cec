import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Library, openLibrary } from './library'
import { faultyDisk } from './testing/faulty-disk'
import { failureOf, filesBelow, NOON, scratch } from './testing/fixtures'

const BUNDLED = resolve(import.meta.dirname, '../../resources/corpora')

let folder: string
let remove: () => void
let library: Library
beforeEach(async () => {
  ;({ folder, remove } = scratch())
  library = await openLibrary({ root: folder, bundled: BUNDLED, now: () => NOON })
})
afterEach(() => remove())

const own = ({ bundled }: { readonly bundled: boolean }): boolean => !bundled
const reopen = (): Promise<Library> => openLibrary({ root: folder, bundled: BUNDLED })

describe('corpora', () => {
  it('bring the bundled names along, with source and licence', async () => {
    const [names] = await library.corpora.list()
    expect(names).toMatchObject({
      id: 'names',
      bundled: true,
      name: 'US baby names',
      licence: 'Public domain'
    })
    const text = await library.corpora.readText('names')
    expect(text.trim().split('\n')).toHaveLength(32_257)
    expect(names?.bytes).toBe(Buffer.byteLength(text))
  })

  it.each([
    ['names', 32_257, 'Public domain', 'bd02dfd33179e23ec2dd093cbd4de619834f75d660ef1ae04d3127e7a0110053'],
    ['novel', 5119, 'Public domain', '1d96e7e3e685534e2d60c39b8a4facc46fbc50cfb929ed4bd8ea9b70e820faae'],
    ['towns', 9379, 'CC BY 4.0', '8eeb6800c829473477d0c1f8cfa9623687ba9302ea836d9692bbdf823f76e6f2']
  ])('bring %s along as it is described', async (id, lines, licence, hash) => {
    const entry = await library.corpora.find(id)
    expect(entry).toMatchObject({ bundled: true, licence, sha256: hash })
    expect(entry.source.length).toBeGreaterThan(20)
    expect((await library.corpora.readText(id)).trimEnd().split('\n')).toHaveLength(lines)
  })

  it('keep a text with its name, hash and length, over a restart', async () => {
    const added = await library.corpora.addText('Städte.TXT', 'Ulm\nZürich\n')
    expect(added).toMatchObject({ name: 'Städte', bytes: 12, bundled: false, added: NOON.toISOString() })
    const { corpora } = await reopen()
    expect((await corpora.list()).filter(own)).toEqual([added])
    expect(await corpora.readText(added.id)).toBe('Ulm\nZürich\n')
  })

  it('hold the same text once, whatever its name', async () => {
    const first = await library.corpora.addText('a', 'one\ntwo')
    const again = await library.corpora.addText('b', 'one\ntwo')
    expect(again).toEqual(first)
    expect(readdirSync(join(folder, 'corpora'))).toHaveLength(2)
  })

  it('make corrected copies that tell what was mended, and leave the original as it is', async () => {
    const none = { kind: 'list', characters: [], lines: new Float64Array() } as const
    const first = await library.corpora.addText('Towns', 'Ulm\nulm\nUlm\n-\nBonn\n')
    const spelled = await library.corpora.mend(first.id, 'Towns, mended', { ...none, mend: 'spelling' })
    const step = { mend: 'spelling', characters: [], lines: 1 }
    const { id, name, sha256 } = first
    expect(spelled).toMatchObject({
      name: 'Towns, mended',
      mended: { original: { id, name, sha256 }, steps: [step] }
    })
    const short = await library.corpora.mend(spelled.id, 'Towns, mended', { ...none, mend: 'near-empty' })
    expect(short.mended).toMatchObject({ original: { id }, steps: [step, { mend: 'near-empty', lines: 1 }] })
    const { corpora } = await reopen()
    expect(await corpora.find(short.id)).toEqual(short)
    expect(await corpora.readText(short.id)).toBe('Ulm\nUlm\nUlm\nBonn\n')
    expect(await corpora.readText(first.id)).toBe('Ulm\nulm\nUlm\n-\nBonn\n')
    // Of a bundled text, source and licence stay.
    const lines = Float64Array.of(0)
    const towns = await corpora.mend('towns', 'Fewer', { ...none, mend: 'long', lines })
    expect(towns).toMatchObject({
      licence: 'CC BY 4.0',
      bundled: false,
      mended: { original: { id: 'towns' } }
    })

    // A mend that changes nothing, and one that is cancelled, leave nothing behind.
    const before = readdirSync(join(folder, 'corpora'))
    expect(
      (await failureOf(corpora.mend(short.id, 'x', { ...none, mend: 'copies', kind: 'text' }))).code
    ).toBe('bad-request')
    const signal = AbortSignal.abort()
    const broken = corpora.mend(first.id, 'x', { ...none, mend: 'near-empty' }, { signal })
    expect((await failureOf(broken)).code).toBe('cancelled')
    expect(readdirSync(join(folder, 'corpora'))).toEqual(before)
  })

  it('mend a stored text when it is added again', async () => {
    const { id } = await library.corpora.addText('a', 'one\ntwo')
    truncateSync(join(folder, 'corpora', `${id}.txt`), 3)
    expect((await failureOf(library.corpora.readText(id))).code).toBe('library-corrupt')
    await library.corpora.addText('a', 'one\ntwo')
    expect(await library.corpora.readText(id)).toBe('one\ntwo')
  })

  it('find a text that was changed behind our back', async () => {
    const { id } = await library.corpora.addText('a', 'one\ntwo')
    writeFileSync(join(folder, 'corpora', `${id}.txt`), 'one\nTWO')
    expect((await failureOf(library.corpora.readText(id))).code).toBe('library-corrupt')
  })

  it('refuse what is not a text, and store nothing of it', async () => {
    expect((await failureOf(library.corpora.addText('x', '\0\u0001'))).code).toBe('corpus-binary')
    expect((await failureOf(library.corpora.addText('x', ' \n'))).code).toBe('corpus-empty')
    expect(readdirSync(join(folder, 'corpora'))).toEqual([])
  })

  it('go to the trash and come back', async () => {
    const added = await library.corpora.addText('a', 'one\ntwo')
    await library.corpora.remove(added.id)
    expect((await library.corpora.list()).filter(own)).toEqual([])
    expect(Object.values(filesBelow(join(folder, 'trash')))).toContain('one\ntwo')
    expect((await failureOf(library.corpora.remove(added.id))).code).toBe('corpus-not-found')
    expect(await library.corpora.restore(added.id)).toEqual(added)
    expect(await library.corpora.readText(added.id)).toBe('one\ntwo')
    expect((await failureOf(library.corpora.restore('text-0'))).code).toBe('corpus-not-found')
  })

  it('never lose a bundled one', async () => {
    expect((await failureOf(library.corpora.remove('names'))).code).toBe('bad-request')
    expect((await library.corpora.find('names')).bundled).toBe(true)
  })

  it.each([
    '../settings',
    '..',
    'a/b',
    'a\\b',
    'CON',
    'con',
    '',
    'x'.repeat(300),
    'a:b',
    'nul',
    '-rf',
    'a\0b',
    'é'
  ])('have no corpus with the id %j, and look for none outside', async (id) => {
    writeFileSync(join(folder, 'settings.txt'), 'secret')
    const before = filesBelow(folder)
    expect((await failureOf(library.corpora.readText(id))).code).toBe('bad-request')
    expect(['bad-request', 'corpus-not-found']).toContain((await failureOf(library.corpora.remove(id))).code)
    expect(filesBelow(folder)).toEqual(before)
  })

  it.each([
    '../../x',
    'CON',
    'a/b',
    'a\\b',
    '.',
    '..',
    'a:b',
    'a\0b',
    'é',
    'e\u0301',
    'x. ',
    '-rf',
    '',
    '\n\n'
  ])('store a text named %j under an id of their own', async (name) => {
    const entry = await library.corpora.addText(name, 'one\ntwo')
    expect(readdirSync(join(folder, 'corpora')).sort()).toEqual([`${entry.id}.json`, `${entry.id}.txt`])
    expect((await reopen()).notices.all()).toEqual([])
    expect(entry.name).toBe(name.replaceAll(/[\0\n]+/g, ' ').trim() || 'Text')
  })

  it('set a broken record aside, say so, and list the others', async () => {
    const good = await library.corpora.addText('good', 'one\ntwo')
    const bad = await library.corpora.addText('bad', 'three\nfour')
    const path = join(folder, 'corpora', `${bad.id}.json`)
    const valid = readFileSync(path, 'utf8')
    const broken = [
      '',
      '{',
      '[]',
      'null',
      '{}',
      valid.replace(bad.sha256, 'x'),
      valid.replace(bad.id, good.id)
    ]
    for (const [round, content] of broken.entries()) {
      writeFileSync(path, content)
      const { corpora, notices } = await reopen()
      expect((await corpora.list()).filter(own), content).toEqual([good])
      expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail: { name: `${bad.id}.json` } }])
      const aside = readdirSync(join(folder, 'corpora')).filter((name) => name.includes('.json.corrupt-'))
      expect(aside).toHaveLength(round + 1)
    }
  })

  it('leave a newer version as it is', async () => {
    const { id } = await library.corpora.addText('a', 'one\ntwo')
    const path = join(folder, 'corpora', `${id}.json`)
    const newer = readFileSync(path, 'utf8').replace('"version": 1', '"version": 2')
    writeFileSync(path, newer)
    const { corpora, notices } = await reopen()
    expect((await corpora.list()).filter(own)).toEqual([])
    expect(notices.all()).toMatchObject([{ code: 'library-newer-version', detail: { version: 2 } }])
    expect(readFileSync(path, 'utf8')).toBe(newer)
  })

  it('survive a fault at any operation while adding', async () => {
    const probe = faultyDisk()
    const root = join(folder, 'probe')
    await (await openLibrary({ root, disk: probe })).corpora.addText('a', 'one\ntwo')
    for (let at = 1; at <= probe.count(); at++) {
      const place = join(folder, `at-${at}`)
      const disk = faultyDisk({ at, error: 'EIO', persistent: true })
      const added = await openLibrary({ root: place, disk })
        .then(({ corpora }) => corpora.addText('a', 'one\ntwo'))
        .catch(() => null)
      const after = await openLibrary({ root: place })
      const listed = await after.corpora.list()
      expect(after.notices.all()).toEqual([])
      if (added) expect(listed).toEqual([added])
      for (const { id } of listed) expect(await after.corpora.readText(id)).toBe('one\ntwo')
      expect(Object.keys(filesBelow(place)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    }
  })

  it('still open without the bundled folder', async () => {
    const { corpora, notices } = await openLibrary({ root: folder, bundled: join(folder, 'none') })
    expect(await corpora.list()).toEqual([])
    expect(notices.all()).toHaveLength(1)
  })
})
