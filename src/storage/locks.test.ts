import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeDisk } from './disk'
import { openLibrary } from './library'
import { createLocks, type Holder, type Locks, thisProcess } from './locks'
import { systemStartOf } from './process-start'
import { CONFIG, CORPUS, failureOf, scratch } from './testing/fixtures'

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

const { host } = thisProcess()
const ANNA: Holder = { pid: 71, started: 'monday', host }
const OTTO: Holder = { pid: 72, started: 'tuesday', host }
/** Two processes that live. */
const living = new Map([
  [71, 'monday'],
  [72, 'tuesday']
])
const locksOf = (self: Holder, alive = living): Locks =>
  createLocks({ ...nodeDisk, wait: () => Promise.resolve() }, folder, {
    self,
    startOf: (pid) => alive.get(pid) ?? null
  })

describe('a lock', () => {
  it('is one process’s until it lets go', async () => {
    const [anna, otto] = [locksOf(ANNA), locksOf(OTTO)]
    expect(await anna.take('r')).toBeNull()
    expect(await anna.take('r')).toBeNull()
    expect(await otto.take('r')).toMatchObject(ANNA)
    expect(await otto.holder('r')).toMatchObject(ANNA)
    expect(await anna.holder('r')).toBeNull()
    await otto.release('r')
    expect(await otto.take('r')).toMatchObject(ANNA)
    await anna.release('r')
    expect(await otto.take('r')).toBeNull()
    await otto.releaseAll()
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['whose process is gone', new Map([[72, 'tuesday']])],
    ['whose id is another process by now', new Map([[71, 'wednesday'], [72, 'tuesday']])] // prettier-ignore
  ])('%s is taken over and swept', async (_what, alive) => {
    await locksOf(ANNA).take('r')
    const otto = locksOf(OTTO, alive)
    expect(await otto.holder('r')).toBeNull()
    expect(await otto.take('r')).toBeNull()
    await locksOf(ANNA).take('s')
    await otto.sweep()
    expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual(['r.json'])
  })

  it.each(['', '{', 'null', '{"pid":"x"}'])('that reads %j was left by a crash', async (content) => {
    writeFileSync(join(folder, 'r.json'), content)
    expect(await locksOf(OTTO).take('r')).toBeNull()
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))).toMatchObject(OTTO)
  })

  it('where starts are not told counts until the computer is started again', async () => {
    const unknown = new Map([
      [71, ''],
      [72, '']
    ])
    await locksOf({ ...ANNA, started: null }, unknown).take('r')
    const otto = locksOf({ ...OTTO, started: null }, unknown)
    expect(await otto.take('r')).toMatchObject({ pid: 71 })
    utimesSync(join(folder, 'r.json'), new Date('2020-01-01'), new Date('2020-01-01'))
    expect(await otto.take('r')).toBeNull()
  })

  it('is had by one of many who ask at once, also for one that was left', async () => {
    for (let round = 0; round < 20; round++) {
      const name = `r-${round}`
      if (round % 2 === 0) writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...ANNA, pid: 9 }))
      const all = Array.from({ length: 8 }, (_, n) => ({ pid: 100 + n, started: 'now', host }))
      const alive = new Map(all.map(({ pid, started }) => [pid, started]))
      const answers = await Promise.all(all.map((self) => locksOf(self, alive).take(name)))
      expect(answers.filter((answer) => answer === null)).toHaveLength(1)
    }
  })

  it('of a real process is known by its start, and gone with it', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const ended = new Promise((done) => child.once('exit', done))
    const pid = child.pid!
    await new Promise((done) => setTimeout(done, 100))
    const started = systemStartOf(pid)
    expect(started).toBe(systemStartOf(pid))
    expect(started).not.toBe(systemStartOf(process.pid))
    const theirs = createLocks(nodeDisk, folder, { self: { pid, started: started || null, host } })
    await theirs.take('r')
    expect(await createLocks(nodeDisk, folder).take('r')).toMatchObject({ pid })
    child.kill('SIGKILL')
    await ended
    expect(systemStartOf(pid)).toBeNull()
    expect(await createLocks(nodeDisk, folder).take('r')).toBeNull()
  })
})

describe('two programs on one library', () => {
  /** Another program that lives: the one above this one. */
  const other = { pid: process.ppid, started: systemStartOf(process.ppid) || null, host }

  it('do not both train a run, and the one that trains is not interrupted', async () => {
    const terminal = await openLibrary({ root: folder, self: other })
    const { id } = await terminal.runs.create({ config: CONFIG, corpus: CORPUS })
    await terminal.runs.appendMetrics(id, { first: 1, train: Float64Array.of(3), val: [] })
    const { runs } = await openLibrary({ root: folder, owner: true })
    expect((await runs.find(id)).state).toBe('training')
    for (const ask of [
      () => runs.update(id, { state: 'training' }),
      () => runs.appendMetrics(id, { first: 2, train: Float64Array.of(2), val: [] }),
      () => runs.writeCheckpoint(id, 1, new Uint8Array(9), null)
    ]) {
      expect(await failureOf(ask())).toMatchObject({ code: 'run-in-use', detail: { pid: other.pid } })
    }
    expect((await runs.readMetrics(id)).train).toHaveLength(1)
    expect((await runs.rename(id, 'mine')).name).toBe('mine')
    await terminal.runs.update(id, { state: 'stopped', step: 1 })
    expect((await runs.update(id, { state: 'training' })).name).toBe('mine')
    await runs.appendMetrics(id, { first: 2, train: Float64Array.of(2), val: [] })
    expect((await failureOf(terminal.runs.update(id, { state: 'training' }))).code).toBe('run-in-use')
  })

  it('are not both the window, but for one that was killed', async () => {
    const first = await openLibrary({ root: folder, owner: true, self: other })
    expect(await failureOf(openLibrary({ root: folder, owner: true }))).toMatchObject({
      ...{ code: 'library-in-use', detail: { folder, pid: other.pid } }
    })
    await openLibrary({ root: folder })
    await first.close()
    const gone = { ...other, started: 'before' }
    await openLibrary({ root: folder, owner: true, self: gone })
    await openLibrary({ root: folder, owner: true })
    expect(existsSync(join(folder, 'locks', 'window.json'))).toBe(true)
  })

  it('opens where no lock can be written', async () => {
    mkdirSync(join(folder, 'locks', 'window.json'), { recursive: true })
    const { notices, runs } = await openLibrary({ root: folder, owner: true })
    expect(await runs.list()).toEqual([])
    expect(notices.all()).toHaveLength(1)
  })
})
