/* What the Corpus screen is told: facts, the models that only count, and one item as the model sees it. */

import type { CorpusReport } from '#core/contracts/worker'
import { corpusFacts, prepareCorpus } from '#core/corpus'
import type { SplitSettings } from '#core/corpus-types'
import { countingLosses } from '#core/counting-models'
import { tokenizerFor } from '#core/tokenizer/choose'
import { graphemesOf } from '#core/tokenizer/graphemes'
import { Breath } from './turns'

/** Tokens that are shown, and characters of which they are the first: a token is seldom longer. */
const SHOWN = 24
const READ = 400

/**
 * @param setting the tokenizer, as in a run's configuration
 * @throws Failure as `prepareCorpus`, `setting-invalid` for a tokenizer that cannot be
 */
export async function inspectCorpus(
  text: string,
  split: SplitSettings,
  setting = 'characters'
): Promise<CorpusReport> {
  const corpus = prepareCorpus(text, split)
  const breath = new Breath()
  const breathe = (): Promise<void> | void => (breath.due ? breath.take() : undefined)
  const tokenizer = await tokenizerFor(setting, corpus, { breathe })
  const ids = tokenizer.encode(beginning(corpus.train[0] ?? ''))
  const shown = [...ids.subarray(0, SHOWN)]
  const { end } = tokenizer
  const marked = corpus.kind === 'list' ? [end, ...shown, ...(shown.length < SHOWN ? [end] : [])] : shown
  return {
    facts: corpusFacts(text, split),
    counting: countingLosses(corpus),
    tokens: marked.map((id) => ({ text: tokenizer.token(id), id })),
    vocab: tokenizer.vocab
  }
}

/** The first characters of a text, none of them cut in two, not even one of many code points. */
function beginning(text: string): string {
  let start = ''
  let count = 0
  for (const grapheme of graphemesOf(text)) {
    if (count++ === READ) break
    start += grapheme
  }
  return start
}
