import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { zip } from './testing/zip.js'
import { unzip } from './unzip.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unzip-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function archive(bytes: Buffer): string {
  const path = join(folder, 'a.zip')
  writeFileSync(path, bytes)
  return path
}

test('unpacks stored and deflated files under the names given, readable by all', () => {
  const long = 'ünï '.repeat(5_000)
  const path = archive(
    zip([
      { name: 'top/' },
      { name: 'top/program', text: '#!', mode: 0o700 },
      { name: 'top/sub/long.txt', text: long, mode: 0o600, deflate: true },
      { name: 'top/secret', text: 'no' }
    ])
  )
  const out = join(folder, 'out')
  const written = unzip(path, out, (name) => (name.endsWith('secret') ? null : name.replace('top/', '')))
  expect(written).toBe(2)
  expect(readdirSync(out).sort()).toEqual(['program', 'sub'])
  expect(readFileSync(join(out, 'sub/long.txt'), 'utf8')).toBe(long)
  expect(statSync(join(out, 'program')).mode & 0o777).toBe(0o755)
  expect(statSync(join(out, 'sub/long.txt')).mode & 0o777).toBe(0o644)
})

test('refuses what is not an archive, is cut off or leads outside', () => {
  const good = zip([{ name: 'a', text: 'text' }])
  const all = (name: string) => name
  expect(() => unzip(archive(Buffer.from('no archive')), folder, all)).toThrow('not a ZIP archive')
  expect(() => unzip(archive(Buffer.alloc(0)), folder, all)).toThrow('not a ZIP archive')
  // The end is there, but what it points to is not.
  expect(() => unzip(archive(good.subarray(20)), folder, all)).toThrow()
  expect(() => unzip(archive(zip([{ name: '../a', text: '' }])), folder, all)).toThrow('outside')
})

test('notices a size that is not what the directory says', () => {
  const bytes = zip([{ name: 'a', text: 'text', deflate: true }])
  const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
  bytes.writeUInt32LE(5, directory + 24)
  expect(() => unzip(archive(bytes), folder, (name) => name)).toThrow('wrong size')
})
