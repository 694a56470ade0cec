import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepare } from './prepare.js'
import type { Run } from './run.js'

let root: string
let said: string[]
let ran: string[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'prepare-'))
  said = []
  ran = []
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), '')
}
function go(code = 0): Promise<number> {
  const run: Run = (_command, args) => {
    ran.push(args[0]?.slice(root.length + 1) ?? '')
    return Promise.resolve({ code, output: 'what went wrong', timedOut: false })
  }
  return prepare({ root, run, say: (line) => said.push(line) })
}

test('says that there is nothing to build with, and does not fail', async () => {
  expect(await go()).toBe(0)
  expect(said).toEqual(['Nothing is built: the development packages are not installed.'])
})

test('builds the WebAssembly engine before the command line that carries it', async () => {
  put('node_modules/vite/bin/vite.js')
  put('scripts/build-wasm.js')
  expect(await go()).toBe(0)
  expect(ran).toEqual(['scripts/build-wasm.js', 'node_modules/vite/bin/vite.js'])
})

test('stops at the first step that fails, with what it printed', async () => {
  put('node_modules/vite/bin/vite.js')
  put('scripts/build-wasm.js')
  expect(await go(1)).toBe(1)
  expect(ran).toEqual(['scripts/build-wasm.js'])
  expect(said).toEqual(['what went wrong'])
})
