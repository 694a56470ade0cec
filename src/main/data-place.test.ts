import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPlacing, readPlace, settlePlace } from './data-place'
import { failureOf, filesBelow, scratch } from '../storage/testing/fixtures'

vi.mock('electron', () => ({ app: {} }))

let folder: string
let remove: () => void
let home: string
beforeEach(() => {
  ;({ folder, remove } = scratch())
  folder = realpathSync(folder)
  home = join(folder, 'home')
  mkdirSync(join(home, 'runs'), { recursive: true })
  writeFileSync(join(home, 'runs', 'run.txt'), 'x')
})
afterEach(() => remove())

const hide = (path: string): string => path.replace(folder, '~')
const never = (): Promise<void> => Promise.reject(new Error('nothing is discarded on one disk'))

describe('where the library is', () => {
  it('is at home until another folder is chosen, and there from the next start on', async () => {
    expect(await settlePlace(home, never)).toEqual({ root: home, problem: null })
    const placing = createPlacing(home, home, hide)
    expect(placing.place()).toEqual({ folder: '~/home', next: null })
    const to = join(folder, 'other disk')
    expect(await placing.choose(to, 'move')).toEqual({
      folder: '~/home',
      next: { folder: '~/other disk', how: 'move' }
    })
    expect(filesBelow(home)).toHaveProperty(['runs/run.txt'])
    expect(await settlePlace(home, never)).toEqual({ root: to, problem: null })
    expect(filesBelow(to)).toEqual({ 'runs/run.txt': 'x' })
    expect(readPlace(home)).toEqual({ folder: to, next: null })
    expect(await settlePlace(home, never)).toEqual({ root: to, problem: null })
    // And back home.
    await createPlacing(home, to, hide).choose(home, 'move')
    expect(await settlePlace(home, never)).toEqual({ root: home, problem: null })
    expect(filesBelow(home)).toHaveProperty(['runs/run.txt'])
  })

  it('stays if the choice is taken back, or names the place it has', async () => {
    const placing = createPlacing(home, home, hide)
    await placing.choose(join(folder, 'other'), 'open')
    expect((await placing.stay()).next).toBeNull()
    expect((await placing.choose(home, 'move')).next).toBeNull()
    expect(await settlePlace(home, never)).toEqual({ root: home, problem: null })
  })

  it('takes a folder of its own in one that holds other things, and an existing library as it is', async () => {
    const placing = createPlacing(home, home, hide)
    mkdirSync(join(folder, 'full', 'Downhill'), { recursive: true })
    writeFileSync(join(folder, 'full', 'letter.txt'), '')
    expect((await placing.choose(join(folder, 'full'), 'move')).next?.folder).toBe('~/full/Downhill')
    writeFileSync(join(folder, 'full', 'Downhill', 'x'), '')
    const full = placing.choose(join(folder, 'full'), 'move')
    expect((await failureOf(full)).code).toBe('folder-not-empty')
    mkdirSync(join(folder, 'library', 'runs'), { recursive: true })
    expect((await placing.choose(join(folder, 'library'), 'open')).next).toEqual({
      folder: '~/library',
      how: 'open'
    })
    expect((await settlePlace(home, never)).root).toBe(join(folder, 'library'))
    expect(filesBelow(home)).toHaveProperty(['runs/run.txt'])
  })

  it('is never a part of the data folder', async () => {
    const placing = createPlacing(home, home, hide)
    mkdirSync(join(home, 'inner'))
    for (const how of ['move', 'open'] as const) {
      const chosen = placing.choose(join(home, 'inner'), how)
      expect((await failureOf(chosen)).code).toBe('folder-inside')
    }
  })

  it('stays where it was when moving fails, and says why', async () => {
    const to = join(folder, 'to')
    await createPlacing(home, home, hide).choose(to, 'move')
    mkdirSync(join(to, 'runs', 'in the way'), { recursive: true })
    const { root, problem } = await settlePlace(home, never)
    expect([root, (problem as Error).message]).toEqual([home, 'write-failed'])
    expect(readPlace(home).next).toBeNull()
    expect(filesBelow(home)).toHaveProperty(['runs/run.txt'])
  })

  it('is at home if place.json is no such file', () => {
    writeFileSync(join(home, 'place.json'), '{"format":"downhill-place","version":1,"folder":3}')
    expect(readPlace(home)).toEqual({ folder: home, next: null })
    expect(readFileSync(join(home, 'place.json'), 'utf8')).toContain('3')
  })
})
