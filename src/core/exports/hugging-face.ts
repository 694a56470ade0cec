/*
 * A model as the folder that Hugging Face's `transformers` loads with GPT2LMHeadModel.from_pretrained and
 * AutoTokenizer.from_pretrained. The arena already has GPT-2's names and orientation, so that the weights
 * are written bit by bit as they are.
 */

import { Failure } from '../errors'
import type { ModelFile } from '../formats/model-file'
import { writeSafetensors } from '../formats/safetensors'
import { parameterLayout } from '../gpt-shape'
import { tokenizerJson } from './tokenizer-json'
import { END_TOKEN } from './vocabulary'

/** A folder by file name. */
export type Folder = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

/**
 * `config.json`, `generation_config.json`, `model.safetensors`, `tokenizer.json`, `tokenizer_config.json`.
 * @throws Failure `export-family` for a model that is not GPT-2's.
 */
export function toHuggingFace(model: ModelFile): Folder {
  const { shape, tokenizer, training } = model
  if (shape.family !== 'gpt2') throw new Failure('export-family', { format: 'Hugging Face' })
  const isList = training.split.kind !== 'text'
  return new Map([
    ['config.json', json(configOf(model))],
    ['generation_config.json', json(generationOf(model))],
    ['model.safetensors', weightsOf(model)],
    ['tokenizer.json', json(tokenizerJson(tokenizer, isList))],
    ['tokenizer_config.json', json(tokenizerConfig(shape.block))]
  ])
}

/** Under this key of config.json stands what Downhill needs to take the model back as what it was. */
export const RECORD_KEY = 'downhill'

/** Settings and training record; `transformers` keeps keys it does not know, through training and saving. */
function recordOf({ config, training }: ModelFile): object {
  // Random state and position mean nothing without the moments, which do not travel.
  return { version: 1, config, training: { ...training, random: [], position: 0, certificate: null } }
}

/** Field by field what transformers' GPT2Config calls them; `n_ctx` is read by llama.cpp's converter. */
function configOf(model: ModelFile): object {
  const { shape, config } = model
  const end = shape.vocab - 1
  return {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    vocab_size: shape.vocab,
    n_positions: shape.block,
    n_ctx: shape.block,
    n_embd: shape.width,
    n_layer: shape.layers,
    n_head: shape.heads,
    n_inner: null,
    activation_function: 'gelu_new',
    layer_norm_epsilon: 1e-5,
    initializer_range: 0.02,
    embd_pdrop: config.dropout,
    attn_pdrop: config.dropout,
    resid_pdrop: config.dropout,
    scale_attn_weights: true,
    tie_word_embeddings: true,
    bos_token_id: end,
    eos_token_id: end,
    use_cache: true,
    torch_dtype: 'float32',
    [RECORD_KEY]: recordOf(model)
  }
}

function generationOf({ shape, training }: ModelFile): object {
  const end = shape.vocab - 1
  // Running text never shows the end token in training, so that nothing is learned about it.
  const text = training.split.kind === 'text'
  return {
    bos_token_id: end,
    eos_token_id: end,
    pad_token_id: end,
    max_length: shape.block,
    do_sample: true,
    ...(text && { suppress_tokens: [end] })
  }
}

function tokenizerConfig(block: number): object {
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: block,
    bos_token: END_TOKEN,
    eos_token: END_TOKEN,
    clean_up_tokenization_spaces: false
  }
}

function weightsOf({ shape, parameters }: ModelFile): Uint8Array<ArrayBuffer> {
  const tensors = parameterLayout(shape).tensors.map(({ name, shape: dims, offset, size }) => {
    const values = parameters.subarray(offset, offset + size)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return { name, dtype: 'F32' as const, shape: dims, bytes }
  })
  return writeSafetensors(tensors, new Map([['format', 'pt']]))
}

function json(value: object): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
}
