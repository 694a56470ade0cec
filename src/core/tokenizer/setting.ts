/*
 * The setting `tokenizer`: characters, graphemes, bpe:N, bpe:FILE or the name of a GPT encoding. What it
 * names is made in choose.ts.
 */

import { GPT_ENCODINGS } from './tokenizer'
import type { GptEncodingName, TokenizerData } from './tokenizer'

export type TokenizerSetting =
  | { readonly kind: 'characters' | 'graphemes' }
  /** Trained on the training part when the run begins; `vocab` counts bytes and merges. */
  | { readonly kind: 'bpe'; readonly vocab: number }
  /** Trained before; the terminal reads the file. */
  | { readonly kind: 'bpe'; readonly file: string }
  | { readonly kind: 'gpt'; readonly encoding: GptEncodingName }

/** Sizes of a vocabulary of our own, bytes and merges together, without the end token. */
export const BPE_VOCAB = { min: 64, max: 32_768 } as const

/** What is offered where a setting is refused. */
export const TOKENIZER_CHOICES: readonly string[] = [
  'characters',
  'graphemes',
  `bpe:${BPE_VOCAB.min} to bpe:${BPE_VOCAB.max}`,
  ...GPT_ENCODINGS
]

/** The setting in a text; null if it is none. A number after `bpe:` is a size, never a file's name. */
export function parseTokenizer(text: string): TokenizerSetting | null {
  if (text === 'characters' || text === 'graphemes') return { kind: text }
  const encoding = GPT_ENCODINGS.find((name) => name === text)
  if (encoding) return { kind: 'gpt', encoding }
  if (!text.startsWith('bpe:')) return null
  const rest = text.slice(4)
  if (!/^\d+$/.test(rest)) return rest === '' ? null : { kind: 'bpe', file: rest }
  const vocab = Number(rest)
  return vocab >= BPE_VOCAB.min && vocab <= BPE_VOCAB.max ? { kind: 'bpe', vocab } : null
}

/** Whether this tokenizer can be what that setting asked for. */
export function isOf(data: TokenizerData, setting: string): boolean {
  const wanted = parseTokenizer(setting)
  if (wanted?.kind !== data.kind) return false
  return data.kind !== 'gpt' || wanted.kind !== 'gpt' || data.encoding === wanted.encoding
}
