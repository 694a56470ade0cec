/* The final distribution at a temperature: what would be drawn from. Pure. */

import { logSoftmax } from '#core/sampling'

export interface Likely {
  readonly token: number
  readonly probability: number
}

/** The likeliest tokens at this temperature (0: only the first), likeliest first, lowest id among equals. */
export function likeliest(logits: ArrayLike<number>, temperature: number, count: number): Likely[] {
  const order = Array.from(logits, (_, id) => id).sort((a, b) => logits[b]! - logits[a]! || a - b)
  if (temperature === 0) {
    return order.slice(0, count).map((token, i) => ({ token, probability: i === 0 ? 1 : 0 }))
  }
  const logs = logSoftmax(Array.from(logits, (logit) => logit / temperature))
  return order.slice(0, count).map((token) => ({ token, probability: Math.exp(logs[token]!) }))
}
