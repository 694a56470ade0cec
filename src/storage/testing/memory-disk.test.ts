import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom } from '#core/random/random'
import { type Disk, nodeDisk } from '../disk'
import { errnoOf } from '../disk-errors'
import { memoryDisk } from './memory-disk'
import { crashesAfter } from './power-loss'

const NAMES = ['a', 'b', 'a/c', 'a/d', 'b/c', 'a/c/e']

describe('the disk in memory', () => {
  it('does what the real one does, over 3,000 operations', async () => {
    const root = mkdtempSync(join(tmpdir(), 'downhill-disk-'))
    const random = createRandom(9)
    const pick = <T>(of: readonly T[]): T => of[random.below(of.length)]!
    const memory = memoryDisk()
    await memory.makeFolder('/r')
    const both: [Disk, string][] = [
      [nodeDisk, root],
      [memory, '/r']
    ]
    const outcomes = new Map<string, number>()
    try {
      for (let n = 0; n < 3000; n++) {
        const [kind, path, other] = [random.below(8), pick(NAMES), pick(NAMES)]
        // Not into itself: systems differ in what they call that.
        if (kind === 4 && (other.startsWith(path) || path.startsWith(other))) continue
        const flags = pick(['wx', 'a', 'r', 'r+'] as const)
        const bytes = Buffer.from(`${n} `.repeat(1 + random.below(3)))
        const act = async (disk: Disk, at: string): Promise<unknown> => {
          const full = join(at, path)
          if (kind === 0) return disk.makeFolder(full)
          if (kind === 1) return disk.remove(full)
          if (kind === 2) return Buffer.from(await disk.read(full)).toString()
          if (kind === 3) return (await disk.list(full)).sort()
          if (kind === 4) return disk.rename(full, join(at, other))
          if (kind === 5) return disk.removeEmpty(full)
          if (kind === 6) {
            const { file, folder, size } = await disk.stat(full)
            return { file, folder, size: file ? size : 0 }
          }
          const file = await disk.open(full, flags)
          try {
            const { file: regular } = await file.stat()
            if (!regular || flags === 'r') return regular
            await file.write(bytes, 1, bytes.byteLength - 1)
            await file.write(bytes, 0, 2)
            if (flags === 'r+') await file.truncate(5)
            await file.sync()
            return (await file.stat()).size
          } finally {
            await file.close()
          }
        }
        const [real, made] = await Promise.all(
          both.map(([disk, at]) => act(disk, at).catch((error: unknown) => errnoOf(error)))
        )
        expect(made, `${n}: ${kind} ${path} ${other} ${flags}`).toEqual(real)
        outcomes.set(`${kind} ${typeof real}`, (outcomes.get(`${kind} ${typeof real}`) ?? 0) + 1)
      }
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
    expect(outcomes.size).toBeGreaterThan(10)
  })
})

describe('a power failure on it', () => {
  it('leaves what was synced, and of the rest all that may be', async () => {
    const disk = memoryDisk()
    const write = async (path: string, text: string, sync: boolean): Promise<void> => {
      const file = await disk.open(path, 'wx')
      await file.write(Buffer.from(text), 0, text.length)
      if (sync) await file.sync()
    }
    const states = (): string[] => {
      const found = [...crashesAfter(disk, disk.journal.length)].map(({ disk: left }) =>
        JSON.stringify([...left.files()].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]))
      )
      return [...new Set(found)].sort()
    }
    await write('/a', 'abcd', false)
    const a = (text: string): string => JSON.stringify([['/a', text]])
    expect(states()).toEqual([a('\0\0\0\0'), a(''), a('ab'), a('abcd'), '[]'].sort())
    const root = await disk.open('/', 'r')
    await root.sync()
    expect(states()).toEqual([a('\0\0\0\0'), a(''), a('ab'), a('abcd')].sort())
    await (await disk.open('/a', 'r+')).sync()
    expect(states()).toEqual([a('abcd')])
    await write('/b', 'new', true)
    await disk.rename('/b', '/a')
    // The rename is there or not; that /b ever was may be lost either way.
    const b = JSON.stringify([
      ['/a', 'abcd'],
      ['/b', 'new']
    ])
    expect(states()).toEqual([a('abcd'), a('new'), b].sort())
    await root.sync()
    expect(states()).toEqual([a('new')])
  })
})
