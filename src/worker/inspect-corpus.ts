/* What the Corpus screen is told: facts, the models that only count, and one item as the model sees it. */

import type { CorpusReport } from '#core/contracts/worker'
import { corpusFacts } from '#core/corpus'
import type { Corpus, SplitSettings } from '#core/corpus-types'
import { countingLosses } from '#core/counting-models'
import { graphemesOf } from '#core/tokenizer/graphemes'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { cutText, tokenizerOf } from './large/text'
import type { CorpusText, CutText } from './large/text'
import { Breath } from './turns'

/** Tokens that are shown, and characters of which they are the first: a token is seldom longer. */
const SHOWN = 24
const READ = 400

/**
 * @param setting the tokenizer, as in a run's configuration
 * @throws Failure as `prepareCorpus`, `setting-invalid` for a tokenizer that cannot be
 */
export async function inspectCorpus(
  text: CorpusText,
  split: SplitSettings,
  setting = 'characters'
): Promise<CorpusReport> {
  const cut = await cutText(text, split)
  const { corpus } = cut
  const breath = new Breath()
  const breathe = (): Promise<void> | void => (breath.due ? breath.take() : undefined)
  const tokenizer = await tokenizerOf(cut, setting, split, { breathe })
  return {
    ...(await numbersOf(text, split, cut)),
    tokens: shownTokens(corpus, tokenizer),
    vocab: tokenizer.vocab
  }
}

async function numbersOf(
  text: CorpusText,
  split: SplitSettings,
  { corpus, facts }: CutText
): Promise<Pick<CorpusReport, 'facts' | 'counting'>> {
  if (facts) return { facts: facts.facts, counting: facts.counting }
  const held = typeof text === 'string' ? text : await text.whole()
  return { facts: corpusFacts(held, split), counting: countingLosses(corpus) }
}

/** The first item, or the beginning of running text, as tokens; an item stands between end marks. */
export function shownTokens(corpus: Corpus, tokenizer: Tokenizer): CorpusReport['tokens'] {
  const ids = tokenizer.encode(beginning(corpus.train[0] ?? '', READ))
  const shown = [...ids.subarray(0, SHOWN)]
  const { end } = tokenizer
  const marked = corpus.kind === 'list' ? [end, ...shown, ...(shown.length < SHOWN ? [end] : [])] : shown
  return marked.map((id) => ({ text: tokenizer.token(id), id }))
}

/** The first `most` graphemes of a text, so that no character is cut in two. */
export function beginning(text: string, most: number): string {
  if (text.length <= most) return text
  let length = 0
  let count = 0
  for (const grapheme of graphemesOf(text)) {
    if (count++ === most) break
    length += grapheme.length
  }
  return text.slice(0, length)
}
