import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildApp, isStale } from './build.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-'))
  mkdirSync(join(root, 'src/deep'), { recursive: true })
  mkdirSync(join(root, 'out'))
  for (const [path, second] of [
    ['src/deep/a.ts', 10],
    ['src/deep/a.test.ts', 10],
    ['src/deep', 10],
    ['src', 10],
    ['out/one.js', 20],
    ['out/two.js', 30]
  ] as const) {
    if (path.includes('.')) writeFileSync(join(root, path), '')
    changed(path, second)
  }
  // Making the files changed their folders.
  changed('src/deep', 10)
  changed('src', 10)
})
afterEach(() => rmSync(root, { recursive: true }))

function changed(path: string, second: number): void {
  utimesSync(join(root, path), second, second)
}
const stale = () => isStale(root, ['out/one.js', 'out/two.js'], ['src', 'not-there.json'])

test('is fresh while every output is newer than every source', () => {
  expect(stale()).toBe(false)
})

test('is stale when a source is newer than one of the outputs', () => {
  changed('src/deep/a.ts', 25)
  expect(stale()).toBe(true)
})

test('is stale when an output is missing', () => {
  rmSync(join(root, 'out/two.js'))
  expect(stale()).toBe(true)
})

test('counts a removed source, but not a changed test', () => {
  changed('src/deep/a.test.ts', 40)
  expect(stale()).toBe(false)
  rmSync(join(root, 'src/deep/a.ts'))
  expect(stale()).toBe(true)
})

/** Builds with a builder that leaves all files, as vite does even where it fails. */
function build(code: number, said: string[] = []): Promise<void> {
  return buildApp({
    root,
    say: (line) => said.push(line),
    run: () => {
      for (const path of ['main/index.js', 'preload/index.cjs', 'renderer/index.html']) {
        mkdirSync(join(root, 'out', path, '..'), { recursive: true })
        writeFileSync(join(root, 'out', path), '')
      }
      return Promise.resolve({ code, output: 'line 3: no', timedOut: false })
    }
  })
}

test('builds once, and shows what was printed only when it fails', async () => {
  const said: string[] = []
  await build(0, said)
  expect(said).toEqual(['Building the application.'])
  await build(1, said)
  expect(said).toHaveLength(1)
})

test('a build that failed is tried again, whatever files it left', async () => {
  const said: string[] = []
  await expect(build(1, said)).rejects.toThrow('does not build')
  expect(said).toEqual(['Building the application.', 'line 3: no'])
  await expect(build(1)).rejects.toThrow('does not build')
})
