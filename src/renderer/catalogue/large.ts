/* Texts about corpora that are too large to be held: what is computed from them, and what is not. */

import type { LargeProgress } from '#core/contracts/large'
import { bytes, count, NBSP } from './format'

const STAGES: Readonly<Record<LargeProgress['stage'], (name: string) => string>> = {
  reading: (name) => `Reading “${name}”`,
  counting: (name) => `Counting in “${name}”`,
  merging: (name) => `Learning merges from “${name}”`,
  tokens: (name) => `Writing the tokens of “${name}”`,
  checking: (name) => `Checking the tokens of “${name}”`
}

export const largeText = {
  stage: (stage: LargeProgress['stage'], name: string) => STAGES[stage](name),
  far: ({ stage, done, of }: LargeProgress) =>
    stage === 'merging' || stage === 'counting'
      ? `${count(done)} of ${count(of)}`
      : `${bytes(done)} of ${bytes(of)}`,
  stopped: (name: string) => `“${name}” was not read to its end`,
  stoppedLine: 'The text is in the library. It has to be read once before a model can learn from it.',
  again: 'Read it',
  compared: (lines: number) => `Distinct lines are those of the first ${count(lines)}.`,
  sampled: (characters: number, of: number) =>
    `Counted on ${count(characters)} of ${count(of)}${NBSP}characters, spread evenly over the training part.`,
  found: 'What is wrong with a text is only looked for in texts of up to 64 MB.',
  surprising: 'Which lines surprise a model is only told of texts of up to 64 MB.'
} as const
