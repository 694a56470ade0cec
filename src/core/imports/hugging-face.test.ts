import { describe, expect, it } from 'vitest'
import { Failure } from '../errors'
import { spellBytes } from '../exports/byte-alphabet'
import { toHuggingFace } from '../exports/hugging-face'
import { anyModel, LINES, TOKENIZERS } from '../exports/programs.fixtures'
import { decodeModelFile, encodeModelFile } from '../formats/model-file'
import { readSafetensors, type TensorData, writeSafetensors } from '../formats/safetensors'
import { GPT2_BYTES } from '../tokenizer/byte-pairs'
import { gptEncoding } from '../tokenizer/gpt-encodings'
import { openTokenizer } from '../tokenizer/open'
import { bytesOf } from '../tokenizer/utf8'
import type { ForeignFiles } from './files'
import { fromHuggingFace } from './hugging-face'

type Json = Record<string, unknown>

const text = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const jsonOf = (bytes: Uint8Array | undefined): Json => JSON.parse(new TextDecoder().decode(bytes)) as Json

async function exported(change = {}): Promise<ForeignFiles> {
  const folder = toHuggingFace(await anyModel(change))
  return {
    config: folder.get('config.json'),
    weights: folder.get('model.safetensors')!,
    tokenizer: folder.get('tokenizer.json')
  }
}

/** The same weights with other tensors. */
function reweigh(weights: Uint8Array, change: (tensor: TensorData) => TensorData | TensorData[]): Uint8Array {
  const file = readSafetensors(weights)
  const tensors = [...file.tensors].flatMap(([name, info]) =>
    change({ name, dtype: info.dtype, shape: info.shape, bytes: file.bytes(name)! })
  )
  return writeSafetensors(tensors, new Map([['format', 'pt']]))
}

/** Without what Downhill wrote into config.json: as any other program's. */
const foreign = (files: ForeignFiles, change: Json = {}): ForeignFiles => ({
  ...files,
  config: text({ ...jsonOf(files.config), downhill: undefined, ...change })
})

async function refusal(files: ForeignFiles): Promise<object> {
  try {
    await fromHuggingFace(files)
  } catch (thrown) {
    if (thrown instanceof Failure) return { code: thrown.error.code, ...thrown.error.detail }
    throw thrown
  }
  return { code: 'none' }
}

describe('a model that goes out and comes back', () => {
  it.each(
    TOKENIZERS.flatMap((tokenizer) => [
      { tokenizer, kind: 'list' },
      { tokenizer, kind: 'text' }
    ])
  )('is the same, byte for byte: %o', async (change) => {
    const model = await anyModel(change as object)
    const out = toHuggingFace(model)
    const back = await fromHuggingFace({
      config: out.get('config.json'),
      weights: out.get('model.safetensors')!,
      tokenizer: out.get('tokenizer.json')
    })
    expect(back).toEqual({ ...model, m: null, v: null })
    const again = toHuggingFace(back)
    for (const file of ['model.safetensors', 'tokenizer.json']) expect(again.get(file)).toEqual(out.get(file))
    for (const name of out.keys()) {
      if (name.endsWith('.json')) expect(jsonOf(again.get(name))).toEqual(jsonOf(out.get(name)))
    }
    // What was taken over is a whole model file.
    expect((await decodeModelFile(await encodeModelFile(back))).tokenizer).toEqual(model.tokenizer)
  })

  it('is found again without our record, but for the settings', async () => {
    for (const tokenizer of TOKENIZERS) {
      const model = await anyModel({ tokenizer })
      const back = await fromHuggingFace(foreign(await exported({ tokenizer })))
      expect(back.tokenizer).toEqual(model.tokenizer)
      expect(back.parameters).toEqual(model.parameters)
      expect(back.training.split.kind).toBe('list')
      await encodeModelFile(back)
    }
  })
})

/** A tiny model with all of GPT-2's own vocabulary, as its folder on the hub has it. */
async function tinyGpt2(): Promise<{ files: ForeignFiles; names: string[] }> {
  const encoding = await gptEncoding('r50k_base')
  const names = GPT2_BYTES.map((byte) => String.fromCharCode(byte))
  const merges: string[] = []
  for (let id = names.length; id < 50_256; id++) {
    const [left, right] = encoding.parents(id)!
    const spelled = [left, right].map((part) => spellBytes(bytesOf(names[part]!)))
    merges.push(spelled.join(' '))
    names.push(names[left]! + names[right]!)
  }
  const vocab = Object.fromEntries(
    [...names.map((name) => spellBytes(bytesOf(name))), '<|endoftext|>'].map((t, i) => [t, i])
  )
  const width = 4
  const tensor = (name: string, ...shape: number[]): TensorData => {
    const size = shape.reduce((a, b) => a * b, 1)
    const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i + name.length))
    return { name: `transformer.${name}`, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) }
  }
  const norm = (name: string) => [tensor(`${name}.weight`, width), tensor(`${name}.bias`, width)]
  const linear = (name: string, a: number, b: number) => [
    tensor(`${name}.weight`, a, b),
    tensor(`${name}.bias`, b)
  ]
  const tensors = [
    tensor('wte.weight', 50_257, width),
    tensor('wpe.weight', 8, width),
    ...norm('h.0.ln_1'),
    tensor('h.0.attn.bias', 1, 1, 8, 8),
    tensor('h.0.attn.masked_bias'),
    ...linear('h.0.attn.c_attn', width, 3 * width),
    ...linear('h.0.attn.c_proj', width, width),
    ...norm('h.0.ln_2'),
    ...linear('h.0.mlp.c_fc', width, 4 * width),
    ...linear('h.0.mlp.c_proj', 4 * width, width),
    ...norm('ln_f')
  ]
  const config = {
    ...{ activation_function: 'gelu_new', architectures: ['GPT2LMHeadModel'], attn_pdrop: 0.1 },
    ...{ bos_token_id: 50256, eos_token_id: 50256, initializer_range: 0.02, layer_norm_epsilon: 1e-5 },
    ...{ model_type: 'gpt2', n_ctx: 8, n_embd: width, n_head: 2, n_layer: 1, n_positions: 8 },
    ...{ resid_pdrop: 0.1, summary_type: 'cls_index', vocab_size: 50257 }
  }
  const head = { ...tensors[0]!, name: 'lm_head.weight' }
  const files = {
    config: text(config),
    weights: writeSafetensors([...tensors, head], new Map([['format', 'pt']])),
    vocab: text(vocab),
    merges: text(`#version: 0.2\n${merges.join('\n')}\n`)
  }
  return { files, names }
}

describe('models of other programs', () => {
  it('GPT-2 itself, with vocab.json and merges.txt, prefixes, masks and a tied head', async () => {
    const { files } = await tinyGpt2()
    const model = await fromHuggingFace(files)
    expect(model.config).toMatchObject({ tokenizer: 'r50k_base', layers: 1, width: 4, dropout: 0.1 })
    expect(model.training).toMatchObject({ step: 0, split: { kind: 'text' } })
    const line = "Hello, world! é 日本 isn't  it?"
    const ours = openTokenizer(model.tokenizer)
    expect([...ours.encode(line)]).toEqual([...(await gptEncoding('r50k_base')).encode(line)])
    expect(ours.end).toBe(50256)
    // Back in Hugging Face's folder every tensor has the bytes it came with.
    const out = readSafetensors(toHuggingFace(model).get('model.safetensors')!)
    const came = readSafetensors(files.weights)
    expect(out.tensors.size).toBe(16)
    for (const name of out.tensors.keys()) expect(out.bytes(name)).toEqual(came.bytes(`transformer.${name}`))
    await encodeModelFile(model)
  })

  it('ids in any order: rows of the embedding follow', async () => {
    for (const tokenizer of ['characters', 'bpe:64', 'bpe:270']) {
      const files = await exported({ tokenizer })
      const json = jsonOf(files.tokenizer)
      const rows = jsonOf(files.config)['vocab_size'] as number
      const turned = (id: number): number => (id * 5 + 3) % rows // 5 divides none of the sizes here
      expect(rows % 5).not.toBe(0)
      const model = json['model'] as Json
      const vocab = Object.entries(model['vocab'] as Record<string, number>).map(
        ([t, id]) => [t, turned(id)] as const
      )
      const added = (json['added_tokens'] as Json[]).map((entry) => ({
        ...entry,
        id: turned(entry['id'] as number)
      }))
      const weights = reweigh(files.weights, (tensor) => {
        if (tensor.name !== 'wte.weight') return tensor
        const bytes = new Uint8Array(tensor.bytes.length)
        const row = bytes.length / rows
        for (let id = 0; id < rows; id++) {
          bytes.set(tensor.bytes.subarray(id * row, (id + 1) * row), turned(id) * row)
        }
        return { ...tensor, bytes }
      })
      const changed: Json = {
        ...json,
        added_tokens: added,
        model: { ...model, vocab: Object.fromEntries(vocab) }
      }
      const config: Json = { eos_token_id: turned(rows - 1) }
      const back = await fromHuggingFace(foreign({ ...files, weights, tokenizer: text(changed) }, config))
      const straight = await anyModel({ tokenizer })
      expect(back.tokenizer).toEqual(straight.tokenizer)
      expect(back.parameters).toEqual(straight.parameters)
    }
  })

  it('half and brain precision are converted, exactly', async () => {
    const files = await exported()
    const ones = { F16: 0x3c00, BF16: 0x3f80 }
    for (const dtype of ['F16', 'BF16'] as const) {
      const weights = reweigh(files.weights, (tensor) => {
        const halves = new Uint16Array(tensor.bytes.length / 4).fill(ones[dtype])
        return { ...tensor, dtype, bytes: new Uint8Array(halves.buffer) }
      })
      const back = await fromHuggingFace(foreign({ ...files, weights }))
      expect(back.parameters.every((value) => value === 1)).toBe(true)
    }
  })

  it('merges as pairs, as newer files have them', async () => {
    const files = await exported({ tokenizer: 'bpe:270' })
    const json = jsonOf(files.tokenizer)
    const model = json['model'] as Json
    const merges = (model['merges'] as string[]).map((pair) => pair.split(' '))
    const tokenizer = text({ ...json, model: { ...model, merges } })
    const back = await fromHuggingFace({ ...files, tokenizer })
    const ours = openTokenizer(back.tokenizer)
    for (const line of LINES) expect(ours.decode(ours.encode(line))).toBe(line)
  })
})

describe('what is refused', () => {
  const cases: [string, (files: ForeignFiles) => ForeignFiles, object][] = [
    [
      'no config',
      (f) => ({ ...f, config: undefined }),
      { code: 'import-file', name: 'config.json', problem: 'missing' }
    ],
    [
      'a config that is no JSON',
      (f) => ({ ...f, config: text('{') }),
      { code: 'import-file', problem: 'json' }
    ],
    [
      'no tokenizer',
      (f) => ({ ...f, tokenizer: undefined }),
      { code: 'import-file', name: 'tokenizer.json' }
    ],
    [
      'another architecture',
      (f) => foreign(f, { model_type: 'llama' }),
      { code: 'import-config', key: 'model_type' }
    ],
    [
      'another activation',
      (f) => foreign(f, { activation_function: 'relu' }),
      { key: 'activation_function' }
    ],
    ['another inner width', (f) => foreign(f, { n_inner: 100 }), { key: 'n_inner', value: '100' }],
    ['another epsilon', (f) => foreign(f, { layer_norm_epsilon: 1e-6 }), { key: 'layer_norm_epsilon' }],
    ['more layers than allowed', (f) => foreign(f, { n_layer: 36 }), { key: 'n_layer', limit: '1 to 24' }],
    [
      'layers that are not there',
      (f) => foreign(f, { n_layer: 3 }),
      { code: 'model-tensor-missing', name: 'h.2.ln_1.weight' }
    ],
    [
      'layers that the config does not count',
      (f) => foreign(f, { n_layer: 1 }),
      { code: 'model-header-invalid', problem: 'tensor' }
    ],
    ['another width', (f) => foreign(f, { n_embd: 32 }), { code: 'model-tensor-shape', name: 'wte.weight' }],
    [
      'more positions',
      (f) => foreign(f, { n_positions: 16 }),
      { code: 'model-tensor-shape', name: 'wpe.weight' }
    ],
    [
      'a vocabulary of another size',
      (f) => foreign(f, { vocab_size: 99 }),
      { code: 'import-tokenizer', problem: 'rows' }
    ],
    ['heads that do not divide the width', (f) => foreign(f, { n_head: 3 }), { key: 'n_head' }],
    ['a newer record', (f) => foreign(f, { downhill: { version: 2 } }), { code: 'model-newer-version' }],
    ['a damaged record', (f) => foreign(f, { downhill: { version: 1 } }), { code: 'model-config-invalid' }],
    [
      'no file of weights',
      (f) => ({ ...f, weights: text('hello, weights') }),
      { code: 'model-not-safetensors' }
    ],
    [
      'whole numbers for weights',
      (f) => ({
        ...f,
        weights: reweigh(f.weights, (t) => (t.name === 'ln_f.bias' ? { ...t, dtype: 'I32' } : t))
      }),
      { code: 'model-tensor-shape', name: 'ln_f.bias' }
    ],
    [
      'numbers that are none',
      (f) => ({
        ...f,
        weights: reweigh(f.weights, (t) => ({
          ...t,
          bytes: t.name === 'ln_f.bias' ? t.bytes.slice().fill(255) : t.bytes
        }))
      }),
      { code: 'model-not-finite', name: 'ln_f.bias' }
    ],
    [
      'a head of its own',
      (f) => ({
        ...f,
        weights: reweigh(f.weights, (t) =>
          t.name === 'wte.weight' ? [t, { ...t, name: 'lm_head.weight', bytes: t.bytes.slice().fill(0) }] : t
        )
      }),
      { code: 'import-config', key: 'tie_word_embeddings' }
    ]
  ]
  it.each(cases)('%s', async (_, change, wanted) => {
    expect(await refusal(change(await exported()))).toMatchObject(wanted)
  })

  const tokenizers: [string, (json: Json, model: Json) => Json, object][] = [
    ['a normalizer', (json) => ({ ...json, normalizer: { type: 'NFC' } }), { problem: 'normalizer' }],
    [
      'a unigram model',
      (json, model) => ({ ...json, model: { ...model, type: 'Unigram' } }),
      { problem: 'model' }
    ],
    ['another cut', (json) => ({ ...json, pre_tokenizer: { type: 'Whitespace' } }), { problem: 'cut' }],
    [
      'a space before',
      (json) => ({ ...json, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } }),
      { problem: 'cut' }
    ],
    [
      'merges that make no token',
      (json, model) => ({ ...json, model: { ...model, merges: (model['merges'] as string[]).slice(1) } }),
      { problem: 'merges' }
    ],
    [
      'another token that was added',
      (json) => ({
        ...json,
        added_tokens: [...(json['added_tokens'] as Json[]), { id: 3, content: '<pad>' }]
      }),
      { problem: 'added', token: '<pad>' }
    ]
  ]
  it.each(tokenizers)('%s', async (_, change, wanted) => {
    const files = await exported({ tokenizer: 'bpe:270' })
    const json = jsonOf(files.tokenizer)
    const tokenizer = text(change(json, json['model'] as Json))
    expect(await refusal({ ...files, tokenizer })).toMatchObject({ code: 'import-tokenizer', ...wanted })
  })

  it('any byte of the small files changed: a failure in words, or a whole model', async () => {
    const files = await exported({ tokenizer: 'bpe:64' })
    let read = 0
    for (const key of ['config', 'tokenizer'] as const) {
      const bytes = files[key]!
      for (let at = 0; at < bytes.length; at += 7) {
        const changed = bytes.slice()
        changed[at]! ^= 1 << (at % 8)
        const found = (await refusal({ ...files, [key]: changed })) as { code: string }
        if (found.code === 'none') read++
      }
    }
    expect(read).toBeGreaterThan(0)
  })
})
