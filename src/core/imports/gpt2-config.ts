/*
 * A GPT-2 `config.json` of transformers: the model's shape, and Downhill's own record if it was exported
 * here. Whatever would make the model compute something else than our GPT-2 is refused.
 */

import { Failure } from '../errors'
import { RECORD_KEY } from '../exports/hugging-face'
import { readConfig, readTraining, type TrainingRecord } from '../formats/records'
import { LIMITS, PRESETS, type RunConfig } from '../run-config'
import { isFields, own, readJson, type Fields } from './read-json'

export interface Gpt2Config {
  readonly shape: Pick<RunConfig, 'layers' | 'heads' | 'width' | 'block'>
  /** V, the end token included. */
  readonly vocab: number
  /** Id of the token that ends a text; null if the file does not say. */
  readonly end: number | null
  readonly dropout: number
  /** What Downhill wrote, where it did. */
  readonly record: { readonly config: RunConfig; readonly training: TrainingRecord } | null
}

/** Settings that change what is computed, with the values under which it is what we compute. */
const REQUIRED: Readonly<Record<string, readonly unknown[]>> = {
  model_type: ['gpt2', undefined],
  // Two names of GELU's tanh form.
  activation_function: ['gelu_new', 'gelu_pytorch_tanh', undefined],
  layer_norm_epsilon: [1e-5, undefined],
  scale_attn_weights: [true, undefined],
  scale_attn_by_inverse_layer_idx: [false, null, undefined],
  add_cross_attention: [false, null, undefined],
  tie_word_embeddings: [true, null, undefined],
  quantization_config: [null, undefined]
}

const KNOWN_RECORD = 1

/** @throws Failure `import-file`, `import-config`, `model-newer-version`, `model-config-invalid` */
export function readGpt2Config(bytes: Uint8Array | undefined): Gpt2Config {
  const fields = readJson(bytes, 'config.json')
  for (const [key, allowed] of Object.entries(REQUIRED)) {
    const value = own(fields, key)
    if (!allowed.includes(value)) throw refused(key, value)
  }
  const shape = {
    layers: limited(fields, 'n_layer', 'layers'),
    heads: limited(fields, 'n_head', 'heads'),
    width: limited(fields, 'n_embd', 'width'),
    block: limited(fields, 'n_positions', 'block')
  }
  if (shape.width % shape.heads !== 0) throw refused('n_head', shape.heads)
  const inner = own(fields, 'n_inner')
  if (inner !== null && inner !== undefined && inner !== 4 * shape.width) throw refused('n_inner', inner)
  const vocab = own(fields, 'vocab_size')
  if (!isCount(vocab) || vocab < 2 || vocab > 2 ** 18) throw refused('vocab_size', vocab)
  const end = own(fields, 'eos_token_id') ?? own(fields, 'bos_token_id') ?? null
  if (end !== null && (!isCount(end) || end >= vocab)) throw refused('eos_token_id', end)
  const dropout = own(fields, 'resid_pdrop')
  return {
    ...{ shape, vocab, end },
    dropout: typeof dropout === 'number' && dropout >= 0 && dropout <= LIMITS_OF.dropout.max ? dropout : 0,
    record: recordOf(fields, shape)
  }
}

/** The settings a model of another program begins with, should it be trained on here. */
export function settingsOf({ shape, dropout, record }: Gpt2Config, tokenizer: string): RunConfig {
  return { ...(record?.config ?? { ...PRESETS.text, kind: 'text' as const, dropout }), ...shape, tokenizer }
}

const LIMITS_OF = LIMITS as Readonly<Record<keyof RunConfig, { min: number; max: number }>>

function limited(fields: Fields, key: string, setting: 'layers' | 'heads' | 'width' | 'block'): number {
  const value = own(fields, key)
  const { min, max } = LIMITS_OF[setting]
  if (!isCount(value) || value < min || value > max) throw refused(key, value, `${min} to ${max}`)
  return value
}

function recordOf(fields: Fields, shape: Gpt2Config['shape']): Gpt2Config['record'] {
  const record = own(fields, RECORD_KEY)
  if (!isFields(record)) return null
  const version = own(record, 'version')
  if (typeof version === 'number' && version > KNOWN_RECORD) {
    throw new Failure('model-newer-version', { version, known: KNOWN_RECORD })
  }
  const config = readConfig(JSON.stringify({ ...asFields(own(record, 'config')), ...shape }))
  const training = readTraining(JSON.stringify(own(record, 'training')))
  if (config.family !== 'gpt2') throw new Failure('model-config-invalid', { key: 'family' })
  return { config, training }
}

function asFields(value: unknown): Fields {
  if (!isFields(value)) throw new Failure('model-config-invalid', { key: 'config' })
  return value
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function refused(key: string, value: unknown, limit?: string): Failure {
  const shown = value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing').slice(0, 40)
  return new Failure('import-config', { key, value: shown, ...(limit && { limit }) })
}
