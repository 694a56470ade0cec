/*
 * Short stories in which only looking back tells the answer: an animal somewhere, then a question. Made from a seed, so
 * that everybody's model learns the same text. One animal a story: with two of them a model of this size does not
 * learn which is where in the time of a lesson (tried: 2 layers, width 32 to 64, up to 3,000 steps).
 */

import { createRandom } from '../random/random'
import { PRESETS, type RunConfig } from '../run-config'

const ANIMALS = ['cat', 'dog', 'hen', 'fox', 'owl', 'pig'] as const
const THINGS = ['mat', 'rug', 'bed', 'log', 'box', 'wall'] as const
const VERBS = ['sat', 'lay', 'slept'] as const

/** A story up to its answer, and the answer. */
function storyOf(
  animal: string,
  verb: string,
  thing: string
): { readonly story: string; readonly answer: string } {
  return {
    story: `The ${animal} ${verb} on the ${thing}. What is on the ${thing}? The`,
    answer: ` ${animal}`
  }
}

/** The story the station asks about. */
export const MAT_STORY = storyOf('cat', 'sat', 'mat')

/** `count` stories with their answers, one a line. */
export function stories(count = 2000, seed = 11): string {
  const random = createRandom(seed)
  const one = (from: readonly string[]): string => from[Math.floor(random.uniform() * from.length)] ?? ''
  return Array.from({ length: count }, () => {
    const { story, answer } = storyOf(one(ANIMALS), one(VERBS), one(THINGS))
    return `${story}${answer}.\n`
  }).join('')
}

/**
 * The small model of the station: two layers, since the last token has to know that it answers before it can look for
 * the animal; words as tokens by byte pairs; the family microgpt, whose larger first weights learn this within seconds.
 */
export const STORY_CONFIG: RunConfig = {
  ...PRESETS['text-small'],
  ...{ family: 'microgpt', kind: 'text', tokenizer: 'bpe:160' },
  ...{ layers: 2, heads: 2, width: 32, block: 32, batch: 16 },
  ...{ steps: 2000, learning_rate: 0.01, warmup: 100, weight_decay: 0, eval_every: 500 }
}
