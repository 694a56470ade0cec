/*
 * Our own byte pair encodings: which bytes they begin with, which pair is merged next, and where training
 * ends. Trained fast in bpe-train.ts and, step by step, in bpe-steps.ts, by these same rules.
 *
 * Sennrich, Haddow & Birch 2016, "Neural machine translation of rare words with subword units", on bytes
 * as in Radford et al. 2019 (GPT-2).
 */

import { Failure } from '../errors'
import { bytePairTokenizer, MAX_TOKEN_BYTES } from './byte-pairs'
import type { BpeTokenizerData, Tokenizer } from './tokenizer'
import { BPE_VOCAB } from './setting'
import { toByteString } from './utf8'

/** A pair that stands once is not merged: its token would shorten nothing but its own line. */
export const LEAST_COUNT = 2

/** A pair of tokens with its number of places; overlapping places count each. */
export interface Counted {
  readonly count: number
  /** Byte strings of the two tokens. */
  readonly left: string
  readonly right: string
}

/**
 * Which of two pairs is merged first, negative for `a`: the one with more places; among equals the one
 * whose left token's bytes come first in the alphabet (a before ab before b), then whose right token's do.
 */
export function mergedFirst(a: Counted, b: Counted): number {
  if (a.count !== b.count) return b.count - a.count
  if (a.left !== b.left) return a.left < b.left ? -1 : 1
  return a.right < b.right ? -1 : a.right > b.right ? 1 : 0
}

/**
 * Whether a pair is passed over for good: its bytes are a token already (each token has bytes of its own,
 * so that they can name it in other programs' files), or there are too many.
 */
export function passedOver(bytes: string, tokens: { has(bytes: string): boolean }): boolean {
  return bytes.length > MAX_TOKEN_BYTES || tokens.has(bytes)
}

/**
 * The bytes a vocabulary of this size begins with: all 256 with ids equal to their values, so that any
 * text can be written; below 256 tokens those that stand in the texts, ascending.
 * @throws Failure `setting-invalid` if not even these fit
 */
export function firstBytes(vocab: number, texts: Iterable<string>): number[] {
  if (vocab >= 256) return Array.from({ length: 256 }, (_, byte) => byte)
  const bytes = usedBytes(texts)
  if (bytes.length > vocab) {
    const nearest = `bpe:${Math.max(bytes.length, BPE_VOCAB.min)}`
    throw new Failure('setting-invalid', {
      key: 'tokenizer',
      value: `bpe:${vocab}`,
      problem: 'choice',
      nearest
    })
  }
  return bytes
}

/** Every byte that stands in the UTF-8 of these texts, ascending. */
export function usedBytes(texts: Iterable<string>): number[] {
  const used = new Uint8Array(256)
  for (const text of texts) {
    const utf8 = toByteString(text)
    for (let i = 0; i < utf8.length; i++) used[utf8.charCodeAt(i)] = 1
  }
  return [...used.keys()].filter((byte) => used[byte])
}

/**
 * The tokenizer of a trained encoding.
 * @throws Failure `model-config-invalid` if its merges contradict themselves.
 */
export function bpeTokenizer(data: BpeTokenizerData): Tokenizer {
  return bytePairTokenizer(data, data.pattern, data.bytes, data.merges)
}
