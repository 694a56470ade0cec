import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import { writeSafetensors } from '#core/formats/safetensors'
import { parameterCount } from '#core/gpt-shape'
import { failureOf } from '#storage/testing/fixtures'
import { peekModel } from './model-peek'

const folder = mkdtempSync(join(tmpdir(), 'peek-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const put = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

describe('a look at a model file', () => {
  it('reads what it says of itself, from the header alone', async () => {
    const model = tinyModel()
    const bytes = await encodeModelFile(model)
    const peek = await peekModel(put('whole.safetensors', bytes))
    expect(peek).toMatchObject({
      config: model.config,
      vocab: model.shape.vocab,
      parameters: parameterCount(model.shape),
      step: model.training.step,
      resumable: model.m !== null
    })
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
    // The numbers are not even there.
    expect(await peekModel(put('head.safetensors', bytes.subarray(0, 8 + length)))).toEqual(peek)
  })

  it('says nothing of a model of another program', async () => {
    const bytes = new Uint8Array(16)
    const other = writeSafetensors([{ name: 'w', dtype: 'F32', shape: [4], bytes }])
    expect(await peekModel(put('other.safetensors', other))).toBeNull()
  })

  it('refuses what is none, is cut, or claims too much', async () => {
    const bytes = await encodeModelFile(tinyModel())
    const codes: Record<string, Uint8Array> = {
      'model-truncated': bytes.subarray(0, 200),
      'model-not-safetensors': Buffer.from('nothing of the kind'),
      'model-header-too-large': Uint8Array.of(255, 255, 255, 255, 255, 0, 0, 0, 0x7b, 0x7d)
    }
    for (const [code, content] of Object.entries(codes)) {
      expect((await failureOf(peekModel(put('bad.safetensors', content)))).code).toBe(code)
    }
    expect((await failureOf(peekModel(put('empty.safetensors', new Uint8Array())))).code).toBe(
      'model-truncated'
    )
    expect((await failureOf(peekModel(join(folder, 'missing')))).code).toBe('file-missing')
  })
})
