/*
 * The tokenizer of the next run: made by the worker as soon as it is chosen, so that its vocabulary, and with
 * it the number of parameters, is known before the run begins. Learning merges tells how far it is.
 */

import type { TokenizerReport } from '#core/contracts/tokenizers'
import type { CorpusRef } from '#core/contracts/worker'
import type { SplitSettings } from '#core/corpus-types'
import type { AppError } from '#core/errors'
import { parseTokenizer } from '#core/tokenizer/setting'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'

/** What a tokenizer is made from. */
export interface TokenizerSubject {
  readonly corpus: CorpusRef
  readonly split: SplitSettings
  readonly tokenizer: string
}

/** Whether the window can have it made: a file of merges is known to the terminal alone. */
export const canMake = (setting: string): boolean => {
  const wanted = parseTokenizer(setting)
  return wanted !== null && !('file' in wanted)
}

let tasks = 0

/** A name for the next request, by which it can be cancelled. */
export const nextTask = (): string => `tokenizer-${++tasks}`

const keyOf = ({ corpus, split, tokenizer }: TokenizerSubject): string =>
  JSON.stringify([corpus.id, corpus.sha256, split, tokenizer])

class Tokenizers {
  report = $state.raw<TokenizerReport | null>(null)
  /** Why there is none. */
  problem = $state.raw<AppError | null>(null)
  /** It is being made. */
  making = $state(false)
  /** Merges learned so far; null where none are learned, or none are yet. */
  progress = $state.raw<{ readonly merges: number; readonly of: number } | null>(null)
  /** The user has stopped it. */
  stopped = $state(false)
  #key = ''
  #task = ''

  constructor() {
    machine.on('tokenizer.progress', ({ taskId, merges, of }) => {
      if (taskId === this.#task) this.progress = { merges, of }
    })
  }

  /** Makes this one the tokenizer that is known; the one before is given up if it is not made yet. */
  want(subject: TokenizerSubject | null): void {
    const key = subject ? keyOf(subject) : ''
    if (key === this.#key) return
    this.#leave()
    this.#key = key
    this.report = null
    this.problem = null
    this.stopped = false
    if (subject) void this.#make(subject)
  }

  /** Gives up what is being made. */
  cancel(): void {
    if (!this.making) return
    this.#leave()
    this.stopped = true
  }

  /** Makes it again after it was stopped, or after the worker has died. */
  again(subject: TokenizerSubject): void {
    this.#key = ''
    this.want(subject)
  }

  #leave(): void {
    if (this.#task !== '') void machine.call('task.cancel', { taskId: this.#task })
    this.#task = ''
    this.making = false
    this.progress = null
  }

  async #make(subject: TokenizerSubject): Promise<void> {
    const taskId = (this.#task = nextTask())
    this.making = true
    try {
      const report = await machine.call('tokenizer.make', { taskId, ...subject })
      if (this.#task === taskId) this.report = report
    } catch (thrown) {
      if (this.#task === taskId) {
        const { error } = asFailure(thrown)
        this.stopped = error.code === 'cancelled'
        this.problem = this.stopped ? null : error
      }
    } finally {
      if (this.#task === taskId) {
        this.#task = ''
        this.making = false
        this.progress = null
      }
    }
  }
}

export const tokenizers = new Tokenizers()
