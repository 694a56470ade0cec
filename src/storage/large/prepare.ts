/*
 * Everything that training needs of running text that is too large to be held, computed while it streams by: its
 * facts and split, the models that only count (on a sample), the tokenizer, and the file of its tokens. Each result
 * is kept, so that it is computed once. Runs in a process of its own (intake/importer-process.ts) or in the terminal.
 * Over 150 lines: facts, tokenizer and tokens each start from the one before, kept under one text's state.
 */
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type {
  LargeAnswers,
  LargeFacts,
  LargeList,
  LargeOrder,
  LargeProgress,
  LargeSplit,
  LargeTokens
} from '#core/contracts/large'
import { codePoints } from '#core/corpus-text'
import type { CountingLosses } from '#core/corpus-types'
import { CountingModels } from '#core/counting-models'
import { MIN_PART, MIN_TEXT } from '#core/corpus'
import { Failure } from '#core/errors'
import { widthFor } from '#core/formats/token-file'
import { FactsCollector, type Collected } from '#core/large/facts'
import { safePieces } from '#core/large/pieces'
import { largeTokenizer } from '#core/large/tokenizer'
import { sha256Hex } from '#core/sha256'
import { openTokenizer } from '#core/tokenizer/open'
import type { TokenizerData } from '#core/tokenizer/tokenizer'
import { type Disk, nodeDisk } from '../disk'
import { toReadFailure, toWriteFailure } from '../disk-errors'
import type { LibraryPaths } from '../paths'
import { type Cut, CutText } from './cut-text'
import { readDerived, tidyDerived, writeDerived, type TextState } from './derived'
import { PIECE } from './text-pieces'
import { checkTokens, writeTokens } from './token-files'

/** A text of the library: where it stands and what its bytes must be. */
export interface LargePlace {
  readonly paths: LibraryPaths
  readonly id: string
  readonly text: string
  readonly sha256: string
}

/** How much is read at a time, and the samples, in pieces of that size; smaller ones for tests. */
export interface LargeSizes {
  readonly piece: number
  /** Pieces on which merges are learned. */
  readonly learned: number
  /** Pieces that the counting models are fitted on, and scored on. */
  readonly fitted: number
  readonly scored: number
  /** UTF-16 units of the beginnings. */
  readonly beginning: number
}

export const LARGE_SIZES: LargeSizes = {
  ...{ piece: PIECE, learned: 16, fitted: 8, scored: 2 },
  beginning: 1 << 18
}

export interface LargeHooks {
  readonly tell?: (progress: LargeProgress) => void
  readonly signal?: AbortSignal
  readonly sizes?: LargeSizes
  readonly disk?: Disk
}

type KeptFacts = LargeFacts & { readonly cut: Cut }

/** What does not depend on the split: the facts, and where each piece begins, in bytes and code points. */
interface ReadText {
  readonly collected: Collected
  readonly marks: readonly Cut[]
}

/**
 * @throws Failure `cancelled`, `library-corrupt` if the text is not what it was, the codes of `prepareCorpus`,
 *   `unknown-character`, `disk-full` …; nothing half done is left behind
 */
export async function prepareLarge<W extends LargeOrder['want']>(
  place: LargePlace,
  order: Extract<LargeOrder, { want: W }>,
  hooks: LargeHooks = {}
): Promise<LargeAnswers[W]> {
  const { disk = nodeDisk } = hooks
  const { size, mtimeMs } = await disk.stat(place.text).catch((error: unknown) => {
    throw toReadFailure(error, place.text)
  })
  const work = new Work(place, { sha256: place.sha256, size, mtimeMs }, hooks)
  try {
    return (await work.answer(order)) as LargeAnswers[W]
  } finally {
    await tidyDerived(disk, place.paths.large(place.id), new Date())
  }
}

class Work {
  readonly #sizes: LargeSizes
  readonly #disk: Disk
  readonly #text: CutText

  constructor(
    private readonly place: LargePlace,
    private readonly state: TextState,
    private readonly hooks: LargeHooks
  ) {
    this.#sizes = hooks.sizes ?? LARGE_SIZES
    this.#disk = hooks.disk ?? nodeDisk
    this.#text = new CutText({
      ...{ disk: this.#disk, path: place.text, bytes: state.size },
      ...{ piece: this.#sizes.piece, signal: hooks.signal },
      tell: (stage, done, of) => this.#tell(stage, done, of)
    })
  }

  async answer(order: LargeOrder): Promise<LargeAnswers[keyof LargeAnswers]> {
    const facts = await this.facts(order.split)
    if (facts.kind === 'list') {
      if (order.want === 'facts') return facts
      throw new Failure('bad-request', { at: 'split' })
    }
    if (order.want === 'tokenizer') return this.tokenizer(facts, order.setting, order.split)
    if (order.want === 'tokens') return this.tokens(facts, order.tokenizer, order.split)
    const { kind, counting, alphabet, beginnings } = facts
    return { kind, facts: facts.facts, counting, alphabet, beginnings }
  }

  async facts({ kind, held_out }: LargeSplit): Promise<KeptFacts | LargeList> {
    const read = await this.#keep('read', () => this.#read())
    if (kind === 'auto' && read.collected.detected === 'list') return { kind: 'list' }
    return this.#keep(`facts-${held_out}`, () => this.#cut(read, held_out))
  }

  /** The one pass over the whole text. */
  async #read(): Promise<ReadText> {
    const collector = new FactsCollector()
    const hash = createHash('sha256')
    const marks: Cut[] = []
    let points = 0
    for await (const { text, at, bytes } of this.#text.pieces({ raw: (some) => hash.update(some) })) {
      marks.push({ at, points })
      points += codePoints(text)
      collector.push(text)
      this.#tell('reading', at + bytes, this.state.size)
    }
    if (hash.digest('hex') !== this.state.sha256) {
      throw new Failure('library-corrupt', { name: basename(this.place.text) })
    }
    return { collected: collector.end(), marks }
  }

  async #cut({ collected, marks }: ReadText, held_out: number): Promise<KeptFacts> {
    const { alphabet, facts: found } = collected
    const points = found.characters
    if (points < MIN_TEXT) throw new Failure('corpus-too-short', { characters: points, least: MIN_TEXT })
    if (alphabet.length < 2) throw new Failure('corpus-one-character', { character: alphabet[0] ?? '' })
    const heldOut = held_out === 0 ? 0 : Math.max(MIN_PART, Math.round(points * held_out))
    const train = points - heldOut
    const mark = marks.findLast((candidate) => candidate.points <= train) ?? { at: 0, points: 0 }
    const cut = { at: mark.at, points: train - mark.points }
    return {
      kind: 'text',
      facts: { kind: 'text', ...found, train, heldOut },
      counting: await this.#counting(cut, alphabet, train, heldOut),
      alphabet,
      beginnings: {
        train: await this.#beginning(this.#text.train(cut)),
        heldOut: heldOut === 0 ? '' : await this.#beginning(this.#text.heldOut(cut))
      },
      cut
    }
  }

  async #beginning(pieces: AsyncIterable<string>): Promise<string> {
    let text = ''
    for await (const piece of pieces) {
      text += piece
      if (text.length > this.#sizes.beginning) break
    }
    if (text.length <= this.#sizes.beginning) return text
    const end = this.#sizes.beginning
    const half = /[\ud800-\udbff]/.test(text.charAt(end - 1))
    return text.slice(0, half ? end - 1 : end)
  }

  async #counting(
    cut: Cut,
    alphabet: readonly string[],
    train: number,
    heldOut: number
  ): Promise<CountingLosses> {
    const models = new CountingModels({ alphabet, kind: 'text' })
    const { fitted, scored } = this.#sizes
    const fit = await this.#text.sample(cut, 'train', fitted)
    const score = heldOut === 0 ? fit : await this.#text.sample(cut, 'heldOut', scored)
    const of = fit.texts.length + score.texts.length
    let done = 0
    const each = async (texts: readonly string[], use: (text: string) => void): Promise<void> => {
      for (const text of texts) {
        use(text)
        this.#tell('counting', ++done, of)
        await this.#breathe()
      }
    }
    await each(fit.texts, (text) => models.fit(text))
    await each(score.texts, (text) => models.score(text))
    const losses = models.losses(heldOut === 0)
    if (fit.whole && score.whole) return losses
    const characters = fit.texts.reduce((sum, text) => sum + codePoints(text), 0)
    return { ...losses, sampled: { characters, of: train } }
  }

  async tokenizer(facts: KeptFacts, setting: string, { held_out }: LargeSplit): Promise<TokenizerData> {
    const pieces = (): AsyncIterable<string> => this.#text.both(facts.cut, 'reading')
    const make = (): Promise<TokenizerData> =>
      largeTokenizer(
        setting,
        {
          alphabet: facts.alphabet,
          pieces,
          sample: async () => (await this.#text.sample(facts.cut, 'train', this.#sizes.learned)).texts
        },
        async (progress) => {
          if (progress) this.#tell('merging', progress.merges, progress.of)
          await this.#breathe()
        }
      )
    if (setting === 'characters') return make()
    const name = (await sha256Hex(JSON.stringify([setting, held_out]))).slice(0, 16)
    const data = await this.#keep(`tokenizer-${name}`, make)
    openTokenizer(data) // refuses what is none
    return data
  }

  async tokens(facts: KeptFacts, data: TokenizerData, { held_out: share }: LargeSplit): Promise<LargeTokens> {
    const tokenizer = openTokenizer(data)
    const about = {
      ...{ vocab: tokenizer.vocab, text: this.state.sha256, share },
      tokenizer: await sha256Hex(JSON.stringify(tokenizer.data))
    }
    const key = (await sha256Hex(JSON.stringify([about.tokenizer, share]))).slice(0, 16)
    const path = join(this.place.paths.large(this.place.id), `${key}.tokens`)
    const known = await this.#known(path, about)
    if (known) return { key, ...known }
    const encode = async function* (pieces: AsyncIterable<string>): AsyncGenerator<Int32Array> {
      for await (const piece of pieces) yield tokenizer.encode(piece)
    }
    const read = { done: 0 }
    const { train, heldOut } = await writeTokens(this.#disk, path, about, {
      train: encode(safePieces(this.#text.train(facts.cut, 'tokens', read))),
      heldOut: encode(safePieces(this.#text.heldOut(facts.cut, 'tokens', read)))
    })
    return { key, train, heldOut, width: widthFor(tokenizer.vocab) }
  }

  /** The file of these very tokens, if it is there and whole. */
  async #known(
    path: string,
    about: {
      readonly vocab: number
      readonly text: string
      readonly tokenizer: string
      readonly share: number
    }
  ): Promise<Omit<LargeTokens, 'key'> | null> {
    try {
      const tell = (done: number, of: number): void => this.#tell('checking', done, of)
      const info = await checkTokens(this.#disk, path, tell, this.hooks.signal)
      const { vocab, text, tokenizer, share, train, heldOut, width } = info
      const same = JSON.stringify({ vocab, text, share, tokenizer }) === JSON.stringify(about)
      if (!same) throw new Failure('token-file-invalid', { what: 'content' })
      // Used last: the sweep leaves it. Where that cannot be written down, it is used all the same.
      await this.#disk.touch(path, Date.now()).catch(() => undefined)
      return { train, heldOut, width }
    } catch (error) {
      if (error instanceof Failure && error.error.code === 'cancelled') throw error
      return null
    }
  }

  async #keep<T>(name: string, compute: () => Promise<T>): Promise<T> {
    const path = join(this.place.paths.large(this.place.id), `${name}.json`)
    const known = await readDerived<T>(this.#disk, path, this.state)
    if (known) return known
    const made = await compute()
    await this.#disk.makeFolder(this.place.paths.large(this.place.id)).catch((error: unknown) => {
      throw toWriteFailure(error, path)
    })
    await writeDerived(this.#disk, path, this.state, made)
    return made
  }

  #tell(stage: LargeProgress['stage'], done: number, of: number): void {
    this.hooks.tell?.({ stage, done, of })
  }

  async #breathe(): Promise<void> {
    await setImmediate()
    if (this.hooks.signal?.aborted) throw new Failure('cancelled')
  }
}
