/*
 * GGUF by round trip: what we write is read by another reader, written here from the format's description alone, and gives
 * back every value and every number, whatever the model's shape, name and characters. llama.cpp runs such files in
 * cli/exchange.slow.test.ts.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tinyModel } from '../formats/model-file.fixtures'
import { parameterLayout, type TensorSpec } from '../gpt-shape'
import { toGguf } from './gguf'

interface Read {
  readonly values: Map<string, unknown>
  readonly tensors: Map<string, { dimensions: number[]; numbers: Uint32Array; at: number }>
  readonly dataStart: number
  readonly end: number
}

/** Version 3, little-endian: header, values, tensor infos, padding, data. @throws Error where it is not as described */
function readGguf(file: Uint8Array): Read {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 0
  const u32 = (): number => view.getUint32((at += 4) - 4, true)
  const u64 = (): number => Number(view.getBigUint64((at += 8) - 8, true))
  const text = (): string => {
    const length = u64()
    return new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(at, (at += length)))
  }
  const value = (type: number): unknown => {
    if (type === 4) return u32()
    if (type === 5) return view.getInt32((at += 4) - 4, true)
    if (type === 6) return view.getFloat32((at += 4) - 4, true)
    if (type === 7) return view.getUint8(at++) === 1
    if (type === 8) return text()
    if (type !== 9) throw new Error(`type ${type}`)
    const inner = u32()
    return Array.from({ length: u64() }, () => value(inner))
  }
  if (new TextDecoder().decode(file.subarray(0, 4)) !== 'GGUF') throw new Error('magic')
  at = 4
  if (u32() !== 3) throw new Error('version')
  const tensorCount = u64()
  const values = new Map(
    Array.from({ length: u64() }, () => {
      const key = text()
      return [key, value(u32())] as const
    })
  )
  const infos = Array.from({ length: tensorCount }, () => {
    const name = text()
    const dimensions = Array.from({ length: u32() }, u64)
    if (u32() !== 0) throw new Error('not single precision')
    return { name, dimensions, offset: u64() }
  })
  const dataStart = Math.ceil(at / 32) * 32
  const tensors = new Map(
    infos.map(({ name, dimensions, offset }) => {
      const size = dimensions.reduce((product, n) => product * n, 1)
      const start = dataStart + offset
      const numbers = Uint32Array.from({ length: size }, (_, i) => view.getUint32(start + 4 * i, true))
      return [name, { dimensions, numbers, at: start }]
    })
  )
  return { values, tensors, dataStart, end: file.length }
}

const NAMES: Readonly<Record<string, string>> = {
  'wte.weight': 'token_embd.weight',
  'wpe.weight': 'position_embd.weight',
  'ln_f.weight': 'output_norm.weight',
  'ln_f.bias': 'output_norm.bias'
}
const PARTS: readonly (readonly [string, string])[] = [
  ['ln_1', 'attn_norm'],
  ['attn.c_attn', 'attn_qkv'],
  ['attn.c_proj', 'attn_output'],
  ['ln_2', 'ffn_norm'],
  ['mlp.c_fc', 'ffn_up'],
  ['mlp.c_proj', 'ffn_down']
]

function foreignName(name: string): string {
  const [, layer, rest = ''] = /^h\.(\d+)\.(.*)$/.exec(name) ?? []
  if (layer === undefined) return NAMES[name]!
  const [ours, theirs] = PARTS.find(([part]) => rest.startsWith(`${part}.`))!
  return `blk.${layer}.${rest.replace(ours, theirs)}`
}

/** The bit patterns of one of our tensors as ggml keeps it: matrices [out, in], embeddings as they are. */
function expected(parameters: Float32Array, { name, shape, offset, size }: TensorSpec): Uint32Array {
  const ours = new Uint32Array(parameters.slice(offset, offset + size).buffer)
  const [rows = 0, columns] = shape
  if (columns === undefined || name === 'wte.weight' || name === 'wpe.weight') return ours
  return Uint32Array.from({ length: size }, (_, i) => ours[(i % rows) * columns + Math.floor(i / rows)]!)
}

const shapes = fc.record({
  layers: fc.integer({ min: 1, max: 3 }),
  heads: fc.constantFrom(1, 2),
  width: fc.constantFrom(2, 4, 6, 8),
  block: fc.integer({ min: 1, max: 5 })
})

describe('a GGUF file', () => {
  it('holds every number bit by bit, and aligned, for any shape', () => {
    fc.assert(
      fc.property(shapes, fc.string({ unit: 'grapheme' }), (shape, name) => {
        const model = tinyModel(shape, false)
        const { values, tensors, end } = readGguf(toGguf(model, name))
        const layout = parameterLayout(model.shape).tensors
        expect(tensors.size).toBe(layout.length + 1)
        for (const tensor of layout) {
          const found = tensors.get(foreignName(tensor.name))
          expect(found?.numbers, tensor.name).toEqual(expected(model.parameters, tensor))
          expect(found!.at % 32).toBe(0)
          expect(found!.at + 4 * tensor.size).toBeLessThanOrEqual(end)
        }
        expect(tensors.get('output.weight')?.numbers).toEqual(tensors.get('token_embd.weight')?.numbers)
        expect(values.get('general.name')).toBe(name)
        expect(values.get('gpt2.block_count')).toBe(shape.layers)
        expect(values.get('gpt2.attention.head_count')).toBe(shape.heads)
        expect(values.get('gpt2.context_length')).toBe(shape.block)
        expect(values.get('gpt2.embedding_length')).toBe(shape.width)
        expect(values.get('gpt2.feed_forward_length')).toBe(4 * shape.width)
      }),
      { numRuns: 200 }
    )
  })

  it('holds every token, whatever characters there are', () => {
    // As many as the embedding has rows, with the end token.
    const characters = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), {
      minLength: 6,
      maxLength: 6
    })
    fc.assert(
      fc.property(characters, (alphabet) => {
        const model = tinyModel({}, false)
        const sorted = [...alphabet].sort()
        const tokenizer = { kind: 'characters', characters: sorted } as const
        const { values } = readGguf(toGguf({ ...model, tokenizer }, 'a'))
        const tokens = values.get('tokenizer.ggml.tokens') as string[]
        expect(new Set(tokens).size).toBe(tokens.length)
        expect(tokens).toHaveLength(model.shape.vocab)
        expect(values.get('tokenizer.ggml.token_type')).toEqual([...sorted.map(() => 1), 3])
        expect(values.get('tokenizer.ggml.eos_token_id')).toBe(sorted.length)
        // Byte-level spelling: a character of n bytes needs n - 1 merges to be built.
        const bytes = sorted.map((each) => new TextEncoder().encode(each).length)
        const merges = values.get('tokenizer.ggml.merges') as string[]
        expect(merges.length).toBeLessThanOrEqual(bytes.reduce((sum, n) => sum + n - 1, 0))
        expect(merges.every((merge) => merge.split(' ').length === 2)).toBe(true)
      }),
      { numRuns: 50 }
    )
  })
})
