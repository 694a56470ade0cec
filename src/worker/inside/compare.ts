/*
 * What a change does: the loss on the same tokens, and samples from the same random numbers, with and without it.
 * Losses are the engine's where weights can express the change; the rest goes through the plain pass on fewer tokens,
 * before as after.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import type { GeneratedItem, GenerationSettings } from '#core/generation'
import type { GptShape } from '#core/gpt-shape'
import type { ChangeReport, ModelChange, PartOff } from '#core/inside'
import { Failure } from '#core/errors'
import { logSoftmax } from '#core/sampling'
import type { DecodeSession, EngineFactory, TrainingEngine } from '../engines/engine'
import { inspectGently } from '../engines/inspect'
import { batchLoss } from '../landscape/batch'
import { engineOptions } from '../run'
import { generate } from '../sampler'
import { Turns } from '../turns'
import { changed, type Changed } from './change'
import { giveWay, type InsideTask, TELL_MS } from './pace'
import { PlainSession } from './plain-decode'
import { batchOf, measuredOn, noveltyOf, type Subject, type Weights } from './subject'

/** Tokens for a loss in the plain pass, at most; of large models half as many. */
const plainTokens = ({ layers, width }: GptShape): number => (layers * width * width > 1e5 ? 256 : 512)

/** An engine of its own to speak with other weights; a training run must not lose its own. */
export class Voice {
  readonly #turns = new Turns()
  #engine: TrainingEngine | null = null
  #of = ''

  constructor(
    private readonly factoryFor: (choice: EngineChoice, shape: GptShape) => Promise<EngineFactory>
  ) {}

  say(
    subject: Subject,
    { parameters, rest }: Changed,
    settings: GenerationSettings,
    task: InsideTask
  ): Promise<GeneratedItem[]> {
    return this.#turns.take(async () => {
      const { shape, tokenizer, kind, prepared } = subject
      const novelty = noveltyOf(subject)
      // Asked between tokens: how many there will be is not known, but at most so many a row.
      const after = tellsOf(task, kind === 'text' ? settings.max_tokens : shape.block)
      const hooks = {
        corpus: prepared?.corpus ?? null,
        cancelled: () => {
          after()
          return task.cancelled
        },
        ...(novelty && { novelty })
      }
      const items: GeneratedItem[] = []
      const decode = await this.#decoder(subject, parameters, rest)
      try {
        for await (const some of generate({ shape, decode }, tokenizer, kind, settings, hooks))
          items.push(...some)
      } catch (thrown) {
        // A model without half of itself may never end an item: what came is what it says.
        if (!(thrown instanceof Failure) || thrown.error.code !== 'nothing-fits') throw thrown
      }
      return items
    })
  }

  close(): Promise<void> {
    return this.#turns.take(() => this.#free())
  }

  async #decoder(
    { shape, config }: Subject,
    parameters: Float32Array,
    rest: readonly PartOff[]
  ): Promise<(rows: number) => DecodeSession> {
    if (rest.length > 0) return (rows) => new PlainSession(shape, parameters, rest, rows)
    const kind = JSON.stringify([shape, engineOptions(config)])
    if (this.#of !== kind) {
      this.#free()
      this.#engine = await (await this.factoryFor('auto', shape)).create(shape, engineOptions(config))
      this.#of = kind
    }
    const engine = this.#engine!
    await engine.write({ parameters })
    return (rows) => engine.decode(rows)
  }

  #free(): void {
    this.#engine?.dispose()
    this.#engine = null
    this.#of = ''
  }
}

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

/** Tells how many tokens of a row have been written, a few times a second. */
function tellsOf(task: InsideTask, of: number): () => void {
  let done = 0
  let told = performance.now()
  return () => {
    done++
    const now = performance.now()
    if (now - told < TELL_MS) return
    told = now
    task.progress(Math.min(done, of), of)
  }
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
