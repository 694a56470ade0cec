/*
 * A tokenizer as other programs know it: a table of byte sequences, pairs to merge in order of rank, and
 * the pattern that cuts text before merging. Hugging Face, GGUF and the readable programs are written from
 * this one view, so that a new kind of tokenizer is added here alone.
 */

import { GPT2_BYTES, tokenBytes } from '../tokenizer/byte-pairs'
import type { Pattern } from '../tokenizer/pre-tokens'
import type { Merge, TokenizerData } from '../tokenizer/tokenizer'
import { bytesOf } from '../tokenizer/utf8'

/** The text that stands for the end token in files of other programs. */
export const END_TOKEN = '<|endoftext|>'

/** Two byte sequences to join. */
export type BytePair = readonly [left: Uint8Array, right: Uint8Array]

export interface ExportVocabulary {
  /** Bytes of each token by id; the end token follows as the last id and is not among them. */
  readonly tokens: readonly Uint8Array[]
  /** The best first. For characters their product need not be a token: characters of several bytes. */
  readonly merges: readonly BytePair[]
  /**
   * `character`: every code point is a token of its own. `longest`: the longest token that fits, again and
   * again. Otherwise the pattern that cuts text into pieces, within which merges join.
   */
  readonly cut: 'character' | 'longest' | Pattern
}

export function exportVocabulary(data: TokenizerData): ExportVocabulary {
  const encoder = new TextEncoder()
  switch (data.kind) {
    case 'characters': {
      const tokens = data.characters.map((character) => encoder.encode(character))
      return { tokens, merges: characterMerges(tokens), cut: 'character' }
    }
    case 'graphemes':
      // The longest match is the grapheme itself: what begins at a border of graphemes and is one by
      // itself has no border inside, whatever stands before it.
      return { tokens: data.graphemes.map((text) => encoder.encode(text)), merges: [], cut: 'longest' }
    case 'bpe':
      return bytePairs(data.bytes, data.merges, data.pattern)
    case 'gpt':
      return bytePairs(GPT2_BYTES, data.merges, data.encoding)
  }
}

function bytePairs(bytes: readonly number[], merges: readonly Merge[], cut: Pattern): ExportVocabulary {
  const tokens = tokenBytes(bytes, merges).map(bytesOf)
  return { tokens, merges: merges.map(([left, right]) => [tokens[left]!, tokens[right]!]), cut }
}

/** What makes byte-level programs join the bytes of one character: é is C3 A9, so C3 with A9. */
function characterMerges(tokens: readonly Uint8Array[]): BytePair[] {
  const merges = new Map<string, BytePair>()
  for (const bytes of tokens) {
    for (let length = 1; length < bytes.length; length++) {
      const pair: BytePair = [bytes.slice(0, length), bytes.slice(length, length + 1)]
      merges.set(pair.join('+'), pair)
    }
  }
  return [...merges.values()]
}
