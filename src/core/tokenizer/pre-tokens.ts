/*
 * How text is cut before bytes are merged: words with the blank before them, numbers, signs, blanks.
 * Merges never cross a cut. The expressions are those of the encodings as tiktoken has them, with two
 * things spelled out that JavaScript takes otherwise: `\s` there is Unicode's White_Space (with U+0085,
 * without U+FEFF), and case-blind `s` there matches the long ſ too. Which code points are letters is up to
 * the runtime's Unicode version.
 */

import type { GptEncodingName } from './tokenizer'

const S = String.raw`\p{White_Space}`
const NO_S = String.raw`\P{White_Space}`
const L = String.raw`\p{L}`
const N = String.raw`\p{N}`
/** A sign: neither blank, letter nor digit. */
const SIGN = `[^${S}${L}${N}]`
/** 's, 't, 're, 've, 'm, 'll, 'd in either case. */
const SUFFIX = `'(?:[sSſ]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE])`
/** Before a word, any one character that is no letter, digit or line end. */
const LEAD = String.raw`[^\r\n${L}${N}]?`
const UPPER = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`
const LOWER = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`

const GPT2 = `'s|'t|'re|'ve|'m|'ll|'d| ?${L}+| ?${N}+| ?${SIGN}+|${S}+(?!${NO_S})|${S}+`
const CL100K = [
  SUFFIX,
  `${LEAD}${L}+`,
  `${N}{1,3}`,
  String.raw` ?${SIGN}+[\r\n]*`,
  `${S}+$`,
  String.raw`${S}*[\r\n]`,
  `${S}+(?!${NO_S})`,
  S
].join('|')
const O200K = [
  `${LEAD}${UPPER}*${LOWER}+(?:${SUFFIX})?`,
  `${LEAD}${UPPER}+${LOWER}*(?:${SUFFIX})?`,
  `${N}{1,3}`,
  String.raw` ?${SIGN}+[\r\n/]*`,
  String.raw`${S}*[\r\n]+`,
  `${S}+(?!${NO_S})`,
  `${S}+`
].join('|')

export type Pattern = 'gpt2' | GptEncodingName

const SOURCES: Readonly<Record<Pattern, string>> = {
  gpt2: GPT2,
  r50k_base: GPT2,
  p50k_base: GPT2,
  cl100k_base: CL100K,
  o200k_base: O200K
}

/** The pieces of a text, in order; joined they are the text. The text must be well formed. */
export function* preTokens(text: string, pattern: Pattern): Generator<string> {
  // A new expression each time: they keep their place, and two of these may be under way.
  for (const [piece] of text.matchAll(new RegExp(SOURCES[pattern], 'gu'))) yield piece
}

/**
 * The expression itself, for other programs: with the flags `g` and `u`, or of any engine that knows Unicode
 * properties; the one thing engines differ in, what `$` means, is written without it.
 */
export function patternSource(pattern: Pattern): string {
  return SOURCES[pattern].replaceAll('+$|', String.raw`+(?![\s\S])|`)
}
