import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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
