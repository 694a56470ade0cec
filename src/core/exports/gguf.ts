/*
 * A model as one GGUF file that llama.cpp loads: architecture `gpt2`, single precision, tokenizer inside.
 * Matrices are turned, since ggml keeps them [out, in] and GPT-2 [in, out].
 */

import { Failure } from '../errors'
import type { ModelFile } from '../formats/model-file'
import { parameterLayout } from '../gpt-shape'
import { spellBytes } from './byte-alphabet'
import { type GgufTensor, type GgufValue, writeGguf } from './gguf-writer'
import { END_TOKEN, exportVocabulary } from './vocabulary'

/** llama.cpp's kinds of tokens. */
const NORMAL = 1
const CONTROL = 3

/** The tokenizers whose texts llama.cpp's `gpt-2` cuts as we do. */
const CUTS: readonly string[] = ['characters', 'bpe', 'r50k_base']

/** ggml's names of a layer's parts. */
const LAYER_PARTS: Readonly<Record<string, string>> = {
  ln_1: 'attn_norm',
  'attn.c_attn': 'attn_qkv',
  'attn.c_proj': 'attn_output',
  ln_2: 'ffn_norm',
  'mlp.c_fc': 'ffn_up',
  'mlp.c_proj': 'ffn_down'
}

/**
 * @param name of the model, for whoever opens the file
 * @throws Failure `export-family` for models that are not GPT-2's, `export-tokenizer` for tokenizers that
 *   llama.cpp's `gpt-2` cutting does not reproduce.
 */
export function toGguf(model: ModelFile, name: string): Uint8Array<ArrayBuffer> {
  if (model.shape.family !== 'gpt2') throw new Failure('export-family', { format: 'GGUF' })
  const { tokenizer } = model
  // llama.cpp cuts as GPT-2 does, which is right for characters, our own pairs and r50k_base alone.
  const kind = tokenizer.kind === 'gpt' ? tokenizer.encoding : tokenizer.kind
  if (!CUTS.includes(kind)) throw new Failure('export-tokenizer', { format: 'GGUF', tokenizer: kind })
  return writeGguf(valuesOf(model, name), tensorsOf(model))
}

function valuesOf({ shape, tokenizer, training }: ModelFile, name: string): Map<string, GgufValue> {
  const { tokens, merges } = exportVocabulary(tokenizer)
  const end = tokens.length
  // Items begin with the end token; running text begins anywhere.
  const isList = training.split.kind !== 'text'
  return new Map<string, GgufValue>([
    ['general.architecture', { string: 'gpt2' }],
    ['general.name', { string: name }],
    ['general.file_type', { u32: 0 }],
    ['gpt2.context_length', { u32: shape.block }],
    ['gpt2.embedding_length', { u32: shape.width }],
    ['gpt2.block_count', { u32: shape.layers }],
    ['gpt2.feed_forward_length', { u32: 4 * shape.width }],
    ['gpt2.attention.head_count', { u32: shape.heads }],
    ['gpt2.attention.layer_norm_epsilon', { f32: 1e-5 }],
    ['tokenizer.ggml.model', { string: 'gpt2' }],
    ['tokenizer.ggml.pre', { string: 'gpt-2' }],
    ['tokenizer.ggml.tokens', { strings: [...tokens.map(spellBytes), END_TOKEN] }],
    ['tokenizer.ggml.token_type', { i32s: [...tokens.map(() => NORMAL), CONTROL] }],
    ['tokenizer.ggml.merges', { strings: merges.map((pair) => pair.map(spellBytes).join(' ')) }],
    ['tokenizer.ggml.bos_token_id', { u32: end }],
    ['tokenizer.ggml.eos_token_id', { u32: end }],
    ['tokenizer.ggml.add_bos_token', { bool: isList }]
  ])
}

function tensorsOf({ shape, parameters }: ModelFile): GgufTensor[] {
  const tensors = parameterLayout(shape).tensors.map(({ name, shape: dims, offset, size }) => {
    const values = parameters.subarray(offset, offset + size)
    const [rows, columns] = dims as [number, number?]
    if (columns === undefined) return { name: ggufName(name), dimensions: [rows], values }
    // Embeddings are [V, C] in both; only the linear layers are turned.
    return isEmbedding(name)
      ? { name: ggufName(name), dimensions: [columns, rows], values }
      : { name: ggufName(name), dimensions: [rows, columns], values: turned(values, rows, columns) }
  })
  // Tied to the embedding; programs before 2025 miss it otherwise.
  const embedding = tensors.find(({ name }) => name === 'token_embd.weight')!
  return [...tensors, { ...embedding, name: 'output.weight' }]
}

const isEmbedding = (name: string): boolean => name === 'wte.weight' || name === 'wpe.weight'

/** ggml's name of a tensor: `h.0.attn.c_attn.weight` is `blk.0.attn_qkv.weight`. */
function ggufName(name: string): string {
  const layer = /^h\.(\d+)\.(.+)\.(weight|bias)$/.exec(name)
  if (layer) return `blk.${layer[1]}.${LAYER_PARTS[layer[2]!]!}.${layer[3]}`
  return name
    .replace(/^wte\b/, 'token_embd')
    .replace(/^wpe\b/, 'position_embd')
    .replace(/^ln_f\b/, 'output_norm')
}

/** The transpose of a row-major [rows, columns] matrix. */
function turned(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column]!
    }
  }
  return result
}
