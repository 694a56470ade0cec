/* What the Corpus screen is told: facts, the models that only count, and one item as the model sees it. */

import type { CorpusReport } from '#core/contracts/worker'
import { corpusFacts, prepareCorpus } from '#core/corpus'
import type { SplitSettings } from '#core/corpus-types'
import { countingLosses } from '#core/counting-models'
import { characterTokenizer } from '#core/tokenizer/characters'

/** Characters of running text that are shown as tokens. */
const SHOWN = 24

/**
 * @throws Failure as `prepareCorpus`
 */
export function inspectCorpus(text: string, split: SplitSettings): CorpusReport {
  const corpus = prepareCorpus(text, split)
  const tokenizer = characterTokenizer(corpus.alphabet)
  const first = corpus.train[0] ?? ''
  const shown = tokenizer.encode([...first.slice(0, 2 * SHOWN)].slice(0, SHOWN).join(''))
  const { end } = tokenizer
  const ids = corpus.kind === 'list' ? [end, ...shown, ...(shown.length < SHOWN ? [end] : [])] : [...shown]
  return {
    facts: corpusFacts(text, split),
    counting: countingLosses(corpus),
    tokens: ids.map((id) => ({ text: tokenizer.token(id), id })),
    vocab: tokenizer.vocab
  }
}
