/*
 * The weights of a GPT-2 as transformers saves them, into one arena: with or without the prefix
 * `transformer.`, in single, half, brain or double precision. Buffers that hold no weights are left out; a
 * head of its own must be the embedding, since ours is.
 */

import { Failure } from '../errors'
import { toFloat32 } from '../formats/dtypes'
import { readSafetensors, type SafetensorsFile } from '../formats/safetensors'
import { type GptShape, parameterLayout } from '../gpt-shape'

const PREFIX = 'transformer.'
const HEAD = 'lm_head.weight'
/** Masks that older versions saved beside the weights. */
const BUFFER = /^h\.\d+\.attn\.(bias|masked_bias)$/

/**
 * @param order for each of our token ids, the row of the file's embedding
 * @throws Failure `model-…` naming the tensor: missing, of another shape or type, unknown, not finite
 */
export function readGpt2Weights(bytes: Uint8Array, shape: GptShape, order: ArrayLike<number>): Float32Array {
  const file = readSafetensors(bytes)
  const named = nameMap(file)
  const { tensors, total } = parameterLayout(shape)
  for (const spec of tensors) checkShape(file, named, spec.name, spec.shape)
  const known = new Set(tensors.map(({ name }) => name))
  for (const name of named.keys()) {
    if (!known.has(name) && name !== HEAD && !BUFFER.test(name)) {
      throw new Failure('model-header-invalid', { problem: 'tensor', name: name.slice(0, 80) })
    }
  }
  const arena = new Float32Array(total)
  for (const { name, offset, shape: dims } of tensors) {
    const values = numbersOf(file, named, name)
    if (name === 'wte.weight') takeRows(arena.subarray(offset), values, order, dims[1]!)
    else arena.set(values, offset)
  }
  if (named.has(HEAD)) checkHead(file, named, shape)
  return arena
}

/** The file's name of each of GPT-2's tensors. */
function nameMap(file: SafetensorsFile): Map<string, string> {
  const names = new Map<string, string>()
  for (const name of file.tensors.keys()) {
    const plain = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
    if (names.has(plain)) {
      throw new Failure('model-header-invalid', { problem: 'duplicate-key', name: name.slice(0, 80) })
    }
    names.set(plain, name)
  }
  return names
}

type Names = ReadonlyMap<string, string>

function checkShape(file: SafetensorsFile, named: Names, name: string, shape: readonly number[]): void {
  const info = file.tensors.get(named.get(name) ?? '')
  if (!info) throw new Failure('model-tensor-missing', { name })
  const known = ['F32', 'F16', 'BF16', 'F64'].includes(info.dtype)
  if (known && info.shape.join() === shape.join()) return
  const found = `${info.dtype} [${info.shape.join(', ')}]`.slice(0, 80)
  throw new Failure('model-tensor-shape', { name, found, expected: `F32 [${shape.join(', ')}]` })
}

function numbersOf(file: SafetensorsFile, named: Names, name: string): Float32Array {
  const own = named.get(name)!
  const values = toFloat32(file.tensors.get(own)!.dtype, file.bytes(own)!)!
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new Failure('model-not-finite', { name })
  }
  return values
}

function takeRows(into: Float32Array, values: Float32Array, order: ArrayLike<number>, width: number): void {
  for (let id = 0; id < order.length; id++) {
    into.set(values.subarray(order[id]! * width, (order[id]! + 1) * width), id * width)
  }
}

/** @throws Failure `import-config` if it is another matrix than the embedding */
function checkHead(file: SafetensorsFile, named: Names, shape: GptShape): void {
  checkShape(file, named, HEAD, [shape.vocab, shape.width])
  const head = numbersOf(file, named, HEAD)
  const embedding = numbersOf(file, named, 'wte.weight')
  if (head.some((value, i) => value !== embedding[i])) {
    throw new Failure('import-config', { key: 'tie_word_embeddings', value: 'false' })
  }
}
