/*
 * The text of a corpus as it comes to those who need it: a string, or one that is too large to be held, of which
 * facts, tokenizer and tokens can be had (core/contracts/large.ts). How they are had is the host's business.
 */

import type { LargeFacts, LargeList, LargeSplit } from '#core/contracts/large'
import { prepareCorpus } from '#core/corpus'
import type { Corpus, SplitSettings, TokenSource } from '#core/corpus-types'
import { Failure } from '#core/errors'
import { tokenizerFor, type ChooseOptions } from '#core/tokenizer/choose'
import { openTokenizer } from '#core/tokenizer/open'
import type { Tokenizer, TokenizerData } from '#core/tokenizer/tokenizer'

export interface LargeText {
  readonly name: string
  /** All of these share their work among those who ask for the same, and reject with `cancelled` once it is stopped. */
  facts(split: LargeSplit): Promise<LargeFacts | LargeList>
  tokenizer(setting: string, split: LargeSplit): Promise<TokenizerData>
  tokens(tokenizer: TokenizerData, split: LargeSplit): Promise<TokenSource>
  /** The text itself, for lists. @throws Failure `corpus-list-large` */
  whole(): Promise<string>
}

export type CorpusText = string | LargeText

/** A text cut for a run. */
export interface CutText {
  readonly corpus: Corpus
  /** What its tokenizer and tokens are made from; null if the corpus is held. */
  readonly large: LargeText | null
  /** What was computed with the split; null if the corpus is held. */
  readonly facts: LargeFacts | null
}

/** A corpus that is held. */
export const held = (corpus: Corpus): CutText => ({ corpus, large: null, facts: null })

/** @throws Failure as `prepareCorpus`, `corpus-list-large`, `cancelled` */
export async function cutText(text: CorpusText, split: SplitSettings): Promise<CutText> {
  if (typeof text === 'string') return held(prepareCorpus(text, split))
  const facts = split.kind === 'list' ? null : await text.facts(largeSplit(split))
  if (facts?.kind !== 'text') return held(prepareCorpus(await text.whole(), split))
  const { alphabet, beginnings } = facts
  const { train, heldOut } = facts.facts
  const corpus: Corpus = {
    ...{ kind: 'text', alphabet, large: { train, heldOut } },
    ...{ train: [beginnings.train], heldOut: heldOut > 0 ? [beginnings.heldOut] : [] }
  }
  return { corpus, large: text, facts }
}

/** The tokenizer that a setting names. @throws Failure as `tokenizerFor` */
export async function tokenizerOf(
  { corpus, large }: CutText,
  setting: string,
  split: SplitSettings,
  options: ChooseOptions
): Promise<Tokenizer> {
  if (!large) return tokenizerFor(setting, corpus, options)
  if (options.file) return openTokenizer(options.file)
  return openTokenizer(await large.tokenizer(setting, largeSplit(split)))
}

/** The same corpus with its tokens at hand. */
export async function withTokens(
  { corpus, large }: CutText,
  tokenizer: Tokenizer,
  split: SplitSettings
): Promise<Corpus> {
  if (!large || !corpus.large) return corpus
  return {
    ...corpus,
    large: { ...corpus.large, tokens: await large.tokens(tokenizer.data, largeSplit(split)) }
  }
}

/** What of a split concerns a text that is too large to be held; `auto` stays so, as it was asked for. */
function largeSplit({ kind, held_out }: SplitSettings): LargeSplit {
  return { kind, held_out }
}

/** The tokens of a corpus that is not held. */
export function tokensOf({ large }: Corpus): TokenSource {
  if (!large?.tokens) throw new Failure('corpus-large')
  return large.tokens
}

/** For what needs all of a text at once. @throws Failure `corpus-large` */
export function heldText(text: CorpusText): string {
  if (typeof text === 'string') return text
  throw new Failure('corpus-large', { name: text.name })
}

/** For what needs all of a corpus at once. @throws Failure `corpus-large` */
export function refuseLarge(corpus: Corpus, name = ''): void {
  if (corpus.large) throw new Failure('corpus-large', name === '' ? {} : { name })
}
