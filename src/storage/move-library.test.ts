import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LargeProgress } from '#core/contracts/large'
import { LARGE_SIZES, prepareLarge } from './large/prepare'
import { openLibrary } from './library'
import { moveLibrary } from './move-library'
import { failureOf, filesBelow, scratch } from './testing/fixtures'

let folder: string
let remove: () => void
let from: string
let to: string
beforeEach(() => {
  ;({ folder, remove } = scratch())
  from = join(folder, 'from')
  to = join(folder, 'new', 'to é')
  mkdirSync(join(from, 'runs', 'a', 'checkpoints'), { recursive: true })
  mkdirSync(join(from, 'session'))
  writeFileSync(join(from, 'runs', 'a', 'run.json'), '{}')
  writeFileSync(join(from, 'runs', 'a', 'checkpoints', 'ckpt-1.safetensors'), 'weights')
  writeFileSync(join(from, 'settings.json'), '{"theme":"dark"}')
  writeFileSync(join(from, 'session', 'cache'), 'not ours')
})
afterEach(() => remove())

const discarded: string[] = []
const discard = (path: string): Promise<void> => {
  discarded.push(path)
  rmSync(path, { recursive: true })
  return Promise.resolve()
}

const LIBRARY = {
  'runs/a/run.json': '{}',
  'runs/a/checkpoints/ckpt-1.safetensors': 'weights',
  'settings.json': '{"theme":"dark"}'
}

describe.each([
  ['on one disk', true],
  ['to another disk', false]
])('moving the library %s', (_, sameDisk) => {
  it('takes everything of the library and nothing else', async () => {
    await moveLibrary({ from, to, discard, sameDisk })
    expect(filesBelow(to)).toEqual(LIBRARY)
    expect(filesBelow(from)).toEqual({ 'session/cache': 'not ours' })
  })

  it('finishes what broke off', async () => {
    mkdirSync(join(to, 'runs', 'a', 'checkpoints'), { recursive: true })
    writeFileSync(join(to, 'runs', 'a', 'run.json'), '{}')
    writeFileSync(join(to, 'runs', 'a', 'checkpoints', 'ckpt-1.safetensors'), 'weights')
    // Renamed already, or copied and not yet discarded.
    if (sameDisk) rmSync(join(from, 'runs'), { recursive: true })
    await moveLibrary({ from, to, discard, sameDisk })
    expect(filesBelow(to)).toEqual(LIBRARY)
    expect(filesBelow(from)).toEqual({ 'session/cache': 'not ours' })
  })

  it('leaves the library where it was when it fails', async () => {
    if (sameDisk) {
      // The second part finds something in its way that it cannot replace.
      mkdirSync(join(to, 'settings.json', 'x'), { recursive: true })
    } else {
      mkdirSync(join(folder, 'new'))
      writeFileSync(to, 'a file where the folder should be')
    }
    const before = filesBelow(from)
    const { code } = await failureOf(moveLibrary({ from, to, discard, sameDisk }))
    expect(['write-failed', 'file-is-folder']).toContain(code)
    expect(filesBelow(from)).toEqual(before)
  })
})

describe.each([
  ['on one disk', true],
  ['to another disk', false]
])('large texts moved %s', (_, sameDisk) => {
  it('take what was computed from them along, and it counts there', async () => {
    const sizes = { ...LARGE_SIZES, piece: 1000 }
    const split = { kind: 'text', held_out: 0.1 } as const
    const tokensAt = async (root: string, tell: (progress: LargeProgress) => void) => {
      const { corpora } = await openLibrary({ root, owner: true })
      const { id } = (await corpora.list())[0]!
      const place = await corpora.place(id)
      const hooks = { sizes, tell }
      const tokenizer = await prepareLarge(place, { want: 'tokenizer', setting: 'graphemes', split }, hooks)
      return prepareLarge(place, { want: 'tokens', tokenizer, split }, hooks)
    }
    const library = await openLibrary({ root: from, owner: true })
    await library.corpora.addText('Prose', 'The river walked past the town.\n'.repeat(200))
    const made = await tokensAt(from, () => undefined)
    const before = Object.keys(filesBelow(from)).filter((path) => path.includes('.large'))
    expect(before).toHaveLength(4)
    await library.close()
    await moveLibrary({ from, to, discard, sameDisk })
    expect(Object.keys(filesBelow(to)).filter((path) => path.includes('.large'))).toEqual(before)
    const stages = new Set<string>()
    expect(await tokensAt(to, ({ stage }) => stages.add(stage))).toEqual(made)
    // The tokens are only looked at. What was read of the text counts as long as the time of its file came along.
    expect([...stages]).toContain('checking')
    expect(stages.has('tokens')).toBe(false)
    expect(stages.has('reading')).toBe(false)
  })
})

describe('moving the library to another disk', () => {
  it('stops when it is cancelled and leaves no half copy', async () => {
    const stop = new AbortController()
    stop.abort()
    const moved = moveLibrary({ from, to, discard, signal: stop.signal, sameDisk: false })
    expect((await failureOf(moved)).code).toBe('cancelled')
    expect(filesBelow(to)).toEqual({})
    expect(existsSync(join(from, 'runs', 'a', 'run.json'))).toBe(true)
  })
})
