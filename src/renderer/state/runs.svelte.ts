/*
 * The runs of the library, newest first, as main lists them, and what can be changed of one: its name, its pins,
 * whether it is there at all.
 */

import type { RunEntry } from '#core/contracts/app'
import type { AppError } from '#core/errors'
import { asFailure, callApp } from '../bridge/app-client'
import { text } from '../catalogue/text'
import { notices } from './notices.svelte'

class Runs {
  list = $state.raw<readonly RunEntry[]>([])
  loaded = $state(false)
  problem = $state.raw<AppError | null>(null)
  /** Deleted in this session and perhaps still to be had back: main keeps them for some minutes. */
  removed = $state.raw<readonly RunEntry[]>([])

  find(id: string | null): RunEntry | null {
    return this.list.find((entry) => entry.id === id) ?? null
  }

  async load(): Promise<void> {
    try {
      this.#show(await callApp('runs.list', {}))
      this.problem = null
    } catch (thrown) {
      this.problem = asFailure(thrown).error
    } finally {
      this.loaded = true
    }
  }

  /** Puts a run into the list as main answered it. */
  take(entry: RunEntry): void {
    this.#show([...this.list.filter(({ id }) => id !== entry.id), entry])
  }

  /** @throws Failure `run-name-taken` */
  async rename(id: string, name: string): Promise<void> {
    this.take(await callApp('runs.rename', { id, name }))
  }

  async pin(id: string, step: number, pinned: boolean): Promise<void> {
    try {
      this.take(await callApp('runs.pin', { id, step, pinned }))
    } catch (thrown) {
      notices.failure(thrown)
      await this.load()
    }
  }

  /** Takes runs out of the list; an offer to undo stands for some seconds. */
  async remove(entries: readonly RunEntry[]): Promise<void> {
    const undoable: RunEntry[] = []
    try {
      for (const entry of entries) {
        const { undo } = await callApp('runs.remove', { id: entry.id })
        this.list = this.list.filter(({ id }) => id !== entry.id)
        if (undo) undoable.push(entry)
      }
    } catch (thrown) {
      notices.failure(thrown)
    }
    if (undoable.length === 0) return
    this.removed = [...undoable, ...this.removed]
    notices.showToast({
      text: text.runs.removed(undoable.map(({ name }) => name)),
      undo: () => void this.restore(undoable)
    })
  }

  async restore(entries: readonly RunEntry[]): Promise<void> {
    for (const { id } of entries) {
      // Either way it cannot be had back twice.
      this.removed = this.removed.filter((other) => other.id !== id)
      try {
        this.take(await callApp('runs.restore', { id }))
      } catch (thrown) {
        notices.failure(thrown)
      }
    }
  }

  #show(entries: readonly RunEntry[]): void {
    this.list = [...entries].sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id))
  }
}

export const runs = new Runs()
