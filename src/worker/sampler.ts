/*
 * The sampler: new items of a list, or continuations of running text, several at once through one decode
 * session. Item i draws from its own stream (seed, i), so that neither the number of items nor how many
 * are made together changes any of them. Rows through the model: decoding.ts. Over 150 lines: drawing,
 * drawing again and letting out share the state of one generator.
 */

import { Guide, isGuided } from '#core/constraints/constraints'
import { createJudge } from '#core/constraints/judge'
import { TokenGuide } from '#core/constraints/token-guide'
import type { TokenState } from '#core/constraints/token-guide'
import type { Corpus } from '#core/corpus-types'
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
import { InOrder } from './in-order'
import { Breath } from './turns'
import type { Turns } from './turns'

export interface GenerateHooks {
  /** Where a text stands in the corpus; without it everything is `new`. */
  readonly novelty?: (text: string) => Novelty
  /** What the model was trained on, for the constraints that ask about it. */
  readonly corpus?: Corpus | null
  /** Asked between tokens; true ends the generation with Failure `cancelled`. */
  readonly cancelled?: () => boolean
  /** The model's own stream, continued where `seed` is null: microgpt, retraced. */
  readonly python?: PythonRandom
  /** Decoding takes turns with training here. */
  readonly turns?: Turns
  /** Running text: hears of what is written so far, the prefix included, and of how much of it the model sees. */
  readonly told?: (index: number, ids: readonly number[], position: number) => void
}

/** Rows decoded together: enough to fill an engine, few enough to stream. */
const ROWS = 32
/** Draws of one item that may come out empty, or not as the constraints want it. */
const ATTEMPTS = 1000

/**
 * Makes `settings.count` items, from index `first` on, and yields them in order as they are made.
 *
 * Lists: an item ends at the end token or when it fills the block; one that comes out empty is drawn
 * again, except when retracing microgpt, which draws one item after another and keeps all. Under constraints
 * tokens that cannot hold them are ruled out, and items that do not hold the rest are drawn again; what
 * an item becomes depends on those before it only where all must be distinct.
 * Running text: `max_tokens` tokens after the prefix; the end token, which running text never shows in
 * training, is not drawn. Without a prefix the model starts as after a line end.
 * With `seed` null and no stream of the model's own, the default seed is used. The model's own stream is
 * one for all items: those before `first` are drawn again and left out.
 *
 * @throws Failure `setting-invalid`, `unknown-character`, `prefix-too-long`, `cancelled`,
 *   `constraints-contradict`, `constraints-need-list`, and `nothing-fits` after all items that could be made.
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
  const constraints = settings.constraints
  if (constraints && kind === 'text') throw new Failure('constraints-need-list')
  const guide =
    constraints && isGuided(constraints) ? new TokenGuide(new Guide(constraints), tokenizer) : null
  const state = guide && beginning(guide, settings.prefix, tokenizer.vocab, longest - prefix.length)
  const holds = constraints ? createJudge(constraints, hooks.corpus ?? null) : () => true
  const plan = {
    ...{ kind, settings, guide },
    end: tokenizer.end,
    given: kind === 'list' ? [tokenizer.end, ...prefix] : textStart(tokenizer, prefix),
    cancelled: hooks.cancelled ?? (() => false),
    ...(hooks.told && { told: hooks.told }),
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
      bits_per_char: symbols > 0 ? -row.logProb / Math.LN2 / symbols : 0,
      ...(constraints && { draws: row.attempts })
    }
  }
  const wanted = settings.first ?? 0
  // What is distinct from all before it must know all before it.
  const distinct = constraints?.distinct === true
  const together = python ? 1 : ROWS
  const until = wanted + settings.count
  const order = new InOrder(python || distinct ? 0 : wanted, distinct)
  for (let first = order.next; first < until; first += together) {
    const indices = Array.from({ length: Math.min(together, until - first) }, (_, i) => first + i)
    let rows = indices.map((index) => newRow(index, uniform(index), state))
    while (rows.length > 0) {
      const again: Row[] = []
      const release = await hooks.turns?.acquire()
      let session: DecodeSession | undefined
      try {
        session = engine.decode(rows.length)
        for await (const done of decodeRows(session, engine.shape, rows, plan)) {
          for (const row of done) {
            const item = finished(row)
            const empty = item.text.trim() === '' && !python
            if (row.stuck || empty || !holds(item.text)) again.push(row)
            else order.add(item, row)
          }
          const ready = order.take().filter((item) => item.index >= wanted)
          if (ready.length > 0) yield ready
        }
      } finally {
        session?.dispose()
        release?.()
      }
      again.push(...order.repeated())
      const hopeless = again.some((row) => settings.temperature === 0 || row.attempts >= ATTEMPTS)
      if (hopeless) {
        const rest = order.rest().filter((item) => item.index >= wanted)
        if (rest.length > 0) yield rest
        const made = Math.max(0, first - wanted) + indices.length - again.length
        throw new Failure('nothing-fits', { count: settings.count, made: Math.max(0, made) })
      }
      rows = again.map((row) => newRow(row.index, row.uniform, state, row.attempts + 1))
    }
  }
}

/**
 * Where items begin that start with this prefix.
 * @param room tokens that fit after the next one
 * @throws Failure `constraints-contradict` if no item can go on from there.
 */
function beginning(guide: TokenGuide, prefix: string, vocab: number, room: number): TokenState {
  const state = guide.afterText(prefix)
  if (!state || !guide.mask(state, new Float32Array(vocab), room)) {
    throw new Failure('constraints-contradict')
  }
  return state
}

/** What running text is continued from: the prefix, or a line end that does not belong to the output. */
export function textStart(tokenizer: Tokenizer, prefix: Int32Array): number[] {
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
