import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { APP, build, CLI, isStale, ROOT } from './build.js'

let root: string
const TARGET = {
  name: 'it',
  args: ['builder'],
  outputs: ['out/one.js', 'out/two.js'],
  sources: ['src', 'not-there.json'],
  stamp: 'out/it.built'
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-'))
  mkdirSync(join(root, 'src/deep'), { recursive: true })
  mkdirSync(join(root, 'out'))
  const files = ['src/deep/a.ts', 'src/deep/a.test.ts', 'out/one.js', 'out/two.js', 'out/it.built']
  for (const path of files) writeFileSync(join(root, path), '')
  for (const path of [...files, 'src/deep', 'src']) changed(path, path.startsWith('out') ? 20 : 10)
})
afterEach(() => rmSync(root, { recursive: true }))

function changed(path: string, second: number): void {
  utimesSync(join(root, path), second, second)
}

test('is fresh while the last build is newer than every source', () => {
  expect(isStale(root, TARGET)).toBe(false)
})

test('is stale when a source is newer, or an output or the stamp is missing', () => {
  changed('src/deep/a.ts', 25)
  expect(isStale(root, TARGET)).toBe(true)
  changed('src/deep/a.ts', 10)
  for (const path of ['out/two.js', 'out/it.built']) {
    rmSync(join(root, path))
    expect(isStale(root, TARGET)).toBe(true)
    writeFileSync(join(root, path), '')
  }
})

test('counts a removed source, but not a changed test', () => {
  changed('src/deep/a.test.ts', 40)
  expect(isStale(root, TARGET)).toBe(false)
  rmSync(join(root, 'src/deep/a.ts'))
  expect(isStale(root, TARGET)).toBe(true)
})

/** Builds with builders that end with `code`; what was run and said. */
async function attempt(code: (args: readonly string[]) => number) {
  const ran: string[] = []
  const said: string[] = []
  const failure = await build([TARGET], {
    root,
    say: (line) => said.push(line),
    run: (_command, args) => {
      ran.push(args.join(' '))
      return Promise.resolve({ code: code(args), output: 'line 3: no', timedOut: false })
    }
  }).catch(String)
  return { ran, said, failure }
}

test('builds the engine first, then only what is stale', async () => {
  expect(await attempt(() => 0)).toEqual({ ran: ['scripts/build-wasm.js'], said: [], failure: undefined })
  changed('src/deep/a.ts', 25)
  const second = await attempt(() => 0)
  expect(second).toEqual({
    ran: ['scripts/build-wasm.js', 'builder'],
    said: ['Building it.'],
    failure: undefined
  })
  expect((await attempt(() => 0)).ran).toEqual(['scripts/build-wasm.js'])
})

test('a build that failed shows why, and is tried again whatever files it left', async () => {
  changed('src/deep/a.ts', 25)
  const failing = (args: readonly string[]) => (args[0] === 'builder' ? 1 : 0)
  for (let i = 0; i < 2; i++) {
    const { said, failure } = await attempt(failing)
    expect(said).toEqual(['Building it.', 'line 3: no'])
    expect(failure).toContain('Building it failed')
  }
})

test('nothing is built on an engine that does not compile', async () => {
  changed('src/deep/a.ts', 25)
  const { ran, failure } = await attempt(() => 1)
  expect(ran).toEqual(['scripts/build-wasm.js'])
  expect(failure).toContain('the WebAssembly engine')
})

test('every builder and its configuration are there', () => {
  const files = [CLI, APP].flatMap(({ args, sources }) => [args[0] ?? '', ...sources])
  for (const path of ['scripts/build-wasm.js', ...files])
    expect(existsSync(join(ROOT, path)), path).toBe(true)
})
