/*
 * Samples of a changed model, from an engine kept for this alone, or from the plain pass where no weights express the
 * change. One speaks at a time.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import type { GeneratedItem, GenerationSettings } from '#core/generation'
import type { GptShape } from '#core/gpt-shape'
import type { PartOff } from '#core/inside'
import { Failure } from '#core/errors'
import type { DecodeSession, EngineFactory, TrainingEngine } from '../engines/engine'
import { engineOptions } from '../run'
import { generate } from '../sampler'
import { Turns } from '../turns'
import type { Changed } from './change'
import { type InsideTask, TELL_MS } from './pace'
import { PlainSession } from './plain-decode'
import { noveltyOf, type Subject } from './subject'

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
