/*
 * What the model says of beginnings of items, many at once through one decode session: the logits after each, and the
 * probability of one. Which beginnings are worth a look is the search's business (best-first.ts).
 */

import { logSoftmax } from '#core/sampling'
import type { TrainingEngine } from './engines/engine'

interface Beginning {
  /** Without the start token. */
  readonly ids: readonly number[]
}

/** Logits after each beginning: all fed side by side, the longest last to end. */
export async function logitsAfter(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  start: number,
  nodes: readonly Beginning[]
): Promise<Float32Array[]> {
  const { vocab } = engine.shape
  const order = nodes.map((_, i) => i).sort((a, b) => nodes[b]!.ids.length - nodes[a]!.ids.length)
  const out = Array<Float32Array>(nodes.length)
  const session = engine.decode(nodes.length)
  try {
    let active = order
    for (let length = 0; active.length > 0; length++) {
      const tokens = Int32Array.from(active, (i) => (length === 0 ? start : nodes[i]!.ids[length - 1]!))
      const logits = await session.advance(tokens)
      const going = active.filter((i) => nodes[i]!.ids.length > length)
      for (let row = going.length; row < active.length; row++) {
        out[active[row]!] = logits.slice(row * vocab, (row + 1) * vocab)
      }
      if (going.length > 0 && going.length < active.length) {
        session.keep(Int32Array.from(going, (_, row) => row))
      }
      active = going
    }
  } finally {
    session.dispose()
  }
  return out
}

/** Nats of a beginning after the start token. */
export async function logProbOf(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  start: number,
  ids: readonly number[]
): Promise<number> {
  const session = engine.decode(1)
  try {
    let sum = 0
    for (const [i, id] of ids.entries()) {
      const logits = await session.advance(Int32Array.of(i === 0 ? start : ids[i - 1]!))
      sum += logSoftmax(logits.subarray(0, engine.shape.vocab))[id]!
    }
    return sum
  } finally {
    session.dispose()
  }
}
