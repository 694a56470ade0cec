/*
 * What the model at a point of the plane says. It speaks on an engine of its own, made when first asked for,
 * since the ground's engine holds other weights, and a training run must not lose its own.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import type { GeneratedItem, GenerationSettings } from '#core/generation'
import type { GptShape } from '#core/gpt-shape'
import { createNovelty } from '#core/novelty/status'
import type { EngineFactory, TrainingEngine } from '../engines/engine'
import { engineOptions } from '../run'
import { generate } from '../sampler'
import { Turns } from '../turns'
import type { OpenPlane } from './open-plane'

export interface Voice {
  /** @throws Failure as `generate` does */
  say(alpha: number, beta: number, settings: GenerationSettings): Promise<GeneratedItem[]>
  close(): Promise<void>
}

export function sampleAt(
  host: { readonly factoryFor: (choice: EngineChoice, shape: GptShape) => Promise<EngineFactory> },
  { ground, walker }: OpenPlane
): Voice {
  const turns = new Turns()
  let engine: TrainingEngine | null = null
  let closed = false
  return {
    say: (alpha, beta, settings) =>
      turns.take(async () => {
        const { file, prepared } = ground
        const { corpus, tokenizer, batches } = prepared
        engine ??= await (
          await host.factoryFor('auto', file.shape)
        ).create(file.shape, engineOptions(file.config))
        await engine.write({ parameters: walker.pointAt(alpha, beta) })
        const hooks = {
          novelty: createNovelty(corpus, (text) => batches.reached(text)),
          cancelled: () => closed
        }
        const items: GeneratedItem[] = []
        for await (const some of generate(engine, tokenizer, corpus.kind, settings, hooks))
          items.push(...some)
        return items
      }),
    close: () => {
      closed = true
      return turns.take(() => engine?.dispose())
    }
  }
}
