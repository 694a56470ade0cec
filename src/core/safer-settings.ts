/*
 * Settings for a run whose numbers broke: what keeps a step from overshooting, each no further from what it was than
 * it has to be.
 */

import { LIMITS, type RunConfig } from './run-config'

/** A tenth of a learning rate, in two digits, within its limits. */
export function slower(rate: number): number {
  const limit = LIMITS.learning_rate as { min: number }
  return Math.max(limit.min, Number((rate / 10).toPrecision(2)))
}

/**
 * The settings with a tenth of the learning rate, a gradient limit, and an optimizer that does not divide by next to
 * nothing: one that remembers at least ten squared gradients (beta 2), and a floor under their root (epsilon).
 */
export function safer(config: RunConfig): RunConfig {
  return {
    ...config,
    learning_rate: slower(config.learning_rate),
    clip: config.clip === 0 ? 1 : Math.min(config.clip, 1),
    beta2: config.beta2 < 0.9 ? 0.99 : config.beta2,
    epsilon: Math.max(config.epsilon, 1e-8)
  }
}

/** Whether a lower learning rate alone is unlikely to help: the optimizer itself divides by next to nothing. */
export function dividesByNothing({ beta2, epsilon }: RunConfig): boolean {
  return beta2 < 0.9 || epsilon < 1e-9
}
