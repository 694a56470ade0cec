/*
 * One token at a time: what may come next after a beginning, at every stage of sampling, and what the seed's stream
 * draws. Follows decoding.ts step by step, so that pressing "next" again and again gives the very item of the list.
 * Over 150 lines: the stages of one token follow each other as the sampler has them.
 */

import { Guide, isGuided } from '#core/constraints/constraints'
import { TokenGuide } from '#core/constraints/token-guide'
import type { TokenState } from '#core/constraints/token-guide'
import type { NextSettings, NextToken, NextTokens } from '#core/contracts/studio'
import { Failure } from '#core/errors'
import { DEFAULT_GENERATION } from '#core/generation'
import { createRandom } from '#core/random/random'
import type { CorpusKind } from '#core/run-config'
import { chooseToken, logSoftmax, penaliseRepetition, tokenWeights } from '#core/sampling'
import type { SamplingSettings } from '#core/sampling'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { tokensSeen } from '../decoding'
import type { TrainingEngine } from '../engines/engine'
import { textStart } from '../sampler'

/** Tokens told of at most; the rest is told as one sum. */
const MOST_TOLD = 256

export interface NextOrder {
  readonly prefix: string
  readonly ids: readonly number[]
  readonly settings: NextSettings
  readonly index: number
  readonly step: number
}

/**
 * @param order `ids` follow the prefix; none may be the end token
 * @throws Failure `unknown-character`, `prefix-too-long`, `constraints-contradict`
 */
export async function nextTokens(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  tokenizer: Tokenizer,
  kind: CorpusKind,
  { prefix, ids, settings, index, step }: NextOrder
): Promise<NextTokens> {
  const { block, vocab } = engine.shape
  const { end } = tokenizer
  const given = [...tokenizer.encode(prefix)]
  const path = [...given, ...ids]
  if (kind === 'list' && path.length > block) {
    const unit = tokenizer.data.kind === 'characters' ? 'characters' : 'tokens'
    throw new Failure('prefix-too-long', { length: path.length, longest: block - 1, unit })
  }
  const lead = kind === 'list' ? [end] : given.length > 0 ? [] : textStart(tokenizer, new Int32Array(0))
  const fed = [...lead, ...path]
  const full = kind === 'list' && fed.length > block
  // An item that fills the block is over: nothing is asked of the model any more.
  const seen = full ? fed.slice(0, -1) : fed
  const { logits, log_prob } = await logitsAfter(engine, seen, full ? fed.at(-1)! : null, lead.length)
  const raw = logSoftmax(logits).map(Math.exp)
  const scores = logits.slice()
  if (kind === 'text') scores[end] = -Infinity
  const penalty = settings.repetition_penalty ?? 1
  if (penalty !== 1)
    penaliseRepetition(
      scores,
      fed.filter((id) => id !== end),
      penalty
    )
  const tempered = shares(scores, { temperature: settings.temperature, top_k: 0, top_p: 1 })
  const possible = !full && masked(scores, kind, tokenizer, prefix, ids, settings, block - fed.length)
  const cut = possible ? shares(scores, settings) : new Float64Array(vocab)
  const order = Array.from(raw, (_, id) => id).sort((a, b) => raw[b]! - raw[a]! || a - b)
  const told = order.slice(0, MOST_TOLD)
  return {
    step,
    text: tokenizer.decode(path, kind === 'text'),
    path: path.map((id) => ({ id, text: tokenizer.token(id) })),
    given: given.length,
    tokens: told.map((id): NextToken => {
      const text = id === end ? '' : tokenizer.token(id)
      return { id, text, end: id === end, raw: raw[id]!, tempered: tempered[id]!, cut: cut[id]! }
    }),
    of: vocab,
    rest: order.slice(MOST_TOLD).reduce((sum, id) => sum + raw[id]!, 0),
    drawn: possible ? draw(scores, settings, index, ids.length) : null,
    log_prob,
    context: seen.length <= block ? seen.length : tokensSeen(seen.length, block),
    block,
    full
  }
}

/** Probabilities of what is drawn from; all on the likeliest where it is greedy. */
function shares(scores: Float32Array, settings: SamplingSettings): Float64Array {
  const out = new Float64Array(scores.length)
  if (settings.temperature === 0) {
    out[chooseToken(scores, settings, () => 0)] = 1
    return out
  }
  const weights = tokenWeights(scores, settings)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Rules out what cannot become what the item must be. @returns whether anything is left */
function masked(
  scores: Float32Array,
  kind: CorpusKind,
  tokenizer: Tokenizer,
  prefix: string,
  ids: readonly number[],
  { constraints }: NextSettings,
  room: number
): boolean {
  if (kind === 'text' || !constraints || !isGuided(constraints)) return true
  const guide = new TokenGuide(new Guide(constraints), tokenizer)
  let state: TokenState | null = guide.afterText(prefix)
  for (const id of ids) state &&= guide.after(state, id)
  if (!state) {
    // The path was chosen by hand and has left what is allowed: only the end is left to it.
    scores.fill(-Infinity)
    return false
  }
  return guide.mask(state, scores, Math.max(0, room))
}

/** What the stream draws after so many draws; like the sampler, none is used where it is greedy. */
function draw(scores: Float32Array, settings: NextSettings, index: number, before: number): number {
  const random = createRandom(settings.seed ?? DEFAULT_GENERATION.seed!, index)
  for (let i = 0; i < before; i++) random.uniform()
  return chooseToken(scores, settings, () => random.uniform())
}

/**
 * The logits after these tokens, as the sampler would have them: beyond the block the window has slid.
 * @param last one more token that is only looked up
 * @returns also the nats of what follows the first `lead` tokens, at least one, each as it was predicted
 */
async function logitsAfter(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  fed: readonly number[],
  last: number | null,
  lead: number
): Promise<{ logits: Float32Array; log_prob: number }> {
  const { block, vocab } = engine.shape
  const session = engine.decode(1)
  try {
    let logits = new Float32Array(vocab)
    let log_prob = 0
    const look = (id: number): void => {
      log_prob += logSoftmax(logits)[id]!
    }
    for (const [i, id] of fed.entries()) {
      if (i >= Math.max(1, lead)) look(id)
      if (session.position >= block) {
        session.reset(1)
        for (let back = Math.max(1, block >> 1); back > 1; back--) {
          await session.advance(Int32Array.of(fed[i + 1 - back]!))
        }
      }
      logits = Float32Array.from((await session.advance(Int32Array.of(id))).subarray(0, vocab))
    }
    if (last !== null) look(last)
    return { logits, log_prob }
  } finally {
    session.dispose()
  }
}
