/*
 * The tokens of any text, cut by every tokenizer side by side: those of the chosen corpus, and the four GPT
 * encodings, whose tables the worker loads when they are first asked for. Each row comes by itself.
 */

import type { TokenCut } from '#core/contracts/tokenizers'
import type { AppError } from '#core/errors'
import { parseTokenizer } from '#core/tokenizer/setting'
import { GPT_ENCODINGS } from '#core/tokenizer/tokenizer'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { corpus, refOf } from './corpus.svelte'
import { form } from './run-form.svelte'
import { runs } from './runs.svelte'
import { nextTask } from './tokenizers.svelte'

/** What one tokenizer makes of the text. */
export interface TokenRow {
  readonly setting: string
  /** Null while it is being cut for the first time, or cannot be. */
  readonly cut: TokenCut | null
  readonly problem: AppError | null
}

/** The longest text that is cut. */
export const MOST_CHARACTERS = 20_000
/** Typing rests this long before the text is cut again. */
const REST_MS = 150
/** Own byte pair encodings shown at once. */
const MOST_OWN = 3

class TokensView {
  /** Shown in place of the corpus. */
  open = $state(false)
  text = $state('abracadabra')
  /** Vocabulary of the own encoding that is always shown. */
  size = $state(512)
  rows = $state.raw<readonly TokenRow[]>([])
  #round = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Every tokenizer that is shown: of the corpus, trained with it before, and the GPT encodings. */
  readonly settings = $derived.by((): string[] => {
    const used = runs.list
      .filter((entry) => entry.corpus.sha256 === corpus.selected?.sha256)
      .map(({ config }) => config.tokenizer)
    const own = [`bpe:${this.size}`, form.config.tokenizer, ...used].filter((setting) => {
      const parsed = parseTokenizer(setting)
      return parsed?.kind === 'bpe' && 'vocab' in parsed
    })
    const ofCorpus = ['characters', 'graphemes', ...[...new Set(own)].slice(0, MOST_OWN)]
    return [...(corpus.report ? ofCorpus : []), ...GPT_ENCODINGS]
  })

  /** Cuts the text anew, once typing rests. */
  cutSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.cut(), REST_MS)
  }

  /** Cuts the text with every tokenizer; answers to an older text are dropped. */
  async cut(): Promise<void> {
    const round = ++this.#round
    const entry = corpus.selected
    const { settings } = this
    const text = this.text.slice(0, MOST_CHARACTERS)
    const before = new Map(this.rows.map((row) => [row.setting, row]))
    this.rows = settings.map((setting) => before.get(setting) ?? { setting, cut: null, problem: null })
    if (!entry) return
    const { deduplicate, held_out, split_seed } = corpus.split
    const kind = corpus.report?.facts.kind ?? corpus.split.kind
    const split = { kind, deduplicate, held_out, split_seed }
    // One after the other: the worker has one thread, and the small ones are there at once.
    for (const tokenizer of settings) {
      let row: TokenRow
      try {
        const asked = { taskId: nextTask(), corpus: refOf(entry), split, tokenizer, text }
        row = { setting: tokenizer, cut: await machine.call('tokenizer.cut', asked), problem: null }
      } catch (thrown) {
        row = { setting: tokenizer, cut: null, problem: asFailure(thrown).error }
      }
      if (round !== this.#round) return
      this.rows = this.rows.map((old) => (old.setting === tokenizer ? row : old))
    }
  }
}

export const tokensView = new TokensView()
