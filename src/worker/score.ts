/*
 * What the model thinks of given texts: the natural log of each token's probability. For other programs
 * to check ours against.
 */

import { countCharactersOf } from '#core/bits'
import type { CorpusKind } from '#core/run-config'
import { logSoftmax } from '#core/sampling'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { TrainingEngine } from './engines/engine'

export interface Score {
  readonly text: string
  readonly ids: readonly number[]
  /** The tokens as shown to people. */
  readonly tokens: readonly string[]
  /** Lists: one per id, the start token implied. Running text: one fewer, the first id is context. */
  readonly log_probs: readonly number[]
  /** Log-probability that the item ends here; null for running text. */
  readonly end_log_prob: number | null
  /** Of all that is predicted, the end of an item counting as one character; null if nothing is. */
  readonly bits_per_char: number | null
}

/**
 * Scores each text. Where a text is longer than the block, each token beyond it is predicted from as
 * many tokens before it as fit.
 * @throws Failure `unknown-character`
 */
export async function scoreTexts(
  engine: TrainingEngine,
  tokenizer: Tokenizer,
  kind: CorpusKind,
  texts: readonly string[]
): Promise<Score[]> {
  const scores: Score[] = []
  for (const text of texts) {
    const ids = tokenizer.encode(text)
    const sequence = kind === 'list' ? [tokenizer.end, ...ids, tokenizer.end] : [...ids]
    const logs = await predictions(engine, sequence)
    const characters = countCharactersOf(sequence.slice(1), tokenizer.characters)
    const nats = -logs.reduce((sum, log) => sum + log, 0)
    scores.push({
      text,
      ids: [...ids],
      tokens: Array.from(ids, (id) => tokenizer.token(id)),
      log_probs: kind === 'list' ? logs.slice(0, -1) : logs,
      end_log_prob: kind === 'list' ? logs.at(-1)! : null,
      bits_per_char: characters > 0 ? nats / characters / Math.LN2 : null
    })
  }
  return scores
}

/** Log-probability of every token of the sequence but the first. */
async function predictions(engine: TrainingEngine, sequence: readonly number[]): Promise<number[]> {
  const { block, vocab } = engine.shape
  const logs: number[] = []
  // One pass for all that fits the block, then one window per further token.
  for (let next = 1; next < sequence.length;) {
    const last = next === 1 ? Math.min(block, sequence.length - 1) : next
    const inputs = Int32Array.from(sequence.slice(Math.max(0, last - block), last))
    const { logits } = await engine.forward(inputs)
    for (; next <= last; next++) {
      const row = inputs.length - 1 - (last - next)
      logs.push(logSoftmax(logits.subarray(row * vocab, (row + 1) * vocab))[sequence[next]!]!)
    }
  }
  return logs
}
