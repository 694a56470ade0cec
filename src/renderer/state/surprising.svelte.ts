/*
 * The scored lines of the chosen corpus: begun, heard of, and read a page at a time as the list scrolls. The lines
 * themselves stay in the worker; a few pages near what is shown are held here. Over 150 lines: scoring, order and pages
 * are forgotten together when one of them changes.
 */

import type { LineOrder, ScoredLine, SurprisingSummary } from '#core/contracts/surprising'
import type { AppError } from '#core/errors'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { corpus } from './corpus.svelte'
import { models } from './models.svelte'
import { notices } from './notices.svelte'
import { run } from './run.svelte'

const PAGE = 50
/** Pages held at once. */
const MOST_PAGES = 24

class Surprising {
  /** Shown in place of the corpus. */
  open = $state(false)
  order = $state.raw<LineOrder>({ part: 'all', by: 'character', first: 'most' })
  summary = $state.raw<SurprisingSummary | null>(null)
  progress = $state.raw<{ readonly done: number; readonly of: number } | null>(null)
  problem = $state.raw<AppError | null>(null)
  /** The line that is looked at. */
  chosen = $state.raw<ScoredLine | null>(null)
  /** The best placed line of this order. */
  top = $state.raw<ScoredLine | null>(null)
  /** What was scored: whose model of which text. */
  #scored = $state.raw<string | null>(null)
  #task = $state.raw<string | null>(null)
  #pages = new Map<number, readonly ScoredLine[]>()
  /** Counts up when a page has come: what draws reads it. */
  #version = $state(0)
  #asked = new Set<number>()
  #round = 0

  /** The name of the model that would be scored; null where none is of the chosen corpus. */
  readonly model = $derived.by((): string | null => {
    if (models.source === null || models.corpus?.id !== corpus.selected?.id) return null
    return (models.source === 'run' ? run.live?.name : models.opened?.name) ?? null
  })
  readonly #key = $derived.by((): string | null => {
    if (this.model === null) return null
    const whose = models.source === 'run' ? run.live?.id : `${models.opened?.name} ${models.opened?.step}`
    return `${models.source} ${whose} ${corpus.selected?.sha256}`
  })
  readonly going = $derived(this.#task !== null)
  /** The summary, if it is of the model and text that are chosen. */
  readonly current = $derived(this.#scored !== null && this.#scored === this.#key ? this.summary : null)
  /** The step the live run has gone on to since. */
  readonly newer = $derived.by((): number | null => {
    const step = models.source === 'run' ? (run.live?.figures.step ?? null) : null
    return this.current && step !== null && step > this.current.step ? step : null
  })
  /** Lines of this order. */
  readonly count = $derived.by((): number => {
    const parts = this.current?.parts
    if (!parts) return 0
    const { part } = this.order
    return part === 'all' ? parts.train.lines + parts.held_out.lines : parts[part].lines
  })

  constructor() {
    machine.on('surprising.progress', ({ taskId, done, of }) => {
      if (taskId === this.#task) this.progress = { done, of }
    })
    machine.on('surprising.ended', ({ taskId, error, summary }) => {
      if (taskId === this.#task) this.#end(error, summary)
    })
    machine.onDeath(() => {
      if (this.#task !== null) this.#end(null, null)
      this.#scored = null
      this.#forget()
    })
  }

  /** Opens the view, and scores the model unless that was done. */
  async show(): Promise<void> {
    this.open = true
    if (!this.current && !this.going) await this.score()
  }

  async score(): Promise<void> {
    const { source } = models
    const key = this.#key
    if (source === null || key === null) return
    const taskId = crypto.randomUUID()
    this.#task = taskId
    this.#scored = key
    this.summary = this.progress = this.problem = null
    this.#forget()
    try {
      await machine.call('surprising.score', { taskId, model: { from: source } })
    } catch (thrown) {
      if (this.#task === taskId) this.#end(asFailure(thrown).error, null)
    }
  }

  async cancel(): Promise<void> {
    if (this.#task === null) return
    await machine.call('task.cancel', { taskId: this.#task }).catch((thrown) => notices.failure(thrown))
  }

  arrange(change: Partial<LineOrder>): void {
    this.order = { ...this.order, ...change }
    this.#forget()
    void this.#fetch(0)
  }

  /** A line by its rank; null while it is on its way. */
  at(rank: number): ScoredLine | null {
    void this.#version
    return this.#pages.get(Math.floor(rank / PAGE))?.[rank % PAGE] ?? null
  }

  /** Fetches what is missing of these ranks. */
  want(from: number, to: number): void {
    if (!this.current) return
    for (let page = Math.floor(from / PAGE); page * PAGE < Math.min(to, this.count); page++) {
      if (!this.#pages.has(page)) void this.#fetch(page)
    }
  }

  /** Chooses the line that stands at this number of the text, or the last one before it. @returns its rank */
  async find(number: number): Promise<number | null> {
    const rank = await machine.call('surprising.find', { order: this.order, number })
    if (rank === null) return null
    await this.choose(rank)
    return rank
  }

  async choose(rank: number): Promise<void> {
    if (!this.at(rank)) await this.#fetch(Math.floor(rank / PAGE))
    this.chosen = this.at(rank) ?? this.chosen
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page)) return
    this.#asked.add(page)
    const round = this.#round
    try {
      const order = this.order
      const lines = await machine.call('surprising.lines', { order, from: page * PAGE, count: PAGE })
      if (round !== this.#round) return
      this.#pages.set(page, lines)
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= MOST_PAGES) break
        if (old !== page) {
          this.#pages.delete(old)
          this.#asked.delete(old)
        }
      }
      if (page === 0) {
        this.top = lines[0] ?? null
        this.chosen ??= this.top
      }
      this.#version++
    } catch (thrown) {
      if (round !== this.#round) return
      this.#asked.delete(page)
      notices.failure(thrown)
    }
  }

  #forget(): void {
    this.#round++
    this.#pages.clear()
    this.#asked.clear()
    this.chosen = this.top = null
    this.#version++
  }

  #end(error: AppError | null, summary: SurprisingSummary | null): void {
    this.#task = this.progress = null
    this.summary = summary
    if (summary) {
      // Held out lines first: those the model has never seen.
      this.order = { ...this.order, part: summary.parts.held_out.lines > 0 ? 'held_out' : 'train' }
      void this.#fetch(0)
      return
    }
    this.#scored = null
    if (error && error.code !== 'cancelled') this.problem = error
  }
}

export const surprising = new Surprising()
