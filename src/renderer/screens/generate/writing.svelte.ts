/*
 * The list that is being written: what is asked for, what came, and the recipe that makes it again.
 * Outlives the screen. More of the same recipe goes on with the list; any other begins a new one, and
 * the one before can be had back.
 */

import { checkConstraints, NO_CONSTRAINTS } from '#core/constraints/constraints'
import type { Constraints } from '#core/constraints/constraints'
import type { AppError, ErrorCode } from '#core/errors'
import type { ListRecipe } from '#core/export-list'
import { DEFAULT_GENERATION, type GeneratedItem, type GenerationSettings } from '#core/generation'
import type { CorpusKind } from '#core/run-config'
import { asFailure } from '../../bridge/app-client'
import { machine } from '../../bridge/machine'
import { text } from '../../catalogue/en'
import { notices } from '../../state/notices.svelte'

/** The model that is asked. */
export interface Writer {
  readonly from: 'run' | 'model'
  readonly name: string
  readonly step: number
  readonly kind: CorpusKind
  /** Whether its corpus is at hand, so that known and new can be told apart. */
  readonly canTell: boolean
}

/** A list and what made it. */
interface Written {
  readonly writer: Writer
  /** `count` is what was asked for in all. */
  readonly settings: GenerationSettings
  readonly items: readonly GeneratedItem[]
}

type Wanted = Omit<GenerationSettings, 'count' | 'first' | 'constraints'>

/** Errors that are about what stands under "Starts with". */
const PREFIX_CODES: readonly ErrorCode[] = ['unknown-character', 'prefix-too-long']

class Writing {
  /** How many are asked for at a time. */
  counts = $state<Record<CorpusKind, number>>({ list: 200, text: 3 })
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
    machine.on('generate.items', ({ taskId, items }) => {
      if (taskId !== this.#task?.id || !this.#written) return
      this.#written = { ...this.#written, items: [...this.#written.items, ...items] }
    })
    machine.on('generate.ended', ({ taskId, error }) => {
      if (taskId === this.#task?.id) this.#ended(error)
    })
    machine.onDeath(() => this.#ended(null))
  }

  /** How the list was made; null without one. */
  get recipe(): ListRecipe | null {
    const written = this.#written
    if (!written) return null
    const { writer, settings, items } = written
    return { model: writer.name, step: writer.step, settings: { ...settings, count: items.length } }
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

  /** What is asked for beyond the sampling settings, of a list. */
  #constraints(writer: Writer): Pick<GenerationSettings, 'constraints'> {
    return writer.kind === 'list' && this.fit !== NO_CONSTRAINTS ? { constraints: this.fit } : {}
  }

  /** Whether this model with the present settings would go on with the list. */
  continues(writer: Writer): boolean {
    const written = this.#written
    if (!written || written.items.length === 0) return false
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
    const before = this.#written
    const goesOn = this.continues(writer)
    const first = goesOn ? this.items.length : 0
    const count = this.counts[writer.kind]
    const recipe = { ...this.wanted, ...this.#constraints(writer), count }
    const settings: GenerationSettings = { ...recipe, ...(first > 0 && { first }) }
    const task = { id: crypto.randomUUID(), from: first, of: count }
    this.#task = task
    this.cancelling = false
    this.prefixProblem = null
    if (!goesOn) this.#written = { writer, settings: recipe, items: [] }
    try {
      await machine.call('generate.begin', { taskId: task.id, from: writer.from, settings })
      if (!goesOn && before && before.items.length > 0) this.#offerBack(before)
    } catch (thrown) {
      if (this.#task?.id === task.id) this.#ended(asFailure(thrown).error)
      if (this.items.length === 0) this.#written = before
    }
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
