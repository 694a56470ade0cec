/*
 * Whether a model and a text suit one another, from three numbers: tokens of the training part, parameters, passes
 * over the text.
 *
 * Too small a text: repeated tokens are worth nearly as much as new ones for about 4 passes, and next to nothing
 * beyond some 16 (Muennighoff et al., "Scaling Data-Constrained Language Models", 2023: the worth of a repetition
 * fades with a constant of 15.4). A model with more parameters than the text has tokens goes on to learn it by heart.
 * So: more than 16 passes and less than 1 token per parameter. Measured with preset names on parts of the bundled
 * names, held-out loss after all 4,000 steps above its lowest, in nats: 1,000 names (142 passes) 1.374, 3,000 (47)
 * 0.568, 10,000 (14) 0.010, all (4.8) 0; the bundled towns (15) 0.012. The rule speaks for the first two. What it
 * offers first is to stop after 16 passes, which ends lower than a narrower model: 3,000 names 2.103 against 2.148
 * at width 16 (2.674 unmended), 1,000 names 2.304 against 2.399 at width 8 (3.647 unmended). Fewer than some 50 steps
 * move no model far, however few the items: 50 names of inns (16 passes are 22 steps) end at 2.312 after 22 steps, 1.807
 * after 60, and are lowest at 50.
 *
 * Too small a model: large models trained once over their text do best with about 20 tokens per parameter (Hoffmann
 * et al., "Training Compute-Optimal Large Language Models", 2022); with more, a larger model learns more from them.
 * Tokens that the run never comes to do not count. Measured: one layer of width 16 on all names (47 tokens per
 * parameter) ends at 2.190, preset names (0.9) at 2.059. Both are rules of thumb from models far larger than these.
 */

import { parameterCount } from '../gpt-shape'
import { LIMITS, shapeOf, type RunConfig } from '../run-config'
import type { TokenSizes } from '../contracts/doctor'
import type { CorpusKind } from '../run-config'

export const MOST_PASSES = 16
const LEAST_PER_PARAMETER = 1
/** Steps that even the smallest text needs. */
const LEAST_STEPS = 50
const MOST_PER_PARAMETER = 20

export interface SizeAdvice {
  /** Training tokens, end marks included. */
  readonly tokens: number
  readonly parameters: number
  readonly perParameter: number
  /** How often each token of the training part is seen in all steps. */
  readonly passes: number
  readonly verdict: 'fits' | 'text-small' | 'model-small'
  /** A width that fits, the other settings as they are; null if there is none. */
  readonly width: number | null
  /** `text-small`: steps after which 16 passes are over, 50 at least. */
  readonly steps: number | null
}

type Settings = Pick<RunConfig, 'family' | 'layers' | 'heads' | 'width' | 'block' | 'batch' | 'steps'>

/** @param vocab V of the tokenizer, end mark included */
export function adviseOnSize(
  sizes: Pick<TokenSizes, 'tokens' | 'pieces'>,
  kind: CorpusKind,
  config: RunConfig,
  vocab: number
): SizeAdvice {
  const tokens = sizes.tokens + (kind === 'list' ? sizes.pieces : 0)
  const parameters = parametersOf(config, vocab, config.width)
  const passes = passesOf(sizes, kind, config, config.steps)
  const perParameter = tokens / parameters
  const seen = Math.min(tokens, tokens * passes)
  const numbers = { tokens, parameters, perParameter, passes }
  const widths = widthsOf(config)
  if (passes > MOST_PASSES && config.steps > LEAST_STEPS && perParameter < LEAST_PER_PARAMETER) {
    const fitting = widths.filter(
      (width) => tokens / parametersOf(config, vocab, width) >= LEAST_PER_PARAMETER
    )
    const steps = Math.max(LEAST_STEPS, rounded(Math.floor((config.steps * MOST_PASSES) / passes)))
    return { ...numbers, verdict: 'text-small', width: fitting.at(-1) ?? null, steps }
  }
  if (seen / parameters > MOST_PER_PARAMETER) {
    const fitting = widths.filter((width) => seen / parametersOf(config, vocab, width) <= MOST_PER_PARAMETER)
    return { ...numbers, verdict: 'model-small', width: fitting[0] ?? null, steps: null }
  }
  return { ...numbers, verdict: 'fits', width: null, steps: null }
}

function passesOf(
  { tokens, pieces }: Pick<TokenSizes, 'tokens' | 'pieces'>,
  kind: CorpusKind,
  { batch, block }: Settings,
  steps: number
): number {
  return (steps * batch * (kind === 'list' ? 1 : block)) / Math.max(1, kind === 'list' ? pieces : tokens)
}

const parametersOf = (config: RunConfig, vocab: number, width: number): number =>
  parameterCount(shapeOf({ ...config, width }, vocab))

/** Widths that these heads allow, narrow to wide: each head some eighth of a power of two. */
function widthsOf({ heads }: Settings): number[] {
  const { min, max } = LIMITS.width as { readonly min: number; readonly max: number }
  const perHead = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]
  return perHead.map((size) => size * heads).filter((width) => width >= min && width <= max)
}

/** Two significant digits, downwards. */
function rounded(steps: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(steps)) - 1)
  return Math.max(1, Math.floor(steps / unit) * unit)
}
