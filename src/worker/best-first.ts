/*
 * The most probable items of a list, in order and proven: best-first search over beginnings. A beginning is at least
 * as probable as anything that goes on from it, so once the best beginning left is less probable than a finished
 * item, nothing better than that item can come. Only beginnings that could still reach the list wanted are
 * kept. Probabilities are the model's own at temperature 1; where a text can be cut into tokens in
 * several ways, the likeliest way counts. Over 150 lines: queue, bound and order of equals are what the proof rests
 * on, and are read together.
 */

import TinyQueue from 'tinyqueue'
import { Guide, isGuided, NO_CONSTRAINTS } from '#core/constraints/constraints'
import type { Constraints } from '#core/constraints/constraints'
import { createJudge } from '#core/constraints/judge'
import { TokenGuide } from '#core/constraints/token-guide'
import type { TokenState } from '#core/constraints/token-guide'
import type { Corpus } from '#core/corpus-types'
import { Failure } from '#core/errors'
import type { GeneratedItem, Novelty } from '#core/generation'
import { logSoftmax } from '#core/sampling'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { logitsAfter, logProbOf } from './beginnings'
import type { TrainingEngine } from './engines/engine'
import { Breath } from './turns'

export interface SearchSettings {
  /** How many items. */
  readonly count: number
  readonly prefix: string
  readonly constraints?: Constraints
}

export interface SearchHooks {
  readonly corpus?: Corpus | null
  readonly novelty?: (text: string) => Novelty
  readonly cancelled?: () => boolean
  /** Told after every look into the model: beginnings looked at so far. */
  readonly progress?: (expanded: number) => void
}

/** What is known when a search ends. */
export interface SearchEnd {
  /** Beginnings looked at. */
  readonly expanded: number
  /** Whether there are no further items at all, however improbable. */
  readonly exhausted: boolean
}

/** A beginning that can go on, or a finished item. */
interface Node {
  /** Without start and end token, prefix included. */
  readonly ids: readonly number[]
  readonly logProb: number
  readonly state: TokenState | null
  /** The item's text; null while it can go on. */
  readonly text: string | null
}

/** Beginnings looked at together. */
const ROWS = 64
/** Beginnings kept at most: about 400 bytes each. */
const MOST = 1_000_000

/**
 * Yields items in falling probability, each as soon as nothing better can come.
 * The engine must not train meanwhile.
 * @throws Failure `unknown-character`, `prefix-too-long`, `constraints-contradict`, `cancelled`; `search-too-wide` after
 *   the items proven so far, where more beginnings would have to be kept than memory allows.
 */
export async function* mostProbable(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  tokenizer: Tokenizer,
  settings: SearchSettings,
  hooks: SearchHooks = {}
): AsyncGenerator<GeneratedItem[], SearchEnd> {
  const { block } = engine.shape
  const constraints = settings.constraints ?? NO_CONSTRAINTS
  const guide = isGuided(constraints) ? new TokenGuide(new Guide(constraints), tokenizer) : null
  const holds = createJudge(constraints, hooks.corpus ?? null)
  const prefix = [...tokenizer.encode(settings.prefix)]
  if (prefix.length > block - 1) {
    const unit = tokenizer.data.kind === 'characters' ? 'characters' : 'tokens'
    throw new Failure('prefix-too-long', { length: prefix.length, longest: block - 1, unit })
  }
  const state = guide && guide.afterText(settings.prefix)
  if (guide && !state) throw new Failure('constraints-contradict')

  const queue = new TinyQueue<Node>([], (a, b) => b.logProb - a.logProb || compare(a.ids, b.ids))
  const best = new Best(settings.count)
  const breath = new Breath()
  let expanded = 0
  let emitted = 0

  /** Keeps a node if it could still be among the best. */
  const offer = (ids: readonly number[], logProb: number, next: TokenState | null, ends: boolean): void => {
    if (!(logProb > best.bound)) return
    if (!ends) {
      queue.push({ ids, logProb, state: next, text: null })
      return
    }
    const text = tokenizer.decode(ids)
    if (text.trim() === '' || !holds(text) || !best.add(text, logProb)) return
    queue.push({ ids, logProb, state: next, text })
  }
  const expand = ({ ids, logProb, state }: Node, logits: Float32Array): void => {
    const logs = logSoftmax(logits)
    guide?.mask(state!, logits, block - ids.length - 1)
    for (let id = 0; id < logs.length; id++) {
      if (logits[id] === -Infinity) continue
      if (id === tokenizer.end) offer(ids, logProb + logs[id]!, state, true)
      else {
        const next = guide ? guide.after(state!, id) : null
        offer([...ids, id], logProb + logs[id]!, next, ids.length + 1 === block)
      }
    }
  }

  queue.push({ ids: prefix, logProb: await logProbOf(engine, tokenizer.end, prefix), state, text: null })
  while (queue.length > 0 && emitted < settings.count) {
    const found: GeneratedItem[] = []
    while (queue.peek()?.text != null && emitted < settings.count) {
      found.push(itemOf(queue.pop()!, emitted++, hooks.novelty))
    }
    if (found.length > 0) yield found
    const nodes: Node[] = []
    while (nodes.length < ROWS && queue.peek()?.text === null) nodes.push(queue.pop()!)
    if (nodes.length === 0 || emitted >= settings.count) continue
    const all = await logitsAfter(engine, tokenizer.end, nodes)
    for (const [i, node] of nodes.entries()) expand(node, all[i]!)
    expanded += nodes.length
    hooks.progress?.(expanded)
    if (breath.due) await breath.take()
    if (hooks.cancelled?.()) throw new Failure('cancelled')
    if (queue.length > MOST) throw new Failure('search-too-wide', { made: emitted, count: settings.count })
  }
  return { expanded, exhausted: emitted < settings.count }
}

/** The best finished items so far: what is no better than the last of them need not be kept. */
class Best {
  readonly #known = new Set<string>()
  /** Log-probabilities, falling. */
  readonly #logProbs: number[] = []

  constructor(private readonly count: number) {}

  /** Anything must be above it. */
  get bound(): number {
    return this.#logProbs.length < this.count ? -Infinity : this.#logProbs[this.count - 1]!
  }

  /** @returns false for a text that was found before, in tokens as probable or more */
  add(text: string, logProb: number): boolean {
    if (this.#known.has(text)) return false
    this.#known.add(text)
    let at = this.#logProbs.length
    while (at > 0 && this.#logProbs[at - 1]! < logProb) at--
    this.#logProbs.splice(at, 0, logProb)
    return true
  }
}

function itemOf({ text, logProb }: Node, index: number, novelty?: (text: string) => Novelty): GeneratedItem {
  const item = text!
  return {
    index,
    text: item,
    status: novelty?.(item) ?? 'new',
    log_prob: logProb,
    bits_per_char: -logProb / Math.LN2 / ([...item].length + 1)
  }
}

/** By ids, so that equals come in one order everywhere. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}
