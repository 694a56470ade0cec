/*
 * The nats of every token of a cut corpus, by many decode sessions side by side: as fast as training's forward pass,
 * with the logits of every token at hand. Its slow reference is one line at a time through `forward` (tests).
 */

import type { DecodeSession, TrainingEngine } from '../engines/engine'
import { Breath } from '../turns'
import type { Turns } from '../turns'
import type { Piece, Row } from './cut'

/** Tokens that are computed in one turn of the engine. */
const TOKENS_AT_ONCE = 2048
const MOST_ROWS = 256

export interface ScoreHooks {
  readonly turns: Turns
  /** Asked between any two tokens; throws to stop. */
  readonly goOn?: () => void
  readonly progress?: (done: number, of: number) => void
}

/** Fills in the nats of the pieces. */
export async function scoreRows(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  pieces: readonly Piece[],
  rows: readonly Row[],
  { turns, goOn = () => undefined, progress = () => undefined }: ScoreHooks
): Promise<void> {
  const length = (row: Row): number => row.end - row.start
  // Rows of one length together, the longest first: sessions end together.
  const sorted = rows.toSorted((a, b) => length(b) - length(a))
  const breath = new Breath()
  for (let done = 0; done < sorted.length;) {
    goOn()
    const size = Math.max(1, Math.min(MOST_ROWS, Math.floor(TOKENS_AT_ONCE / length(sorted[done]!))))
    const batch = sorted.slice(done, done + size)
    await turns.take(async () => {
      const session = engine.decode(batch.length)
      try {
        await scoreBatch(session, engine.shape.vocab, pieces, batch, async () => {
          if (breath.due) await breath.take()
          goOn()
        })
      } finally {
        session.dispose()
      }
    })
    done += batch.length
    progress(done, sorted.length)
  }
}

async function scoreBatch(
  session: DecodeSession,
  vocab: number,
  pieces: readonly Piece[],
  batch: readonly Row[],
  goOn: () => Promise<void>
): Promise<void> {
  const longest = batch[0]!.end - batch[0]!.start
  const inputs = new Int32Array(batch.length)
  for (let t = 0; t < longest; t++) {
    for (const [b, { piece, start, end }] of batch.entries()) {
      // A row that has ended goes on with anything: nobody reads it.
      inputs[b] = start + t < end ? pieces[piece]!.ids[start + t]! : 0
    }
    const logits = await session.advance(inputs)
    for (const [b, { piece, start, from, end }] of batch.entries()) {
      const target = start + t + 1
      if (target < from || target > end) continue
      const { ids, nats } = pieces[piece]!
      nats[target] = surprise(logits, b * vocab, vocab, ids[target]!)
    }
    await goOn()
  }
}

/** −log softmax of one logit of a row, stable for large ones. */
function surprise(logits: Float32Array, at: number, vocab: number, id: number): number {
  let highest = -Infinity
  for (let i = at; i < at + vocab; i++) if (logits[i]! > highest) highest = logits[i]!
  let sum = 0
  for (let i = at; i < at + vocab; i++) sum += Math.exp(logits[i]! - highest)
  return highest + Math.log(sum) - logits[at + id]!
}
