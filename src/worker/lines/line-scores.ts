/* The scored lines of a corpus: their sums, their orders, and any page of them as it is shown. */

import { countCharactersOf } from '#core/bits'
import type {
  LineOrder,
  LinePart,
  PartScore,
  ScoredLine,
  SurprisingSummary
} from '#core/contracts/surprising'
import { LINE_PARTS } from '#core/contracts/surprising'
import { Failure } from '#core/errors'
import type { CorpusKind } from '#core/run-config'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { TrainingEngine } from '../engines/engine'
import type { PreparedRun } from '../prepare'
import { cutCorpus, type CutCorpus, type CutOptions } from './cut'
import { scoreRows, type ScoreHooks } from './score-lines'

export class LineScores {
  readonly #bits: Float64Array
  readonly #characters: Int32Array
  readonly #orders = new Map<string, Int32Array>()

  constructor(
    readonly kind: CorpusKind,
    readonly step: number,
    private readonly cut: CutCorpus,
    private readonly tokenizer: Tokenizer
  ) {
    const { lines, pieces } = cut
    this.#bits = new Float64Array(lines.length)
    this.#characters = new Int32Array(lines.length)
    for (const [i, { piece, from, to }] of lines.entries()) {
      const { ids, nats } = pieces[piece]!
      let sum = 0
      for (let at = from; at < to; at++) {
        if (Number.isNaN(nats[at]!)) continue
        sum += nats[at]!
        this.#characters[i]! += tokenizer.characters[ids[at]!]!
      }
      // A lone token in the middle of a character still belongs to one.
      this.#characters[i] = Math.max(1, this.#characters[i]!)
      this.#bits[i] = sum / Math.LN2
    }
    if (!this.#bits.every(Number.isFinite)) throw new Failure('model-not-finite')
  }

  get length(): number {
    return this.cut.lines.length
  }

  summary(): SurprisingSummary {
    const parts = Object.fromEntries(LINE_PARTS.map((part) => [part, this.#sumOf(part)]))
    return { kind: this.kind, step: this.step, parts: parts as Record<LinePart, PartScore> }
  }

  /** Lines of this order from a rank on. */
  page(order: LineOrder, from: number, count: number): ScoredLine[] {
    const indices = this.#order(order)
    return Array.from(indices.subarray(from, from + count), (index, i) => this.#line(index, from + i))
  }

  /** Rank of the line at this number of the text, or of the last one before it; null if there is none. */
  find(order: LineOrder, number: number): number | null {
    const indices = this.#order(order)
    let best: number | null = null
    let nearest = 0
    for (const [rank, index] of indices.entries()) {
      const own = this.cut.lines[index]!.number
      if (own === 0 || own > number || own <= nearest) continue
      nearest = own
      best = rank
    }
    return best
  }

  #sumOf(part: LinePart): PartScore {
    const { pieces, lines, of } = this.cut
    let [tokens, characters, nats] = [0, 0, 0]
    for (const piece of pieces) {
      if (piece.part !== part) continue
      // A sampled stretch begins with tokens that are only looked back on.
      const counted = piece.ids.filter((_, at) => !Number.isNaN(piece.nats[at]!))
      tokens += counted.length
      characters += countCharactersOf(counted, this.tokenizer.characters)
      for (const value of piece.nats) if (!Number.isNaN(value)) nats += value
    }
    const scored = lines.reduce((sum, { piece }) => sum + (pieces[piece]!.part === part ? 1 : 0), 0)
    return { lines: scored, of: of[part], tokens, characters, nats }
  }

  #order(order: LineOrder): Int32Array {
    const key = JSON.stringify([order.part, order.by, order.first])
    let indices = this.#orders.get(key)
    if (!indices) {
      const { lines, pieces } = this.cut
      const values =
        order.by === 'line' ? this.#bits : this.#bits.map((bits, i) => bits / this.#characters[i]!)
      const sign = order.first === 'most' ? -1 : 1
      indices = Int32Array.from(
        lines
          .map((_, index) => index)
          .filter((index) => order.part === 'all' || pieces[lines[index]!.piece]!.part === order.part)
          .sort((a, b) => sign * (values[a]! - values[b]!) || a - b)
      )
      this.#orders.set(key, indices)
    }
    return indices
  }

  #line(index: number, rank: number): ScoredLine {
    const { piece, from, to, number, rest, cut } = this.cut.lines[index]!
    const { part, ids, nats } = this.cut.pieces[piece]!
    const { tokenizer } = this
    const tokens = Array.from(ids.subarray(from, to), (id, i) => {
      const value = nats[from + i]!
      return {
        text: id === tokenizer.end ? '' : tokenizer.token(id),
        bits: Number.isNaN(value) ? null : value / Math.LN2
      }
    })
    const sums = { bits: this.#bits[index]!, characters: this.#characters[index]! }
    return { rank, part, number, tokens, rest, cut, ...sums }
  }
}

/**
 * Scores the lines of the corpus that a run was prepared with.
 * @throws Failure `unknown-character`, `model-not-finite`, and what `goOn` throws
 */
export async function scoreLines(
  engine: Pick<TrainingEngine, 'shape' | 'decode'>,
  { corpus, tokenizer, config }: Pick<PreparedRun, 'corpus' | 'tokenizer' | 'config'>,
  { step, ...hooks }: ScoreHooks & Pick<CutOptions, 'text' | 'most'> & { readonly step: number }
): Promise<LineScores> {
  const { text = null, most } = hooks
  const { block } = engine.shape
  const options = { block, seed: config.split_seed, text, ...(most && { most }) }
  const cut = cutCorpus(corpus, tokenizer, options)
  await scoreRows(engine, cut.pieces, cut.rows, hooks)
  return new LineScores(corpus.kind, step, cut, tokenizer)
}
