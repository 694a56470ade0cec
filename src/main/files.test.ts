import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { suggestedFileName } from './file-name'
import { createFiles, typeOf } from './files'
import { filesAmong } from './opened-files'
import { failureOf } from '../storage/testing/fixtures'

vi.mock('electron', () => ({ app: {} }))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'downhill-files-'))
  writeFileSync(join(folder, 'towns.txt'), 'Ulm\nBern\n')
  mkdirSync(join(folder, 'folder'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const header = (json: string): Uint8Array => {
  const head = Buffer.alloc(8)
  head.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([head, Buffer.from(json)])
}

describe('files', () => {
  it('are known to the page by an id, name, size and type', async () => {
    const files = createFiles()
    const handle = await files.mint(join(folder, 'towns.txt'))
    expect(handle).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      name: 'towns.txt',
      bytes: 9,
      type: 'text'
    })
    const { name, bytes } = await files.read(handle.id)
    expect([name, Buffer.from(bytes).toString()]).toEqual(['towns.txt', 'Ulm\nBern\n'])
  })

  it('are refused where they are folders, missing, or no files at all', async () => {
    const files = createFiles()
    expect(await failureOf(files.mint(join(folder, 'folder')))).toMatchObject({
      code: 'file-is-folder',
      detail: { name: 'folder' }
    })
    expect((await failureOf(files.mint(join(folder, 'none')))).code).toBe('file-missing')
    expect((await failureOf(files.read('00000000-0000-0000-0000-000000000000'))).code).toBe('file-missing')
    if (process.platform === 'linux') {
      expect((await failureOf(files.mint('/dev/zero'))).code).toBe('file-unreadable')
      execFileSync('mkfifo', [join(folder, 'pipe')])
      expect((await failureOf(files.mint(join(folder, 'pipe')))).code).toBe('file-unreadable')
    }
  })

  it('are read as they are now, and missed when they are gone', async () => {
    const files = createFiles()
    const path = join(folder, 'changing.txt')
    writeFileSync(path, 'a\n')
    const { id } = await files.mint(path)
    appendFileSync(path, 'b\n')
    expect(Buffer.from((await files.read(id)).bytes).toString()).toBe('a\nb\n')
    rmSync(path)
    expect((await failureOf(files.read(id))).code).toBe('file-missing')
  })

  it('are refused if they change while they are read', async () => {
    const files = createFiles()
    const path = join(folder, 'large.txt')
    const size = 130 << 20
    writeFileSync(path, Buffer.alloc(size, 65))
    const { id } = await files.mint(path)
    const reading = failureOf(files.read(id))
    // Read in pieces: the file grows between two of them.
    let grown = 0
    const grow = setInterval(() => {
      appendFileSync(path, 'A')
      grown++
    }, 1)
    try {
      expect(await reading).toMatchObject({ code: 'file-changed', detail: { name: 'large.txt' } })
    } finally {
      clearInterval(grow)
    }
    // Left alone it is read.
    expect((await files.read(id)).bytes.byteLength).toBe(size + grown)
    expect(grown).toBeGreaterThan(0)
  })

  it('forget the oldest handles first', async () => {
    const files = createFiles()
    const path = join(folder, 'towns.txt')
    const first = await files.mint(path)
    for (let i = 0; i < 5000; i++) await files.mint(path)
    expect((await failureOf(files.read(first.id))).code).toBe('file-missing')
  })

  it('are told apart by content', () => {
    const run = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      Buffer.alloc(26),
      Buffer.from('downhill-run.json{')
    ])
    expect(typeOf('a.bin', run)).toBe('run')
    expect(typeOf('a.ZIP', Buffer.from('PK\x03\x04'))).toBe('run')
    expect(typeOf('a.docx', Buffer.from('PK\x03\x04'))).toBe('text')
    expect(typeOf('a.zip', Buffer.from('no zip'))).toBe('text')
    expect(typeOf('a.SafeTensors', Buffer.from(''))).toBe('model')
    expect(typeOf('a.bin', header('{"a":1}'))).toBe('model')
    expect(typeOf('a.txt', header('{"a":1}'))).toBe('model')
    expect(typeOf('a.txt', Buffer.from('12345678{'))).toBe('text')
    expect(typeOf('a.txt', Buffer.from('Ulm'))).toBe('text')
    expect(typeOf('a.txt', Buffer.from([255, 255, 255, 255, 255, 255, 255, 255, 0x7b]))).toBe('text')
  })
})

describe('files among the arguments of a start', () => {
  it('are the regular files, from the folder it was started in', () => {
    const argv = [
      '/usr/bin/app',
      '--flag',
      '.',
      'towns.txt',
      'folder',
      'none.txt',
      '-x',
      '',
      join(folder, 'towns.txt')
    ]
    expect(filesAmong({ argv, cwd: folder })).toEqual([join(folder, 'towns.txt'), join(folder, 'towns.txt')])
  })
})

describe('suggested file names', () => {
  it.each([
    ['quiet-ridge', 'quiet-ridge.txt'],
    ['names.txt', 'names.txt'],
    ['a/b\\c:d*e?"<>|', 'a b c d e.txt'],
    ['../../x', 'x.txt'],
    ['con', 'downhill con.txt'],
    ['', 'downhill.txt'],
    ['\0\n', 'downhill.txt'],
    ['-rf', 'rf.txt'],
    ['ends. . ', 'ends.txt'],
    ['Zoë 日本 😀', 'Zoë 日本 😀.txt'],
    ['x'.repeat(300), `${'x'.repeat(100)}.txt`]
  ])('%j gives %j', (name, suggested) => expect(suggestedFileName(name, 'txt')).toBe(suggested))
})
