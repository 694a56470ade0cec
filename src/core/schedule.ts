/* The learning rate as a pure function of the step: warm-up, then constant, linear or cosine. */

import type { RunConfig } from './run-config'

/** Where the cosine ends, as a share of the full rate: nanoGPT's min_lr = learning_rate / 10. */
const COSINE_FLOOR = 0.1

/**
 * The rate of step `step` (1-based, up to `steps`).
 *
 * Warm-up: step s of w takes s / (w + 1) of the rate, so that step w + 1 is the first at the full rate
 * (nanoGPT's train.py). After it, with p = 0 at that first step and p → 1 at the step after the last:
 *
 *     constant  rate
 *     linear    rate · (1 − p)                           falls to 0, as microgpt's
 *     cosine    rate · (0.1 + 0.9 · (1 + cos πp) / 2)    falls to 10 % (Loshchilov & Hutter 2017)
 *
 * Steps past the last keep the last value.
 */
export function learningRate(
  config: Pick<RunConfig, 'learning_rate' | 'schedule' | 'warmup' | 'steps'>,
  step: number
): number {
  const { learning_rate: rate, warmup } = config
  if (step <= warmup) return (rate * step) / (warmup + 1)
  const before = Math.min(step, config.steps) - 1 - warmup
  const progress = Math.max(0, before) / Math.max(1, config.steps - warmup)
  switch (config.schedule) {
    case 'constant':
      return rate
    case 'linear':
      return rate * (1 - progress)
    case 'cosine':
      return rate * (COSINE_FLOOR + ((1 - COSINE_FLOOR) * (1 + Math.cos(Math.PI * progress))) / 2)
  }
}
