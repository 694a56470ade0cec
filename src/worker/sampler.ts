/*
 * The sampler: new items of a list, or continuations of running text, several at once through one decode
 * session. Item i draws from its own stream (seed, i), so that neither the number of items nor how many
 * are made together changes any of them. Rows through the model: decoding.ts.
 */

import { Failure } from '#core/errors'
import { DEFAULT_GENERATION } from '#core/generation'
import { checkGeneration } from '#core/generation-limits'
import type { GeneratedItem, GenerationSettings, Novelty } from '#core/generation'
import type { PythonRandom } from '#core/random/python'
import { createRandom } from '#core/random/random'
import type { CorpusKind } from '#core/run-config'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { decodeRows, newRow } from './decoding'
import type { Row } from './decoding'
import type { DecodeSession, TrainingEngine } from './engines/engine'
import { Breath } from './turns'
import type { Turns } from './turns'

export interface GenerateHooks {
  /** Where a text stands in the corpus; without it everything is `new`. */
  readonly novelty?: (text: string) => Novelty
  /** Asked between tokens; true ends the generation with Failure `cancelled`. */
  readonly cancelled?: () => boolean
  /** The model's own stream, continued where `seed` is null: microgpt, retraced. */
  readonly python?: PythonRandom
  /** Decoding takes turns with training here. */
  readonly turns?: Turns
}

/** Rows decoded together: enough to fill an engine, few enough to stream. */
const ROWS = 32
/** Draws of one item that may come out empty. */
const ATTEMPTS = 1000

/**
 * Makes `settings.count` items, from index `first` on, and yields them in order as they are made.
 *
 * Lists: an item ends at the end token or when it fills the block; one that comes out empty is drawn
 * again, except when retracing microgpt, which draws one item after another and keeps all.
 * Running text: `max_tokens` tokens after the prefix; the end token, which running text never shows in
 * training, is not drawn. Without a prefix the model starts as after a line end.
 * With `seed` null and no stream of the model's own, the default seed is used. The model's own stream is
 * one for all items: those before `first` are drawn again and left out.
 *
 * @throws Failure `setting-invalid`, `unknown-character`, `prefix-too-long`, `cancelled`, and
 *   `nothing-fits` after all items that could be made.
 */
export async function* generate(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  tokenizer: Tokenizer,
  kind: CorpusKind,
  settings: GenerationSettings,
  hooks: GenerateHooks = {}
): AsyncGenerator<GeneratedItem[]> {
  checkGeneration(settings)
  const prefix = tokenizer.encode(settings.prefix)
  const longest = engine.shape.block - 1 // the start token takes one place
  if (kind === 'list' && prefix.length > longest) {
    const unit = tokenizer.data.kind === 'characters' ? 'characters' : 'tokens'
    throw new Failure('prefix-too-long', { length: prefix.length, longest, unit })
  }
  const python = settings.seed === null ? hooks.python : undefined
  const uniform = (index: number): (() => number) => {
    if (python) return () => python.random()
    const random = createRandom(settings.seed ?? DEFAULT_GENERATION.seed!, index)
    return () => random.uniform()
  }
  const plan = {
    kind,
    settings,
    end: tokenizer.end,
    given: kind === 'list' ? [tokenizer.end, ...prefix] : textStart(tokenizer, prefix),
    cancelled: hooks.cancelled ?? (() => false),
    breath: new Breath()
  }
  const finished = (row: Row): GeneratedItem => {
    const text = tokenizer.decode([...prefix, ...row.ids], kind === 'text')
    const symbols = [...text].length + (kind === 'list' ? 1 : 0)
    return {
      index: row.index,
      text,
      status: hooks.novelty?.(text) ?? 'new',
      log_prob: row.logProb,
      bits_per_char: symbols > 0 ? -row.logProb / Math.LN2 / symbols : 0
    }
  }

  const together = python ? 1 : ROWS
  const wanted = settings.first ?? 0
  const until = wanted + settings.count
  for (let first = python ? 0 : wanted; first < until; first += together) {
    const indices = Array.from({ length: Math.min(together, until - first) }, (_, i) => first + i)
    let rows = indices.map((index) => newRow(index, uniform(index)))
    const order = new InOrder(first)
    while (rows.length > 0) {
      const again: Row[] = []
      const release = await hooks.turns?.acquire()
      let session: DecodeSession | undefined
      try {
        session = engine.decode(rows.length)
        for await (const done of decodeRows(session, engine.shape, rows, plan)) {
          for (const row of done) {
            const item = finished(row)
            if (item.text.trim() === '' && !python) again.push(row)
            else order.add(item)
          }
          const ready = order.take()
          if (ready.length > 0 && first >= wanted) yield ready
        }
      } finally {
        session?.dispose()
        release?.()
      }
      const hopeless = again.some((row) => settings.temperature === 0 || row.attempts >= ATTEMPTS)
      if (hopeless) {
        const rest = order.rest()
        if (rest.length > 0) yield rest
        const made = Math.max(0, first - wanted) + indices.length - again.length
        throw new Failure('nothing-fits', { count: settings.count, made })
      }
      rows = again.map((row) => newRow(row.index, row.uniform, row.attempts + 1))
    }
  }
}

/** What running text is continued from: the prefix, or a line end that does not belong to the output. */
function textStart(tokenizer: Tokenizer, prefix: Int32Array): number[] {
  if (prefix.length > 0) return [...prefix]
  for (const start of ['\n', ' ']) {
    try {
      return [...tokenizer.encode(start)]
    } catch (error) {
      if (!(error instanceof Failure)) throw error
    }
  }
  return [0]
}

/** Lets finished items out in the order of their index, whatever order they are finished in. */
class InOrder {
  readonly #waiting = new Map<number, GeneratedItem>()

  constructor(private next: number) {}

  add(item: GeneratedItem): void {
    this.#waiting.set(item.index, item)
  }

  take(): GeneratedItem[] {
    const ready: GeneratedItem[] = []
    for (let item = this.#waiting.get(this.next); item; item = this.#waiting.get(++this.next)) {
      this.#waiting.delete(this.next)
      ready.push(item)
    }
    return ready
  }

  /** Everything that is left, though items before it are missing. */
  rest(): GeneratedItem[] {
    return [...this.#waiting.values()].sort((a, b) => a.index - b.index)
  }
}
