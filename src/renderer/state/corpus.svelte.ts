/*
 * The corpora of the library, the chosen one, how it is split, and what the worker found in it.
 * `split` holds the defaults that runs start from (preset microgpt keeps its own, see run-form).
 */

import type { CorpusEntry } from '#core/contracts/app'
import { LARGE_FROM } from '#core/contracts/large'
import type { CorpusRef, CorpusReport } from '#core/contracts/worker'
import type { SplitSettings } from '#core/corpus-types'
import type { AppError } from '#core/errors'
import { PRESETS } from '#core/run-config'
import { asFailure, callApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { notices } from './notices.svelte'
import { settings } from './settings.svelte'

const { deduplicate, held_out, split_seed } = PRESETS.names

/** What the worker is told of a corpus. */
export const refOf = ({ id, name, sha256 }: CorpusEntry): CorpusRef => ({ id, name, sha256 })

/** Too large to be held: what is known of it is computed while it streams by. */
export const isLarge = ({ bytes }: Pick<CorpusEntry, 'bytes'>): boolean => bytes >= LARGE_FROM

class CorpusState {
  list = $state.raw<readonly CorpusEntry[]>([])
  loaded = $state(false)
  #selectedId = $state<string | null>(null)
  #split = $state.raw<SplitSettings>({ kind: 'auto', deduplicate, held_out, split_seed })
  /** What the worker found; null while it is looking for the first time or cannot. */
  report = $state.raw<CorpusReport | null>(null)
  /** Why there is no report. */
  problem = $state.raw<AppError | null>(null)
  /** The user stopped the reading of a large text, so that nothing is known of it. */
  stopped = $state(false)
  /** The worker is reading the chosen corpus. */
  inspecting = $state(false)
  #inspection = 0

  selected = $derived(this.list.find((entry) => entry.id === this.#selectedId) ?? null)

  get split(): SplitSettings {
    return this.#split
  }

  /** Reads the list and chooses: the corpus of last time, else the first bundled one. */
  async load(): Promise<void> {
    try {
      this.list = await callApp('corpora.list', {})
      const last = this.list.find((entry) => entry.id === settings.value.corpus)
      const first = last ?? this.list.find((entry) => entry.bundled) ?? this.list[0]
      if (first) await this.select(first.id)
    } catch (thrown) {
      notices.failure(thrown)
    } finally {
      this.loaded = true
    }
  }

  /** Reads the list again, after something else has put a corpus into the library. */
  async refresh(): Promise<void> {
    try {
      this.list = await callApp('corpora.list', {})
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  async select(id: string): Promise<void> {
    if (id !== this.#selectedId) {
      this.#selectedId = id
      this.#split = { ...this.#split, kind: 'auto' }
      this.report = null
      if (settings.value.corpus !== id) void settings.change({ corpus: id })
    }
    await this.inspect()
  }

  /** Changes how the corpus is read and split, and looks at it again. */
  async change(change: Partial<SplitSettings>): Promise<void> {
    this.#split = { ...this.#split, ...change }
    // What was being computed for the split before is of no use.
    const { selected } = this
    if (selected && this.inspecting && isLarge(selected))
      await machine.call('corpus.stop', { id: selected.id })
    await this.inspect()
  }

  /** Asks the worker about the chosen corpus; an answer that was overtaken by a newer question is dropped. */
  async inspect(): Promise<void> {
    const entry = this.selected
    if (!entry) return
    const inspection = ++this.#inspection
    this.inspecting = true
    this.stopped = false
    try {
      const report = await machine.call('corpus.inspect', { corpus: refOf(entry), split: this.#split })
      if (inspection !== this.#inspection) return
      this.report = report
      this.problem = null
    } catch (thrown) {
      if (inspection !== this.#inspection) return
      this.report = null
      const { error } = asFailure(thrown)
      this.stopped = error.code === 'cancelled'
      this.problem = this.stopped ? null : error
    } finally {
      if (inspection === this.#inspection) this.inspecting = false
    }
  }

  /** Puts a new corpus into the list (main has stored it) and chooses it. */
  async adopt(entry: CorpusEntry): Promise<void> {
    this.list = [...this.list.filter(({ id }) => id !== entry.id), entry]
    await this.select(entry.id)
  }

  /** @throws Failure if the text is unusable or cannot be stored. */
  async addText(name: string, text: string): Promise<void> {
    await this.adopt(await callApp('corpora.addText', { name, text }))
  }

  /** Moves the user's corpus to the trash; `restore` brings it back. */
  async remove(id: string): Promise<void> {
    await callApp('corpora.remove', { id })
    this.list = this.list.filter((entry) => entry.id !== id)
    if (this.#selectedId !== id) return
    const next = this.list.find((entry) => entry.bundled) ?? this.list[0]
    if (next) await this.select(next.id)
    else this.#selectedId = null
  }

  async restore(id: string): Promise<void> {
    await this.adopt(await callApp('corpora.restore', { id }))
  }
}

export const corpus = new CorpusState()
