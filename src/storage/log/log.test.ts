import { readdirSync, readFileSync, statSync, writeFileSync, appendFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure, toAppError } from '#core/errors'
import { NOON, scratch } from '../testing/fixtures'
import { toEntry } from './entry'
import { openLog } from './log'

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

const noticed = (code: string, detail?: Record<string, string | number>, cause?: string) => ({
  ...({ level: 'error', from: 'window' } as const),
  error: { code, ...(detail && { detail }), ...(cause !== undefined && { cause }) }
})

describe('an entry of the log', () => {
  it('keeps numbers, the kind of error and the place in the program', () => {
    const thrown = new TypeError("Cannot read properties of undefined (reading 'towns')")
    thrown.stack = `${thrown.stack?.split('\n')[0]}\n    at Foo.bar (app://bundle/assets/index-a1.js:3:14)\n    at async /home/anna/downhill/out/main/index.js:7:1`
    const { error } = new Failure('gpu-lost', { step: 1840, name: 'towns' }, thrown)
    expect(toEntry({ level: 'error', from: 'worker', error }, NOON)).toEqual({
      time: NOON.toISOString(),
      level: 'error',
      from: 'worker',
      what: 'gpu-lost',
      facts: { step: 1840, kind: 'TypeError: Cannot read properties of undefined (reading …' },
      trace: ['Foo.bar index-a1.js:3:14', 'index.js:7:1']
    })
  })

  it('tells a system error by its number alone', () => {
    const error = toAppError(new Error("ENOSPC: no space left on device, open '/home/anna/My novel.txt'"))
    const entry = toEntry({ level: 'error', from: 'main', error }, NOON)
    expect(entry.facts).toEqual({ kind: 'ENOSPC' })
    expect(JSON.stringify(entry)).not.toMatch(/anna|novel/)
  })

  it('holds nothing of a text, wherever in an error it stands', () => {
    const marker = 'Quillfeather'
    const around = fc.tuple(fc.string(), fc.string()).map(([a, b]) => `${a}${marker}${b}`)
    const causes = fc.oneof(
      around,
      around.map((text) => `Error: ${text}\n    at read (app://bundle/index.js:1:2)`),
      around.map((text) => `SyntaxError: Unexpected token, "${text}" is not valid JSON\n    at ${text}`),
      around.map((text) => `TypeError: it's '${text}`),
      around.map((text) => `RangeError: ${text}`),
      around.map((text) => `TypeError: Cannot read properties of undefined (reading '${text}')`),
      around.map((text) => `ENOENT: no such file, open '/home/${text}.txt'`),
      around.map((text) => JSON.stringify({ text }))
    )
    const keys = fc.constantFrom('name', 'text', 'value', 'character', 'folder', 'aside', 'nearest', 'corpus')
    fc.assert(
      fc.property(causes, keys, around, (cause, key, text) => {
        const entry = toEntry(noticed('internal', { [key]: text, step: 3 }, cause), NOON)
        expect(JSON.stringify(entry)).not.toContain(marker)
      }),
      { numRuns: 2000 }
    )
  })
})

describe('the log', () => {
  it('gives the newest first and reads what an earlier start wrote', () => {
    const log = openLog(folder)
    expect(log.read()).toEqual([])
    log.add(noticed('gpu-lost'))
    log.add(noticed('disk-full'))
    const names = openLog(folder)
      .read()
      .map(({ what }) => what)
    expect(names).toEqual(['disk-full', 'gpu-lost'])
  })

  it('goes on in a new file at its size, and keeps one old one', () => {
    let minutes = 0
    const now = (): Date => new Date(NOON.getTime() + 60_000 * minutes++)
    const log = openLog(folder, now, 1000)
    for (let step = 0; step < 40; step++) log.add(noticed('gpu-lost', { step }))
    expect(readdirSync(folder).sort()).toEqual(['downhill.log', 'downhill.old.log'])
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1000)
    const steps = log.read().map(({ facts }) => facts['step'])
    expect(steps[0]).toBe(39)
    expect(steps).toEqual([...steps].sort((a, b) => Number(b) - Number(a)))
  })

  it('passes over lines that are none, and is no trouble where nothing can be written', () => {
    const log = openLog(folder)
    log.add(noticed('gpu-lost'))
    appendFileSync(join(folder, 'downhill.log'), '{"time": "cut o')
    expect(log.read()).toHaveLength(1)
    writeFileSync(join(folder, 'file'), '')
    const nowhere = openLog(join(folder, 'file', 'log'))
    expect(() => nowhere.add(noticed('gpu-lost'))).not.toThrow()
    expect(nowhere.read()).toEqual([])
  })

  it('writes at most sixty lines a minute', () => {
    const log = openLog(folder, () => NOON)
    for (let i = 0; i < 500; i++) log.add(noticed('internal'))
    expect(readFileSync(join(folder, 'downhill.log'), 'utf8').trim().split('\n')).toHaveLength(60)
  })
})
