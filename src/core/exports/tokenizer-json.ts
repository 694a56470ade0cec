/*
 * A tokenizer as Hugging Face's `tokenizer.json`. Characters and graphemes are a WordLevel model over pieces
 * of text, which needs no byte alphabet and reads as what it is; byte pair encodings are a BPE model over
 * GPT-2's spelling of bytes. Read back by imports/tokenizer-json.ts.
 */

import { patternSource } from '../tokenizer/pre-tokens'
import type { TokenizerData } from '../tokenizer/tokenizer'
import { spellBytes } from './byte-alphabet'
import { END_TOKEN, type ExportVocabulary, exportVocabulary } from './vocabulary'

/**
 * Stands for what the vocabulary cannot write, and is no token itself: such texts are refused, not replaced.
 */
const UNKNOWN = '<unk>'

/** Any one character. */
export const ANY_CHARACTER = String.raw`[\s\S]`

/** @param isList whether a text begins with the end token, as an item of a list does */
export function tokenizerJson(data: TokenizerData, isList: boolean): object {
  const vocabulary = exportVocabulary(data)
  const end = vocabulary.tokens.length
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [{ id: end, content: END_TOKEN, ...flags }],
    normalizer: null,
    ...(vocabulary.cut === 'character' || vocabulary.cut === 'longest'
      ? wholePieces(vocabulary)
      : byteLevel(vocabulary)),
    post_processor: isList ? beginWith(END_TOKEN, end) : null
  }
}

function wholePieces({ tokens, cut }: ExportVocabulary): object {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const texts = tokens.map((bytes) => decoder.decode(bytes))
  const pattern = cut === 'character' ? ANY_CHARACTER : longestFirst(texts)
  return {
    pre_tokenizer: split(pattern),
    decoder: { type: 'Fuse' },
    model: { type: 'WordLevel', vocab: idsOf(texts), unk_token: UNKNOWN }
  }
}

/** The pieces of several characters, the longest first, or else any character. */
function longestFirst(texts: readonly string[]): string {
  const long = texts.filter((text) => [...text].length > 1).sort((a, b) => b.length - a.length)
  return [...long.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')), ANY_CHARACTER].join('|')
}

function byteLevel({ tokens, merges, cut }: ExportVocabulary): object {
  const parts = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true }
  const gpt2 = cut === 'gpt2' || cut === 'r50k_base' || cut === 'p50k_base'
  return {
    pre_tokenizer: gpt2
      ? { ...parts, use_regex: true }
      : {
          type: 'Sequence',
          pretokenizers: [split(patternSource(cut as 'cl100k_base')), { ...parts, use_regex: false }]
        },
    decoder: { ...parts, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: idsOf(tokens.map(spellBytes)),
      merges: merges.map((pair) => pair.map(spellBytes).join(' '))
    }
  }
}

function split(pattern: string): object {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false }
}

/** Every text with its id, the end token last. */
function idsOf(texts: readonly string[]): object {
  return Object.fromEntries([...texts, END_TOKEN].map((text, id) => [text, id]))
}

/** Puts one token before every text. */
function beginWith(token: string, id: number): object {
  const special = { SpecialToken: { id: token, type_id: 0 } }
  return {
    type: 'TemplateProcessing',
    single: [special, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [special, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } }
  }
}
