/* Two computers on one data folder: what counts is whether the other one's signs of life change, never a clock. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Disk } from './disk'
import { openLibrary } from './library'
import { createLocks, type Holder, type Locks } from './locks'
import { failureOf } from './testing/fixtures'
import { type MemoryDisk, memoryDisk } from './testing/memory-disk'

const FOLDER = '/data/locks'
const DESK: Holder = { pid: 71, started: 'monday', host: 'desk' }
const ATTIC: Holder = { pid: 71, started: 'monday', host: 'attic' }

let disk: MemoryDisk
beforeEach(() => (disk = memoryDisk()))

interface Computer {
  readonly locks: Locks
  readonly lost: string[]
  /** Milliseconds for which it has waited. */
  waited: number
  clock: number
}

/** @param meanwhile happens while it waits */
function computer(self: Holder, clock = Date.UTC(2026, 6, 12), meanwhile?: () => Promise<void>): Computer {
  const wait: Disk['wait'] = async (ms) => {
    made.waited += ms
    made.clock += ms
    await meanwhile?.()
  }
  const lost: string[] = []
  const locks = createLocks({ ...disk, wait }, FOLDER, {
    ...{ self, startOf: (pid) => (pid === self.pid ? self.started : null), now: () => made.clock },
    lost: (name, { host }) => lost.push(`${name} by ${host}`)
  })
  const made: Computer = { locks, lost, waited: 0, clock }
  return made
}

describe('a lock of another computer', () => {
  it.each([
    ['the same clock', 0],
    ['a clock of yesterday', -86_400_000],
    ['a clock of tomorrow', 86_400_000]
  ])('that gives signs of life is not taken: %s', async (_what, skew) => {
    const desk = computer(DESK, Date.UTC(2026, 6, 12) + skew)
    expect(await desk.locks.take('window')).toBeNull()
    const attic = computer(ATTIC, Date.UTC(2026, 6, 12), async () => {
      if (attic.waited === 3000) await desk.locks.beat()
    })
    const since = new Date(Date.UTC(2026, 6, 12) + skew).toISOString()
    expect(await attic.locks.take('window')).toEqual({ ...DESK, since })
    expect(attic.waited).toBe(3000)
    await desk.locks.confirm('window')
    expect(desk.lost).toEqual([])
  })

  it('that has crashed is taken after half a minute of silence, and no sooner', async () => {
    await computer(DESK).locks.take('window')
    const attic = computer(ATTIC)
    expect(await attic.locks.take('window')).toBeNull()
    expect(attic.waited).toBe(30_000)
    // Of one that has been seen dead no more is asked.
    await computer(DESK).locks.take('run')
    await attic.locks.take('run')
    expect(attic.waited).toBe(30_000)
  })

  it('is not taken while the folder itself cannot be read', async () => {
    await computer(DESK).locks.take('window')
    const away = { ...disk, read: () => Promise.reject(Object.assign(new Error('away'), { code: 'EIO' })) }
    const attic = createLocks({ ...away, wait: () => Promise.resolve() }, FOLDER, { self: ATTIC })
    expect((await failureOf(attic.take('window'))).code).toBe('write-failed')
  })

  it('is taken by one of two who wait for it', async () => {
    await computer(DESK).locks.take('window')
    const [attic, cellar] = [computer(ATTIC), computer({ ...ATTIC, host: 'cellar' })]
    const beating = [attic, cellar].map(async ({ locks }) => {
      const holder = await locks.take('window')
      return holder ? 'refused' : 'has it'
    })
    expect((await Promise.all(beating)).sort()).toContain('has it')
    await attic.locks.beat()
    await cellar.locks.beat()
    expect([...attic.lost, ...cellar.lost].length).toBeLessThanOrEqual(1)
    const still = await Promise.allSettled([attic.locks.confirm('window'), cellar.locks.confirm('window')])
    const owners = [await attic.locks.holder('window'), await cellar.locks.holder('window')]
    expect(owners.filter((owner) => owner === null)).toHaveLength(1)
    expect(still.some(({ status }) => status === 'fulfilled')).toBe(true)
  })

  it('is left by sweeping, and goes once it was watched', async () => {
    await computer(DESK).locks.take('run')
    const attic = computer(ATTIC)
    await attic.locks.sweep()
    expect(await attic.locks.holder('run')).toMatchObject(DESK)
    expect(attic.waited).toBe(0)
    expect(await attic.locks.sweepForeign()).toBe(true)
    expect(await attic.locks.holder('run')).toBeNull()
    expect(await disk.list(FOLDER)).toEqual([])
  })
})

describe('a computer that comes back from sleep', () => {
  it('finds its lock taken and may not write, at the next sign of life', async () => {
    const desk = computer(DESK)
    await desk.locks.take('window')
    await computer(ATTIC).locks.take('window')
    await desk.locks.beat()
    expect(desk.lost).toEqual(['window by attic'])
    expect(await failureOf(desk.locks.confirm('window'))).toMatchObject({
      ...{ code: 'library-taken', detail: { host: 'attic' } }
    })
    await desk.locks.releaseAll()
    expect(await disk.list(FOLDER)).toContain('window.json')
  })

  it('or before it, when it wants to write', async () => {
    const desk = computer(DESK)
    await desk.locks.take('window')
    await computer(ATTIC).locks.take('window')
    // Too soon after its own sign of life for anyone to have taken it.
    await desk.locks.confirm('window')
    desk.clock += 60_000
    expect((await failureOf(desk.locks.confirm('window'))).code).toBe('library-taken')
  })

  it('is refused the run that another one trains by now', async () => {
    const desk = computer(DESK)
    await desk.locks.take('run')
    const attic = computer(ATTIC)
    await attic.locks.take('run')
    desk.clock += 60_000
    const wait = async (): Promise<void> => attic.locks.beat()
    const back = computer(DESK, desk.clock, wait)
    expect(await back.locks.take('run')).toMatchObject(ATTIC)
    await attic.locks.release('run')
    expect(await desk.locks.take('run')).toBeNull()
  })

  it('goes on where nobody took it, also if its lock was removed', async () => {
    const desk = computer(DESK)
    await desk.locks.take('window')
    desk.clock += 3_600_000
    await desk.locks.confirm('window')
    await disk.remove(`${FOLDER}/window.json`)
    await desk.locks.beat()
    expect(await computer(ATTIC, 0, () => desk.locks.beat()).locks.take('window')).toMatchObject(DESK)
  })
})

describe('a library that another computer has taken over', () => {
  it('is not written any more, and can still be read', async () => {
    const lost: string[] = []
    const quick = { ...disk, wait: () => Promise.resolve() }
    const library = await openLibrary({
      ...{ root: '/data', disk: quick, owner: true, self: DESK, lost: ({ host }) => lost.push(host) }
    })
    const { id } = await library.corpora.addText('a', 'one\ntwo\n')
    await openLibrary({ root: '/data', disk: quick, owner: true, self: ATTIC })
    const before = JSON.stringify([...disk.files()].map(([path, bytes]) => [path, [...bytes]]))
    const realNow = Date.now
    Date.now = () => realNow() + 60_000
    try {
      expect((await failureOf(library.settings.changeApp({ theme: 'light' }))).code).toBe('library-taken')
      expect((await failureOf(library.corpora.addText('b', 'x\ny\n'))).code).toBe('library-taken')
      expect((await failureOf(library.corpora.remove(id))).code).toBe('library-taken')
    } finally {
      Date.now = realNow
    }
    expect(lost).toEqual(['attic'])
    expect(await library.corpora.readText(id)).toBe('one\ntwo\n')
    expect(JSON.stringify([...disk.files()].map(([path, bytes]) => [path, [...bytes]]))).toBe(before)
  })

  it('is refused with the other computer named', async () => {
    let beats = 0
    const desk = computer(DESK)
    await desk.locks.take('window')
    const wait = async (): Promise<void> => void (++beats === 2 && (await desk.locks.beat()))
    const opening = openLibrary({ root: '/data', disk: { ...disk, wait }, owner: true, self: ATTIC })
    const { code, detail } = await failureOf(opening)
    expect(code).toBe('library-in-use')
    expect(detail).toMatchObject({ folder: '/data', host: 'desk', since: '2026-07-12T00:00:00.000Z' })
  })
})
