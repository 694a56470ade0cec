/*
 * What a change does: the loss on the same tokens, and samples from the same random numbers, with and without it.
 * Losses are the engine's where weights can express the change; the rest goes through the plain pass on fewer tokens,
 * before as after.
 */

import type { GenerationSettings } from '#core/generation'
import type { GptShape } from '#core/gpt-shape'
import type { ChangeReport, ModelChange } from '#core/inside'
import { logSoftmax } from '#core/sampling'
import { inspectGently } from '../engines/inspect'
import { batchLoss } from '../landscape/batch'
import { changed, type Changed } from './change'
import { batchOf, measuredOn } from './measured'
import { giveWay, type InsideTask } from './pace'
import type { Subject, Weights } from './subject'
import type { Voice } from './voice'

/** Tokens for a loss in the plain pass, at most; of large models half as many. */
const plainTokens = ({ layers, width }: GptShape): number => (layers * width * width > 1e5 ? 256 : 512)

export async function compare(
  subject: Subject,
  weights: Weights,
  change: ModelChange,
  settings: GenerationSettings,
  voice: Voice,
  task: InsideTask
): Promise<ChangeReport> {
  const { shape, layout } = subject
  const plain: Changed = { parameters: weights.parameters, rest: [] }
  const other = changed(shape, layout, weights.parameters, change)
  const loss =
    other.rest.length > 0
      ? await plainLosses(subject, plain, other, task)
      : await engineLosses(subject, plain, other)
  const before = await voice.say(subject, plain, settings, task)
  const after = await voice.say(subject, other, settings, task)
  return { step: weights.step, loss, before, after }
}

async function engineLosses(subject: Subject, plain: Changed, other: Changed): Promise<ChangeReport['loss']> {
  const batch = batchOf(subject)
  if (!batch) return null
  const at = ({ parameters }: Changed): Promise<number> =>
    subject.turns.take(() => batchLoss(subject.engine, batch, parameters))
  return { before: await at(plain), after: await at(other), tokens: batch.about.tokens }
}

async function plainLosses(
  subject: Subject,
  plain: Changed,
  other: Changed,
  task: InsideTask
): Promise<ChangeReport['loss']> {
  const { shape } = subject
  const { rows, batch } = measuredOn(subject, plainTokens(subject.shape))
  if (!batch) return null
  const after = giveWay(task)
  const nats = [0, 0]
  let tokens = 0
  for (const [r, { ids, targets }] of rows.entries()) {
    for (const [which, { parameters, rest }] of [plain, other].entries()) {
      const { logits } = await inspectGently(shape, parameters, ids, { ablations: rest }, async () => {
        await after(2 * r + which, 2 * rows.length)
      })
      for (const [t, target] of targets.entries()) {
        if (target < 0) continue
        nats[which]! -= logSoftmax(logits.subarray(t * shape.vocab, (t + 1) * shape.vocab))[target]!
        if (which === 0) tokens++
      }
    }
  }
  return { before: nats[0]! / tokens, after: nats[1]! / tokens, tokens }
}
