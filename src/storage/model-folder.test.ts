import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readModelFolder, readStill, writeFolder } from './model-folder'
import { failureOf, scratch } from './testing/fixtures'
import { mountMemory, type Mount } from './testing/mounts'

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

const FILES = new Map<string, Uint8Array | string>([
  ['config.json', '{}'],
  ['dataset/train.jsonl', Uint8Array.of(1, 2, 3)]
])

describe('a folder that is written', () => {
  it('is there whole, with folders inside, also in the place of an empty one', async () => {
    for (const name of ['new', 'empty']) {
      if (name === 'empty') mkdirSync(join(folder, name))
      await writeFolder(join(folder, name), FILES)
      expect(readFileSync(join(folder, name, 'config.json'), 'utf8')).toBe('{}')
      expect([...readFileSync(join(folder, name, 'dataset', 'train.jsonl'))]).toEqual([1, 2, 3])
    }
    expect(readdirSync(folder).sort()).toEqual(['empty', 'new'])
  })

  it('does not touch what is there', async () => {
    mkdirSync(join(folder, 'old'))
    writeFileSync(join(folder, 'old', 'note.txt'), 'mine')
    writeFileSync(join(folder, 'file'), 'mine')
    for (const name of ['old', 'file']) {
      const error = await failureOf(writeFolder(join(folder, name), FILES))
      expect(error).toMatchObject({ code: 'folder-not-empty', detail: { name } })
    }
    expect(readdirSync(join(folder, 'old'))).toEqual(['note.txt'])
    expect(readdirSync(folder).sort()).toEqual(['file', 'old'])
  })

  it('leaves nothing where it cannot be made', async () => {
    expect((await failureOf(writeFolder(join(folder, 'no', 'where'), FILES))).code).toBe('write-failed')
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves nothing on a full disk', async (context) => {
    const mount: Mount | null = mountMemory(folder, 1 << 20)
    if (!mount) return context.skip('no memory file system can be mounted here')
    try {
      const large = new Map([...FILES, ['model.safetensors', new Uint8Array(2 << 20)] as const])
      expect((await failureOf(writeFolder(join(folder, 'gpt'), large))).code).toBe('disk-full')
      expect(readdirSync(folder)).toEqual([])
      await writeFolder(join(folder, 'gpt'), FILES)
    } finally {
      mount.unmount()
    }
  })
})

describe('a folder that is read', () => {
  it('gives what is there, by the folder or by its weights', async () => {
    writeFileSync(join(folder, 'model.safetensors'), 'w')
    writeFileSync(join(folder, 'config.json'), 'c')
    writeFileSync(join(folder, 'merges.txt'), 'm')
    for (const path of [folder, join(folder, 'model.safetensors')]) {
      const { weights, config, tokenizer, vocab, merges } = await readModelFolder(path)
      expect([weights, config, merges].map((bytes) => Buffer.from(bytes!).toString())).toEqual([
        'w',
        'c',
        'm'
      ])
      expect([tokenizer, vocab]).toEqual([undefined, undefined])
    }
  })

  it('is refused without weights, and where nothing is', async () => {
    expect(await failureOf(readModelFolder(folder))).toMatchObject({
      code: 'import-file',
      detail: { name: 'model.safetensors', problem: 'missing' }
    })
    expect((await failureOf(readModelFolder(join(folder, 'none')))).code).toBe('file-missing')
  })

  it('is refused where a file changes meanwhile', async () => {
    const path = join(folder, 'model.safetensors')
    writeFileSync(path, Buffer.alloc(64 << 20))
    const reading = failureOf(readStill(path))
    const writing = setInterval(() => appendFileSync(path, 'x'), 1)
    try {
      expect((await reading).code).toBe('file-changed')
    } finally {
      clearInterval(writing)
    }
  })
})
