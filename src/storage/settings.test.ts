import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_BUDGET } from '#core/contracts/app'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLibrary } from './library'
import { DEFAULT_SETTINGS, type Settings } from './settings'
import { faultyDisk } from './testing/faulty-disk'
import { failureOf, scratch } from './testing/fixtures'

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

const path = (): string => join(folder, 'settings.json')
const open = async (): Promise<Settings> => (await openLibrary({ root: folder })).settings

describe('settings', () => {
  it('begin with the defaults and write nothing', async () => {
    expect((await open()).current()).toEqual(DEFAULT_SETTINGS)
    expect(readdirSync(folder)).not.toContain('settings.json')
  })

  it('are kept', async () => {
    const settings = await open()
    await settings.changeApp({ theme: 'dark', corpus: 'names' })
    await settings.change({
      window: { x: -5, y: 0, width: 1000, height: 700, maximized: false },
      folder: '/tmp',
      recent: ['/tmp/a.safetensors']
    })
    await settings.changeApp({ preset: 'microgpt', engineFeatures: ['f16'] })
    expect((await open()).current()).toEqual({
      app: {
        ...DEFAULT_SETTINGS.app,
        ...{ theme: 'dark', engineFeatures: ['f16'], corpus: 'names', preset: 'microgpt' }
      },
      window: { x: -5, y: 0, width: 1000, height: 700, maximized: false },
      folder: '/tmp',
      recent: ['/tmp/a.safetensors']
    })
  })

  it.each([
    '',
    '{',
    '"x"',
    '{"format":"downhill-settings","version":1,"app":{"theme":"pink"},"window":null,"folder":null}'
  ])('fall back to the defaults when the file reads %j, which is set aside', async (content) => {
    writeFileSync(path(), content)
    const { settings, notices } = await openLibrary({ root: folder })
    expect(settings.current()).toEqual(DEFAULT_SETTINGS)
    expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail: { name: 'settings.json' } }])
    const aside = readdirSync(folder).find((name) => name.startsWith('settings.json.corrupt-'))
    expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe(content)
  })

  it('fill in what an older version did not know', async () => {
    const app = { theme: 'light', engine: 'cpu', corpus: null }
    writeFileSync(
      path(),
      JSON.stringify({ format: 'downhill-settings', version: 1, app, window: null, folder: null })
    )
    expect((await open()).current().app).toEqual({
      ...app,
      engineFeatures: [],
      preset: 'names',
      checkpoints: DEFAULT_BUDGET,
      tour: { station: 0, done: [] },
      keepAwake: true,
      notifyWhenDone: true,
      language: 'system'
    })
  })

  it('of a newer version are not overwritten', async () => {
    const newer = JSON.stringify({ format: 'downhill-settings', version: 2, app: {} })
    writeFileSync(path(), newer)
    const { settings, notices } = await openLibrary({ root: folder })
    await settings.changeApp({ theme: 'dark' })
    expect(settings.current().app.theme).toBe('dark')
    expect(notices.all()[0]?.code).toBe('library-newer-version')
    expect(readFileSync(path(), 'utf8')).toBe(newer)
  })

  it('hold for the session where they cannot be stored', async () => {
    const probe = faultyDisk()
    await openLibrary({ root: folder, disk: probe })
    const disk = faultyDisk({ at: probe.count() + 1, error: 'ENOSPC', persistent: true })
    const { settings } = await openLibrary({ root: folder, disk })
    expect((await failureOf(settings.changeApp({ theme: 'dark' }))).code).toBe('disk-full')
    expect(settings.current().app.theme).toBe('dark')
  })
})
