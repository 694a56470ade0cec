/*
 * Texts about tokenizers: their names and what each does, the setting on the Train screen, the tokens of any
 * text side by side, and byte pair encoding step by step.
 */

import { GPT_ENCODINGS, type GptEncodingName } from '#core/tokenizer/tokenizer'
import { parseTokenizer } from '#core/tokenizer/setting'
import { count, decimal } from './format'

/** What can be chosen; `bpe` stands for any vocabulary size. */
export const TOKENIZER_KINDS = ['characters', 'graphemes', 'bpe', ...GPT_ENCODINGS] as const
export type TokenizerKind = (typeof TOKENIZER_KINDS)[number]

const GPT_NAMES: Readonly<Record<GptEncodingName, string>> = {
  r50k_base: 'GPT-2, r50k_base',
  p50k_base: 'Codex, p50k_base',
  cl100k_base: 'GPT-4, cl100k_base',
  o200k_base: 'GPT-4o, o200k_base'
}

const NAMES: Readonly<Record<TokenizerKind, string>> = {
  characters: 'characters',
  graphemes: 'graphemes',
  bpe: 'own BPE',
  ...GPT_NAMES
}

/** The choice a setting belongs to; null if it is none. */
export function kindOfSetting(setting: string): TokenizerKind | null {
  const wanted = parseTokenizer(setting)
  if (!wanted) return null
  return wanted.kind === 'gpt' ? wanted.encoding : wanted.kind
}

/** A setting as people read it: “own BPE, 512”. */
export function tokenizerName(setting: string): string {
  const wanted = parseTokenizer(setting)
  if (!wanted) return setting
  if (wanted.kind !== 'bpe') return NAMES[kindOfSetting(setting)!]
  return 'vocab' in wanted ? `${NAMES.bpe}, ${count(wanted.vocab)}` : `${NAMES.bpe} from a file`
}

const perToken = (characters: number): string => `${decimal(characters, 2)} characters per token`

export const tokenizerText = {
  label: 'Tokenizer',
  names: NAMES,
  nameOf: tokenizerName,
  notes: {
    characters: 'One token for each character of your text. Small and plain',
    graphemes: 'What readers take for one character: an emoji of several parts, a letter with its accents',
    bpe: 'Pieces that often stand in your text, learned from it. Fewer tokens, each saying more',
    r50k_base: 'The 50,256 pieces of GPT-2, only those your text needs',
    p50k_base: 'The 50,280 pieces of Codex, with long runs of spaces for programs',
    cl100k_base: 'The 100,256 pieces of GPT-4, with digits cut in threes',
    o200k_base: 'The 199,998 pieces of GPT-4o, with more languages'
  } satisfies Record<TokenizerKind, string>,
  vocabulary: 'Vocabulary size',
  vocabularyTerm: {
    name: 'Vocabulary size',
    text: 'How many tokens are made: first single bytes, then one for each merge of the pair that stands together most often. More means longer pieces, and more parameters to train.'
  },
  characters: (vocab: number) => `${count(vocab)} tokens: every character of your text, and the end mark.`,
  graphemes: (vocab: number, characters: number) =>
    `${count(vocab)} tokens with the end mark; ${perToken(characters)}.`,
  bpe: (vocab: number, characters: number) =>
    `${count(vocab)} tokens with the end mark; ${perToken(characters)}.`,
  bpeFewer: (merges: number) =>
    `Only ${count(merges)} merges could be learned: no other pair stands twice in the training part.`,
  tooSmall: (least: number) =>
    `The single bytes of your text are ${count(least)} tokens already: at least ${count(least)}.`,
  gpt: (whole: number, kept: number, characters: number) =>
    `Of ${count(whole)} tokens your text uses ${count(kept)}, with their parts; ${perToken(characters)}.`,
  keeps: 'The model keeps the tokenizer it was trained with.',
  waiting: 'Not known until the corpus is read',
  making: 'The tokenizer is being made',
  learning: 'merges learned',
  reading: 'Looking for the tokens your text uses',
  cutting: 'Cutting the text into words',
  stopped: 'Stopped. No run can start without its tokenizer.',
  again: 'Make it',
  fromFile: 'This tokenizer came from a file that only the terminal can read.'
} as const
