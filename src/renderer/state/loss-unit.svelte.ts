/*
 * The unit in which loss charts speak, one for all of them. Until somebody chooses: nats per character, as the
 * counting models are told; bits per character where tokens are longer, since that is how runs with different
 * tokenizers compare.
 */

import type { LossUnit } from '../charts/loss-chart'

let chosen = $state<LossUnit | null>(null)

export const lossUnit = {
  /** The unit for a run. @param longTokens whether its tokens are more than characters */
  of(longTokens: boolean): LossUnit {
    if (chosen === 'token' && !longTokens) return 'nats'
    return chosen ?? (longTokens ? 'bits' : 'nats')
  },
  choose(unit: LossUnit): void {
    chosen = unit
  }
}
