import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parameterLayout } from '../gpt-shape'
import { sha256Hex } from '../sha256'
import { decodeModelFile, encodeModelFile, peekModelFile } from './model-file'
import { bits, decodeError as errorOf, tinyModel as model } from './model-file.fixtures'
import { readSafetensors, writeSafetensors, type TensorData } from './safetensors'

/** The same file with other texts and tensors, its digest made right again. */
async function rewrite(
  bytes: Uint8Array,
  texts: Record<string, string | undefined>,
  change: (tensor: TensorData) => TensorData | null = (tensor) => tensor
): Promise<Uint8Array> {
  const file = readSafetensors(bytes)
  const tensors = [...file.tensors].map(([name, info]) => change({ name, ...info, bytes: file.bytes(name)! }))
  const kept = tensors.filter((tensor) => tensor !== null)
  const metadata = new Map(file.metadata)
  const data = readSafetensors(writeSafetensors(kept)).data
  for (const [key, text] of Object.entries({ 'downhill.sha256': await sha256Hex(data), ...texts })) {
    if (text === undefined) metadata.delete(key)
    else metadata.set(key, text)
  }
  return writeSafetensors(kept, metadata)
}

const whole = model()
const bytes = await encodeModelFile(whole)
const texts = readSafetensors(bytes).metadata
const recordOf = (key: string): Record<string, unknown> =>
  JSON.parse(texts.get(key)!) as Record<string, unknown>
const withoutChecksum = (changes: Record<string, unknown>): string => {
  const record = { ...recordOf('downhill.training'), ...changes, checksum: undefined }
  return JSON.stringify(record)
}

describe('model file', () => {
  it.each([
    ['gpt2 with moments', whole],
    ['gpt2 without moments', model({}, false)],
    ['microgpt with the state of CPython', model({ family: 'microgpt', random: 'python' })]
  ])('gives back every bit of a %s', async (_, original) => {
    const file = await encodeModelFile(original)
    expect(file.buffer.byteLength).toBe(file.length)
    const read = await decodeModelFile(file)
    for (const key of ['config', 'shape', 'tokenizer', 'training'] as const)
      expect(read[key]).toEqual(original[key])
    for (const key of ['parameters', 'm', 'v'] as const) expect(bits(read[key])).toEqual(bits(original[key]))
    expect(await encodeModelFile(read)).toEqual(file)
  })

  it('has the keys and names that other programs look for', async () => {
    const file = readSafetensors(bytes)
    expect([...file.metadata.keys()]).toEqual([
      'format',
      'downhill.version',
      'downhill.config',
      'downhill.tokenizer',
      'downhill.training',
      'downhill.sha256'
    ])
    expect(file.metadata.get('format')).toBe('pt')
    expect(file.metadata.get('downhill.version')).toBe('1')
    expect(file.metadata.get('downhill.sha256')).toBe(await sha256Hex(bytes.subarray(file.dataStart)))
    expect(file.tensors.get('h.0.attn.c_attn.weight')).toMatchObject({ dtype: 'F32', shape: [4, 12] })
    expect(file.tensors.get('adam.v.wte.weight')).toMatchObject({ dtype: 'F32', shape: [7, 4] })
    expect(file.tensors.size).toBe(3 * parameterLayout(whole.shape).tensors.length)
  })

  it('tells what it is from the header alone', () => {
    const { dataStart } = readSafetensors(bytes)
    const peeked = peekModelFile(bytes.subarray(0, dataStart))
    expect(peeked).toMatchObject({ config: whole.config, shape: whole.shape, resumable: true })
    expect(peeked.training).toEqual(whole.training)
  })

  it('reads from any place in memory', async () => {
    const outer = new Uint8Array(bytes.length + 3)
    outer.set(bytes, 3)
    expect(bits((await decodeModelFile(outer.subarray(3))).v)).toEqual(bits(whole.v))
  })

  it('is not written with numbers that are none, or settings that cannot be read again', async () => {
    const nan = model()
    nan.v![3] = NaN
    await expect(encodeModelFile(nan)).rejects.toMatchObject({
      error: { code: 'model-not-finite', detail: { name: 'adam.v.wte.weight' } }
    })
    const odd = { ...model(), config: { ...whole.config, dropout: 2 } }
    await expect(encodeModelFile(odd)).rejects.toMatchObject({ error: { code: 'model-config-invalid' } })
  })
})

describe('damage', () => {
  it('by cutting anywhere is told from everything else', async () => {
    for (let length = 0; length < bytes.length; length++) {
      expect((await errorOf(bytes.subarray(0, length)))?.code).toBe('model-truncated')
    }
  })

  it('by random changes never throws anything but a failure', async () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
        const changed = bytes.slice()
        for (const [at, value] of changes) changed[at] = value
        const error = await errorOf(changed)
        if (error) expect(error.code).toMatch(/^model-/)
      }),
      { numRuns: 1500 }
    )
  })
})

describe('files that are refused', () => {
  const one: TensorData = { name: 'w', dtype: 'F32', shape: [1], bytes: new Uint8Array(4) }

  it('of another program', async () => {
    expect((await errorOf(writeSafetensors([one], new Map([['format', 'pt']]))))?.code).toBe('model-foreign')
    expect((await errorOf(writeSafetensors([])))?.code).toBe('model-foreign')
  })

  it('of a newer version, or of none', async () => {
    const newer = await errorOf(await rewrite(bytes, { 'downhill.version': '2' }))
    expect(newer).toEqual({ code: 'model-newer-version', detail: { version: '2', known: 1 } })
    for (const version of ['', '0', '1.5', 'one', ' 1']) {
      const error = await errorOf(await rewrite(bytes, { 'downhill.version': version }))
      expect(error?.code).toBe('model-config-invalid')
    }
  })

  it.each([
    ['config', 'downhill.config', undefined],
    ['config', 'downhill.config', '{'],
    ['config', 'downhill.config', '[]'],
    ['preset', 'downhill.config', '{"__proto__":{"preset":"names"}}'],
    ['tokenizer', 'downhill.tokenizer', undefined],
    ['tokenizer', 'downhill.tokenizer', 'null'],
    ['tokenizer', 'downhill.tokenizer', '{"kind":"characters","characters":["b","a"]}'],
    ['training', 'downhill.training', undefined],
    ['training', 'downhill.training', '7'],
    ['step', 'downhill.training', withoutChecksum({ step: -1 })],
    ['step', 'downhill.training', withoutChecksum({ step: 1.5 })],
    ['position', 'downhill.training', withoutChecksum({ position: '3' })],
    ['random', 'downhill.training', withoutChecksum({ random: [1, 2] })],
    ['random', 'downhill.training', withoutChecksum({ random: new Array(2000).fill('1') })],
    ['corpus', 'downhill.training', withoutChecksum({ corpus: 'x' })],
    ['sha256', 'downhill.training', withoutChecksum({ corpus: { id: 'a', name: 'b' } })],
    ['kind', 'downhill.training', withoutChecksum({ split: { kind: 'x' } })],
    ['train_loss', 'downhill.training', withoutChecksum({ train_loss: 'low' })],
    ['matches', 'downhill.training', withoutChecksum({ certificate: {} })]
  ])('with a wrong %s in %s: %j', async (key, name, text) => {
    const error = await errorOf(await rewrite(bytes, { [name]: text }))
    expect(error).toMatchObject({ code: 'model-config-invalid', detail: { key } })
  })

  it('with settings outside their limits', async () => {
    const config = JSON.stringify({ ...recordOf('downhill.config'), heads: 3 })
    const error = await errorOf(await rewrite(bytes, { 'downhill.config': config }))
    expect(error).toMatchObject({ code: 'model-config-invalid', detail: { key: 'width' } })
  })

  it('with texts that were changed without their checksum', async () => {
    const config = JSON.stringify({ ...recordOf('downhill.config'), steps: 200 })
    expect((await errorOf(await rewrite(bytes, { 'downhill.config': config })))?.code).toBe('model-checksum')
    const foreign = { 'downhill.config': config, 'downhill.training': withoutChecksum({ step: 3 }) }
    const read = await decodeModelFile(await rewrite(bytes, foreign))
    expect([read.config.steps, read.training.step]).toEqual([200, 3])
  })

  it('with no digest of the data or a wrong one', async () => {
    for (const digest of [undefined, '', '0'.repeat(64)]) {
      expect((await errorOf(await rewrite(bytes, { 'downhill.sha256': digest })))?.code).toBe(
        'model-checksum'
      )
    }
  })

  const name = 'h.0.mlp.c_fc.bias'
  it.each<[string, string, (tensor: TensorData) => TensorData | null]>([
    ['without a tensor', 'model-tensor-missing', (t) => (t.name === name ? null : t)],
    ['without a moment', 'model-tensor-missing', (t) => (t.name === `adam.m.${name}` ? null : t)],
    ['without second moments', 'model-tensor-missing', (t) => (t.name.startsWith('adam.v.') ? null : t)],
    ['with another shape', 'model-tensor-shape', (t) => (t.name === name ? { ...t, shape: [4, 4] } : t)],
    ['with another type', 'model-tensor-shape', (t) => (t.name === name ? { ...t, dtype: 'I32' } : t)],
    [
      'with a tensor too many',
      'model-header-invalid',
      (t) => (t.name === `adam.m.${name}` ? { ...t, name: 'more' } : t)
    ],
    [
      'with NaN',
      'model-not-finite',
      (t) => (t.name === name ? { ...t, bytes: new Uint8Array(64).fill(255) } : t)
    ],
    [
      'with infinity',
      'model-not-finite',
      (t) => (t.name === `adam.v.${name}` ? { ...t, bytes: infinities() } : t)
    ]
  ])('%s', async (_, code, change) => {
    const changed = await rewrite(bytes, {}, change)
    if (code === 'model-header-invalid') return void expect((await errorOf(changed))?.code).toMatch(/^model-/)
    expect((await errorOf(changed))?.code).toBe(code)
  })

  it('with a tensor that no model has', async () => {
    const file = readSafetensors(bytes)
    const tensors = [...file.tensors].map(([name, info]) => ({ name, ...info, bytes: file.bytes(name)! }))
    const metadata = new Map(file.metadata)
    const more = [...tensors, { ...one, name: 'zz' }]
    metadata.set('downhill.sha256', await sha256Hex(readSafetensors(writeSafetensors(more)).data))
    const error = await errorOf(writeSafetensors(more, metadata))
    expect(error).toMatchObject({ code: 'model-header-invalid', detail: { name: 'zz' } })
  })

  it('of sizes that no memory holds, without asking for it', async () => {
    const config = JSON.stringify({ ...recordOf('downhill.config'), layers: 24, width: 2048, heads: 32 })
    const hostile = { 'downhill.config': config, 'downhill.training': withoutChecksum({}) }
    expect((await errorOf(await rewrite(bytes, hostile)))?.code).toBe('model-tensor-shape')
  })
})

function infinities(): Uint8Array {
  return new Uint8Array(Float32Array.from({ length: 16 }, () => Infinity).buffer)
}
