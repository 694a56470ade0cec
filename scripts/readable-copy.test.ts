import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expose } from './readable-copy.js'
import { run, type Run } from './run.js'

let top: string
let from: string
let to: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'expose-'))
  from = join(top, 'from')
  to = join(top, 'deep/to')
  mkdirSync(from)
  writeFileSync(join(from, 'file'), 'text', { mode: 0o600 })
})
afterEach(() => rmSync(top, { recursive: true }))

/** Everything is done for real, but whether nobody can read is told by `readable`. */
function with_(readable: (path: string) => boolean): Run {
  return (command, args, options) => {
    if (command !== 'runuser') return run(command, args, options)
    const path = args[args.indexOf('find') + 1] ?? ''
    return Promise.resolve({ code: 0, output: readable(path) ? '' : `${path}/file\n`, timedOut: false })
  }
}

test('links to what nobody can read where it is', async () => {
  await expose(
    from,
    to,
    with_(() => true)
  )
  expect(lstatSync(to).isSymbolicLink()).toBe(true)
})

test('links hard where only the way there is closed', async () => {
  await expose(
    from,
    to,
    with_((path) => path === to)
  )
  expect(lstatSync(to).isDirectory()).toBe(true)
  expect(statSync(join(to, 'file')).ino).toBe(statSync(join(from, 'file')).ino)
})

test('copies and opens what is closed itself, without opening the original', async () => {
  await expose(
    from,
    to,
    with_(() => false)
  )
  expect(readFileSync(join(to, 'file'), 'utf8')).toBe('text')
  expect(statSync(join(to, 'file')).mode & 0o777).toBe(0o644)
  expect(statSync(join(from, 'file')).mode & 0o777).toBe(0o600)
})

test('says what could not be copied', async () => {
  rmSync(join(from, 'file'))
  const failing: Run = (command, args, options) =>
    command === 'cp'
      ? Promise.resolve({ code: 1, output: 'No space left', timedOut: false })
      : with_(() => false)(command, args, options)
  await expect(expose(from, to, failing)).rejects.toThrow('No space left')
})
