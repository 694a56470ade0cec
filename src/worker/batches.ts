/*
 * What training sees, step by step, and in which order; a function of the seed and of the position
 * alone, so that a run goes on with the very batches it would have had.
 *
 * Lists: whole items, every item once per pass, a new order each pass. Running text: windows at random
 * places. With `random: python`: microgpt's order, shuffled once before the weights are drawn. Over
 * 150 lines: all orders stand in this one file, since saving and restoring must agree between them.
 */

import type { Corpus } from '#core/corpus-types'
import { Failure } from '#core/errors'
import { PythonRandom } from '#core/random/python'
import { createRandom, restoreRandom } from '#core/random/random'
import type { Random } from '#core/random/random'
import type { RunConfig } from '#core/run-config'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { Batch } from './engines/engine'
import { tokensOf } from './large/text'
import { WindowsAhead } from './large/windows'
import { itemRows, packRows } from './packing'
import type { TokenRows } from './packing'
import { STREAMS } from './streams'

/** Where the batches stand: kept in the model file. */
export interface DataPosition {
  /** Lists: the stream as it stood when this pass began. Else the stream as it stands. */
  readonly random: readonly string[]
  /** Items drawn in this pass; 0 for running text. */
  readonly position: number
}

export interface Batches {
  /** The next batch; always full, a pass runs over into the next. */
  next(): Batch
  save(): DataPosition
  /** Whether a text of the training part has been drawn yet; always true for running text. */
  reached(text: string): boolean
}

/** The part of a random stream that orders batches; CPython's has it too. */
type Stream = Pick<Random, 'below' | 'shuffle' | 'save'>

type BatchConfig = Pick<RunConfig, 'batch' | 'block' | 'seed' | 'random'>

/**
 * @param python the stream that draws the weights afterwards; required with `random: python`, new from
 *   the seed or restored
 * @param from where to go on, with the number of steps taken so far
 * @throws Failure `corpus-too-short` if running text does not fill one window, `unknown-character`,
 *   `model-config-invalid` if `from` does not fit the corpus.
 */
export function createBatches(
  corpus: Corpus,
  tokenizer: Tokenizer,
  config: BatchConfig,
  python?: PythonRandom,
  from?: DataPosition & { readonly step: number }
): Batches {
  const restored = from && !python ? restoreRandom(from.random) : undefined
  const stream = python ?? restored ?? createRandom(config.seed, STREAMS.batches)
  if (corpus.large) return new StoredWindowBatches(corpus, tokenizer, config, stream)
  if (corpus.kind === 'text') return new WindowBatches(corpus, tokenizer, config, stream)
  const rows = itemRows(corpus.train, tokenizer, config.block)
  const drawn = from && { position: from.position, total: from.step * config.batch }
  if (drawn && drawn.position > rows.starts.length)
    throw new Failure('model-config-invalid', { key: 'position' })
  return new ItemBatches(corpus, rows, config, stream, drawn)
}

class ItemBatches implements Batches {
  readonly #corpus: Corpus
  readonly #rows: TokenRows
  readonly #size: number
  readonly #stream: Stream
  /** CPython's stream shuffles once; ours before every pass. */
  readonly #python: boolean
  #order: number[]
  #passStart: readonly string[]
  #position: number
  /** Items drawn before this pass. */
  #earlier: number
  /** Place of each text in the first pass; made when first asked for. */
  #places: Map<string, number> | null = null

  constructor(
    corpus: Corpus,
    rows: TokenRows,
    config: BatchConfig,
    stream: Stream,
    drawn?: { readonly position: number; readonly total: number }
  ) {
    this.#corpus = corpus
    this.#rows = rows
    this.#size = config.batch
    this.#stream = stream
    this.#python = stream instanceof PythonRandom
    this.#position = drawn?.position ?? 0
    this.#earlier = drawn ? Math.max(0, drawn.total - drawn.position) : 0
    this.#passStart = stream.save()
    this.#order = inOrder(rows.starts.length)
    // A restored CPython stream has long moved on: its order is that of the fresh stream.
    const shuffler = this.#python && drawn ? new PythonRandom(config.seed) : stream
    shuffler.shuffle(this.#order)
  }

  next(): Batch {
    const rows = new Int32Array(this.#size)
    for (let b = 0; b < rows.length; b++) {
      if (this.#position === this.#order.length) this.#nextPass()
      rows[b] = this.#order[this.#position++]!
    }
    return packRows(this.#rows, rows)
  }

  save(): DataPosition {
    return { random: this.#python ? this.#stream.save() : this.#passStart, position: this.#position }
  }

  reached(text: string): boolean {
    if (this.#earlier > 0) return true
    if (!this.#places) {
      this.#places = new Map()
      for (const [place, item] of this.#order.entries()) {
        const known = this.#corpus.train[item]!
        if (!this.#places.has(known)) this.#places.set(known, place)
      }
    }
    return (this.#places.get(text) ?? Infinity) < this.#position
  }

  #nextPass(): void {
    this.#earlier += this.#position
    this.#position = 0
    this.#places = null
    if (this.#python) return
    // From the sorted order each time: a pass is then a function of the saved stream alone.
    this.#passStart = this.#stream.save()
    this.#order = inOrder(this.#order.length)
    this.#stream.shuffle(this.#order)
  }
}

class WindowBatches implements Batches {
  readonly #ids: Int32Array
  readonly #config: BatchConfig
  readonly #stream: Stream

  constructor(corpus: Corpus, tokenizer: Tokenizer, config: BatchConfig, stream: Stream) {
    this.#ids = tokenizer.encode(corpus.train.join(''))
    this.#config = config
    this.#stream = stream
    refuseShort(this.#ids.length, config.block, tokenizer)
  }

  next(): Batch {
    const { batch, block } = this.#config
    const starts = new Int32Array(batch)
    for (let b = 0; b < batch; b++) starts[b] = this.#stream.below(this.#ids.length - block)
    const lengths = new Int32Array(batch).fill(block)
    return packRows({ ids: this.#ids, starts, lengths }, inOrder(batch))
  }

  save(): DataPosition {
    return { random: this.#stream.save(), position: 0 }
  }

  reached(): boolean {
    return true
  }
}

/** The same windows, of a text whose tokens stand in a file. */
class StoredWindowBatches implements Batches {
  readonly #windows: WindowsAhead

  constructor(
    corpus: Corpus,
    tokenizer: Tokenizer,
    private readonly config: BatchConfig,
    private readonly stream: Stream
  ) {
    const tokens = tokensOf(corpus)
    const { batch, block } = config
    refuseShort(tokens.train, block, tokenizer)
    this.#windows = new WindowsAhead(tokens, stream, batch, tokens.train - block, block + 1)
  }

  next(): Batch {
    const { batch, block } = this.config
    const ids = this.#windows.next()
    const starts = Int32Array.from({ length: batch }, (_, row) => row * (block + 1))
    return packRows({ ids, starts, lengths: new Int32Array(batch).fill(block) }, inOrder(batch))
  }

  save(): DataPosition {
    return { random: this.stream.save(), position: 0 }
  }

  reached(): boolean {
    return true
  }
}

/** @throws Failure `corpus-too-short` for a training part that does not fill one window */
function refuseShort(tokens: number, block: number, tokenizer: Tokenizer): void {
  const least = block + 1
  if (tokens >= least) return
  const unit = tokenizer.data.kind === 'characters' ? 'characters' : 'tokens'
  throw new Failure('corpus-too-short', { characters: tokens, least, unit })
}

function inOrder(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}
