import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atomicWrite } from './atomic-write'
import { faultyDisk } from './testing/faulty-disk'
import { failureOf, scratch } from './testing/fixtures'

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

const OLD = 'the old bytes, longer than the new'
const NEW = 'new bytes'

describe('atomicWrite', () => {
  it('replaces a file and leaves nothing beside it', async () => {
    const path = join(folder, 'a.json')
    writeFileSync(path, OLD)
    await atomicWrite(path, NEW)
    expect(readFileSync(path, 'utf8')).toBe(NEW)
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  it('writes the bytes of a view, not its elements, and only its part of the buffer', async () => {
    const path = join(folder, 'floats')
    const floats = new Float32Array([0, 1.5, 2.5, 3.5])
    await atomicWrite(path, floats.subarray(1, 3))
    const bytes = new Uint8Array(readFileSync(path))
    expect(Array.from(new Float32Array(bytes.buffer))).toEqual([1.5, 2.5])
  })

  it('keeps the last of many writes to one path', async () => {
    const path = join(folder, 'b')
    await Promise.all(Array.from({ length: 30 }, (_, i) => atomicWrite(path, `${i}`)))
    expect(readFileSync(path, 'utf8')).toBe('29')
  })

  it('goes on after a failed write to the same path', async () => {
    const path = join(folder, 'c')
    const failed = failureOf(atomicWrite(path, NEW, faultyDisk({ at: 2, error: 'EIO' })))
    const fine = atomicWrite(path, NEW)
    expect((await failed).code).toBe('write-failed')
    await fine
    expect(readFileSync(path, 'utf8')).toBe(NEW)
  })

  it('does not replace a folder or a device', async () => {
    mkdirSync(join(folder, 'd'))
    expect((await failureOf(atomicWrite(join(folder, 'd'), NEW))).code).toBe('file-is-folder')
    if (process.platform !== 'win32') {
      symlinkSync('/dev/null', join(folder, 'null'))
      expect((await failureOf(atomicWrite(join(folder, 'null'), NEW))).code).toBe('write-failed')
    }
    expect(readdirSync(join(folder, 'd'))).toEqual([])
  })

  it('names the file and its folder where the folder is missing', async () => {
    const error = await failureOf(atomicWrite(join(folder, 'none', 'e.json'), NEW))
    expect(error).toMatchObject({
      code: 'write-failed',
      detail: { name: 'e.json', folder: join(folder, 'none') }
    })
  })
})

describe('atomicWrite when the k-th operation fails', () => {
  const errors = ['ENOSPC', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'SHORT']
  for (const error of errors) {
    for (const persistent of [false, true]) {
      it(`${error}, ${persistent ? 'from then on' : 'once'}: the old bytes or the new, and no litter`, async () => {
        const path = join(folder, 'g')
        const operations = await countOperations(path)
        for (let at = 1; at <= operations; at++) {
          writeFileSync(path, OLD)
          const disk = faultyDisk({ at, error, persistent })
          const outcome = await atomicWrite(path, NEW, disk).then(
            () => null,
            (failure: unknown) => failure
          )
          const content = readFileSync(path, 'utf8')
          const where = `operation ${at} (${disk.log[at - 1]})`
          if (outcome === null) expect(content, where).toBe(NEW)
          else {
            expect([OLD, NEW], where).toContain(content)
            const code = (outcome as { error?: { code: string } }).error?.code
            expect(code, where).toBe(error === 'ENOSPC' || error === 'SHORT' ? 'disk-full' : 'write-failed')
          }
          expect(readdirSync(folder), where).toEqual(['g'])
        }
      })
    }
  }

  it('retries a rename that something holds for a moment', async () => {
    const path = join(folder, 'h')
    const rename = (await logOf(path)).indexOf('rename') + 1
    await atomicWrite(path, NEW, faultyDisk({ at: rename, error: 'EBUSY' }))
    expect(readFileSync(path, 'utf8')).toBe(NEW)
  })

  it('gives up on a rename that never works', async () => {
    const path = join(folder, 'i')
    const rename = (await logOf(join(folder, 'probe'))).indexOf('rename') + 1
    const disk = faultyDisk({ at: rename, error: 'EPERM', persistent: true })
    expect((await failureOf(atomicWrite(path, NEW, disk))).code).toBe('write-failed')
    expect(disk.log.filter((name) => name === 'rename')).toHaveLength(7)
    expect(existsSync(path)).toBe(false)
  })

  it('finishes a write that the disk takes in pieces', async () => {
    const path = join(folder, 'j')
    const write = (await logOf(path)).indexOf('write') + 1
    await atomicWrite(path, NEW, faultyDisk({ at: write, error: 'SHORT' }))
    expect(readFileSync(path, 'utf8')).toBe(NEW)
  })
})

async function logOf(path: string): Promise<readonly string[]> {
  const disk = faultyDisk()
  await atomicWrite(path, OLD, disk)
  return disk.log
}

async function countOperations(path: string): Promise<number> {
  return (await logOf(path)).length
}
