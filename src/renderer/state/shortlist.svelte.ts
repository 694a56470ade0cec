/*
 * The shortlist of the corpus that is worked with: kept lines in their order, read from and written to the library at
 * every change. What is taken off can be had back. Over 150 lines: every change of the list goes through the same guard
 * and the same queue of writes.
 */

import {
  type KeptLine,
  type LineRecipe,
  NO_SHORTLIST,
  type SheetLine,
  type Shortlist,
  SHORTLIST_LIMITS
} from '#core/contracts/shortlist'
import { callApp } from '../bridge/app-client'
import { text } from '../catalogue/text'
import { notices } from './notices.svelte'

/** What somebody can change of a kept line. */
export type KeptChange = Partial<Pick<KeptLine, 'rating' | 'note' | 'tags'>>

/** Where lines of models without a known corpus are kept. */
const NO_CORPUS = 'no-corpus'

/** The id a corpus has, or would have, in the library. */
export function shortlistId(corpus: { readonly id?: string; readonly sha256: string } | null): string {
  return corpus === null ? NO_CORPUS : (corpus.id ?? `text-${corpus.sha256.slice(0, 16)}`)
}

class ShortlistState {
  /** Whose shortlist it is. */
  corpus = $state<string | null>(null)
  list = $state.raw<Shortlist>(NO_SHORTLIST)
  /** It could not be read: nothing is shown, and nothing may be written over it. */
  broken = $state(false)
  #loading = $state(false)
  /** What is to be written next; several changes while one is being written become one. */
  #next: { readonly corpus: string; readonly list: Shortlist } | null = null
  #writing = false

  readonly lines = $derived(this.list.lines)
  readonly #byText = $derived(new Map(this.lines.map((line) => [line.text, line])))
  readonly ready = $derived(this.corpus !== null && !this.#loading && !this.broken)

  /** The kept line of this text, if there is one. */
  find(text: string): KeptLine | null {
    return this.#byText.get(text) ?? null
  }

  /** Shows the shortlist of a corpus. */
  async show(corpus: string): Promise<void> {
    if (corpus === this.corpus) return
    this.corpus = corpus
    this.list = NO_SHORTLIST
    this.broken = false
    this.#loading = true
    try {
      const waiting = this.#next
      const list = waiting?.corpus === corpus ? waiting.list : await callApp('shortlists.read', { corpus })
      if (this.corpus === corpus) this.list = list
    } catch (thrown) {
      if (this.corpus === corpus) this.broken = true
      notices.failure(thrown)
    } finally {
      if (this.corpus === corpus) this.#loading = false
    }
  }

  /** Keeps a line, at the end; lets it go if it is kept. */
  toggle(line: Omit<SheetLine, 'recipe' | 'rating' | 'note' | 'tags'>, recipe: LineRecipe): void {
    if (!this.ready) return
    const kept = this.find(line.text)
    if (kept) return this.remove(kept.id)
    if (this.lines.length >= SHORTLIST_LIMITS.lines) return
    const { recipes } = this.list
    const same = recipes.findIndex((known) => JSON.stringify(known) === JSON.stringify(recipe))
    const added: KeptLine = {
      ...line,
      ...{ recipe: same < 0 ? recipes.length : same, rating: 0, note: '', tags: [] },
      ...{ id: crypto.randomUUID(), kept: new Date().toISOString() }
    }
    this.#put({
      lines: [...this.lines, added],
      recipes: same < 0 ? [...recipes, recipe] : recipes
    })
  }

  /** Learns what is known of a kept line only now. */
  learn(text: string, known: Pick<SheetLine, 'nearest' | 'nearest_distance' | 'copied'>): void {
    const line = this.find(text)
    if (!line || line.nearest_distance !== null || known.copied === null) return
    this.#replace(line.id, known)
  }

  change(id: string, change: KeptChange): void {
    this.#replace(id, change)
  }

  /** Takes a line off; an offer to undo stands for some seconds. */
  remove(id: string): void {
    const at = this.lines.findIndex((line) => line.id === id)
    const line = this.lines[at]
    const { corpus } = this
    if (!line || !this.ready) return
    this.#put({ ...this.list, lines: this.lines.toSpliced(at, 1) })
    notices.showToast({
      text: text.studio.removed(line.text),
      undo: () => {
        if (this.corpus !== corpus || this.lines.some((other) => other.id === id)) return
        this.#put({ ...this.list, lines: this.lines.toSpliced(Math.min(at, this.lines.length), 0, line) })
      }
    })
  }

  /** Moves a line to a place among the others. */
  move(id: string, to: number): void {
    const from = this.lines.findIndex((line) => line.id === id)
    const place = Math.max(0, Math.min(this.lines.length - 1, to))
    const line = this.lines[from]
    if (!line || place === from || !this.ready) return
    this.#put({ ...this.list, lines: this.lines.toSpliced(from, 1).toSpliced(place, 0, line) })
  }

  #replace(id: string, change: Partial<KeptLine>): void {
    if (!this.ready) return
    this.#put({
      ...this.list,
      lines: this.lines.map((line) => (line.id === id ? { ...line, ...change } : line))
    })
  }

  #put(list: Shortlist): void {
    this.list = list
    if (this.corpus === null) return
    this.#next = { corpus: this.corpus, list }
    void this.#write()
  }

  async #write(): Promise<void> {
    if (this.#writing) return
    this.#writing = true
    try {
      for (let now = this.#next; now; now = this.#next) {
        this.#next = null
        await callApp('shortlists.write', now)
      }
    } catch (thrown) {
      notices.failure(thrown)
    } finally {
      this.#writing = false
    }
  }
}

export const shortlist = new ShortlistState()
