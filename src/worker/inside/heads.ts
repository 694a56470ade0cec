/*
 * Heads, scored by fixed tests: what share of their attention goes to the token before, to the first one, and to
 * equal ones, on the same tokens at every step; and how much the loss rises without each of them.
 */

import type { HeadScore, HeadsReport } from '#core/inside'
import { inspect } from '../engines/inspect'
import { batchLoss } from '../landscape/batch'
import { changed } from './change'
import { firstRows, measuredOn } from './measured'
import { giveWay, type InsideTask } from './pace'
import type { Subject, Weights } from './subject'

/** Operations that the losses without each head may take together, and the fewest tokens they are measured on. */
const WORK = 1e11
const LEAST_TOKENS = 512

/** Kinds of looking that are counted. */
type Shares = Record<'previous' | 'first' | 'same', number>

export async function heads(subject: Subject, weights: Weights, task: InsideTask): Promise<HeadsReport> {
  const { shape, layout } = subject
  const { layers, heads: H } = shape
  const measured = measuredOn(subject)
  // So many losses of a large model are measured on fewer tokens, said so.
  const most = Math.floor(WORK / (2 * layout.total * (layers * H + 1)))
  const batch = measured.batch && firstRows(measured.batch, Math.max(LEAST_TOKENS, most))
  const after = giveWay(task)
  const of = measured.rows.length + (batch ? layers * H + 1 : 0)
  const sums: Shares[] = Array.from({ length: layers * H }, none)
  const chance = none()
  let asking = 0
  let done = 0
  for (const { ids } of measured.rows) {
    const { taps } = inspect(shape, weights.parameters, ids, { taps: ['attention'], says: false })
    const T = ids.length
    // The first token can only look at itself: it says nothing about a head.
    for (let i = 1; i < T; i++) {
      asking++
      count(chance, ids, i, () => 1 / (i + 1))
      for (let l = 0; l < layers; l++) {
        for (let h = 0; h < H; h++) {
          const row = (h * T + i) * T
          count(sums[l * H + h]!, ids, i, (j) => taps.attention![l]![row + j]!)
        }
      }
    }
    await after(++done, of)
  }
  const lossAt = async (parameters: Float32Array): Promise<number> => {
    const loss = await subject.turns.take(() => batchLoss(subject.engine, batch!, parameters))
    await after(++done, of)
    return loss
  }
  const loss = batch ? await lossAt(weights.parameters) : null
  const scores: HeadScore[] = []
  for (let l = 0; l < layers; l++) {
    for (let h = 0; h < H; h++) {
      let increase: number | null = null
      if (loss !== null) {
        const off = [{ part: 'head', layer: l, head: h }] as const
        increase = (await lossAt(changed(shape, layout, weights.parameters, { off }).parameters)) - loss
      }
      scores.push({ layer: l, head: h, ...divided(sums[l * H + h]!, asking), increase })
    }
  }
  const tokens = batch?.about.tokens ?? measured.tokens
  return { step: weights.step, heads: scores, chance: divided(chance, asking), on: measured.on, loss, tokens }
}

const none = (): Shares => ({ previous: 0, first: 0, same: 0 })

function divided(sums: Shares, by: number): Shares {
  const share = (sum: number): number => (by > 0 ? sum / by : 0)
  return { previous: share(sums.previous), first: share(sums.first), same: share(sums.same) }
}

/** Adds what token i gives to each kind; one place can be of several kinds. */
function count(sums: Shares, ids: Int32Array, i: number, share: (j: number) => number): void {
  sums.previous += share(i - 1)
  sums.first += share(0)
  for (let j = 0; j <= i; j++) if (ids[j] === ids[i]) sums.same += share(j)
}
