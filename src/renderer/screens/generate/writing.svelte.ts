/*
 * The list that is being written: what is asked for, what came, and the recipe that makes it again. A list is drawn
 * with a seed, or proven to be the most probable ones. Outlives the screen. More of the same recipe goes on with a
 * drawn list; any other begins a new one, and the one before can be had back. Over 150 lines: asking, receiving,
 * cancelling and taking back all change the one list and its task.
 */

import { checkConstraints, NO_CONSTRAINTS } from '#core/constraints/constraints'
import type { Constraints } from '#core/constraints/constraints'
import type { LineRecipe } from '#core/contracts/shortlist'
import type { AppError, ErrorCode } from '#core/errors'
import { DEFAULT_GENERATION, type GeneratedItem, type GenerationSettings } from '#core/generation'
import type { CorpusKind } from '#core/run-config'
import { asFailure } from '../../bridge/app-client'
import { machine } from '../../bridge/machine'
import { text } from '../../catalogue/text'
import { notices } from '../../state/notices.svelte'

/** The model that is asked. */
export interface Writer {
  readonly from: 'run' | 'model'
  readonly name: string
  readonly step: number
  readonly kind: CorpusKind
  /** Whether its corpus is at hand, so that known and new can be told apart. */
  readonly canTell: boolean
  /** The run of the library it belongs to, and what it was trained on, where that is known. */
  readonly run: string | null
  readonly corpus: LineRecipe['corpus']
  /** A run trains it on at this moment. */
  readonly moving: boolean
}

/** Ways to a list: by chance, or by search. */
export type ListWay = 'drawn' | 'proven'

/** A list and what made it. */
interface Written {
  readonly writer: Writer
  readonly way: ListWay
  /** `count` is what was asked for in all. */
  readonly settings: GenerationSettings
  readonly items: readonly GeneratedItem[]
  /** Of a search: beginnings looked at; whether nothing else exists; whether it came to its end. */
  readonly search: {
    readonly expanded: number
    readonly exhausted: boolean
    readonly ended: boolean
  } | null
}

type Wanted = Omit<GenerationSettings, 'count' | 'first' | 'constraints'>

/** Errors that are about what stands under "Starts with". */
const PREFIX_CODES: readonly ErrorCode[] = ['unknown-character', 'prefix-too-long']

class Writing {
  /** How many are asked for at a time. */
  counts = $state<Record<CorpusKind | 'proven', number>>({ list: 200, text: 3, proven: 20 })
  way = $state<ListWay>('drawn')
  wanted = $state.raw<Wanted>(wantedByDefault())
  /** What every item of a list must be; NO_CONSTRAINTS itself while nothing is asked for. */
  fit = $state.raw<Constraints>(NO_CONSTRAINTS)
  #written = $state.raw<Written | null>(null)
  #task = $state.raw<{ readonly id: string; readonly from: number; readonly of: number } | null>(null)
  cancelling = $state(false)
  /** Why the worker refused what stands under "Starts with"; null if it did not. */
  prefixProblem = $state.raw<AppError | null>(null)

  readonly items = $derived<readonly GeneratedItem[]>(this.#written?.items ?? [])
  readonly writer = $derived(this.#written?.writer ?? null)
  /** How far the search is that made the list; null for drawn ones. */
  readonly search = $derived(this.#written?.search ?? null)
  /** The list on the screen holds only what stands nowhere in the corpus. */
  readonly onlyNew = $derived(this.#written?.settings.constraints?.new_only === true)
  readonly going = $derived(
    this.#task ? { done: this.items.length - this.#task.from, of: this.#task.of } : null
  )

  /** Why nothing can be as it must; null if something can, as far as that is known. */
  readonly fitProblem = $derived.by((): AppError | null => {
    try {
      checkConstraints(this.fit)
      return null
    } catch (thrown) {
      return asFailure(thrown).error
    }
  })
  /** How many items were kept of how many drawn; null where anything goes. */
  readonly drawn = $derived.by(() => {
    const draws = this.items.reduce((sum, item) => sum + (item.draws ?? 0), 0)
    return draws > 0 ? { items: this.items.length, draws } : null
  })

  constructor() {
    machine.on('generate.items', ({ taskId, items }) => this.#take(taskId, items))
    machine.on('generate.ended', ({ taskId, error }) => {
      if (taskId === this.#task?.id) this.#ended(error)
    })
    machine.on('studio.found', ({ taskId, items, expanded }) => {
      this.#take(taskId, items)
      this.#searched(taskId, { expanded })
    })
    machine.on('studio.progress', ({ taskId, done }) => this.#searched(taskId, { expanded: done }))
    machine.on('studio.ended', ({ taskId, error, exhausted = false }) => {
      if (taskId !== this.#task?.id) return
      this.#searched(taskId, { exhausted, ended: error === null })
      this.#ended(error)
    })
    machine.onDeath(() => this.#ended(null))
  }

  /** How the list was made; null without one. */
  get recipe(): LineRecipe | null {
    const written = this.#written
    if (!written) return null
    const { writer, way, settings, items } = written
    const { name: model, run, step, corpus, moving } = writer
    return { model, run, step, corpus, way, moving, settings: { ...settings, count: items.length } }
  }

  /** What a list of this model would be asked for now. */
  settingsFor(writer: Pick<Writer, 'kind'>): GenerationSettings {
    return { ...this.wanted, ...this.#constraints(writer), count: this.counts[writer.kind] }
  }

  want(change: Partial<Wanted>): void {
    this.wanted = { ...this.wanted, ...change }
    if (change.prefix !== undefined) this.prefixProblem = null
  }

  must(change: Partial<Constraints>): void {
    const fit = { ...this.fit, ...change }
    const same = JSON.stringify(fit) === JSON.stringify(NO_CONSTRAINTS)
    this.fit = same ? NO_CONSTRAINTS : fit
  }

  mustNothing(): void {
    this.fit = NO_CONSTRAINTS
  }

  /** The way that lists of this model are made: running text is always drawn. */
  wayOf({ kind }: Pick<Writer, 'kind'>): ListWay {
    return kind === 'text' ? 'drawn' : this.way
  }

  /** What is asked for beyond the sampling settings, of a list. */
  #constraints(writer: Pick<Writer, 'kind'>): Pick<GenerationSettings, 'constraints'> {
    return writer.kind === 'list' && this.fit !== NO_CONSTRAINTS ? { constraints: this.fit } : {}
  }

  /** Whether this model with the present settings would go on with the list. */
  continues(writer: Writer): boolean {
    const written = this.#written
    if (!written || written.items.length === 0) return false
    if (written.way !== 'drawn' || this.wayOf(writer) !== 'drawn') return false
    const same = (Object.keys(this.wanted) as (keyof Wanted)[]).every(
      (key) => this.wanted[key] === written.settings[key]
    )
    const { from, name, step } = written.writer
    if (this.#constraints(writer).constraints !== written.settings.constraints) return false
    return same && from === writer.from && name === writer.name && step === writer.step
  }

  /** Asks for more of the list, or for a new one where the recipe has changed. */
  async begin(writer: Writer): Promise<void> {
    if (this.#task || (writer.kind === 'list' && this.fitProblem)) return
    const way = this.wayOf(writer)
    const before = this.#written
    const goesOn = this.continues(writer)
    const first = goesOn ? this.items.length : 0
    const count = way === 'proven' ? this.counts.proven : this.counts[writer.kind]
    const recipe = { ...this.settingsFor(writer), count }
    const task = { id: crypto.randomUUID(), from: first, of: count }
    this.#task = task
    this.cancelling = false
    this.prefixProblem = null
    if (!goesOn) {
      const search = way === 'proven' ? { expanded: 0, exhausted: false, ended: false } : null
      this.#written = { writer, way, settings: recipe, items: [], search }
    }
    try {
      await this.#ask(task.id, writer, way, { ...recipe, ...(first > 0 && { first }) })
      if (!goesOn && before && before.items.length > 0) this.#offerBack(before)
    } catch (thrown) {
      if (this.#task?.id === task.id) this.#ended(asFailure(thrown).error)
      if (this.items.length === 0) this.#written = before
    }
  }

  async #ask(taskId: string, { from }: Writer, way: ListWay, settings: GenerationSettings): Promise<void> {
    if (way === 'drawn') return machine.call('generate.begin', { taskId, from, settings })
    const { count, prefix, constraints } = settings
    const order = { count, prefix, ...(constraints && { constraints }) }
    await machine.call('studio.search', { taskId, model: { from }, order })
  }

  async cancel(): Promise<void> {
    const task = this.#task
    if (!task || this.cancelling) return
    this.cancelling = true
    try {
      await machine.call('task.cancel', { taskId: task.id })
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  #take(taskId: string, items: readonly GeneratedItem[]): void {
    if (taskId !== this.#task?.id || !this.#written || items.length === 0) return
    this.#written = { ...this.#written, items: [...this.#written.items, ...items] }
  }

  #searched(taskId: string, change: Partial<NonNullable<Written['search']>>): void {
    const written = this.#written
    if (taskId !== this.#task?.id || !written?.search) return
    this.#written = { ...written, search: { ...written.search, ...change } }
  }

  #offerBack(before: Written): void {
    notices.showToast({
      text: text.generate.putAway,
      undo: () => {
        void this.cancel()
        this.#task = null
        this.#written = before
      }
    })
  }

  #ended(error: AppError | null): void {
    this.#task = null
    this.cancelling = false
    if (error === null) return
    if (PREFIX_CODES.includes(error.code)) this.prefixProblem = error
    else notices.failure(error)
  }
}

function wantedByDefault(): Wanted {
  const { temperature, top_k, top_p, seed, prefix, max_tokens } = DEFAULT_GENERATION
  return { temperature, top_k, top_p, min_p: 0, repetition_penalty: 1, seed, prefix, max_tokens }
}

export const writing = new Writing()
