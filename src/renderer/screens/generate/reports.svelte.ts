/*
 * What a look into the corpus tells of the lines on the screen: asked of the worker a few at a time, the rows in the
 * window first, and kept while the corpus is the same.
 */

import type { TextReport } from '#core/contracts/studio'
import { machine } from '../../bridge/machine'

const AT_ONCE = 64
/** Reports kept at most; beyond it the oldest go. */
const MOST = 100_000

class Reports {
  /** Rises with every answer: what reads a report depends on it. */
  #version = $state(0)
  readonly #known = new Map<string, TextReport>()
  /** Texts to ask about, the latest wish last. */
  readonly #wanted = new Set<string>()
  #key = ''
  #from: 'run' | 'model' = 'model'
  #asking = false
  #waiters: (() => void)[] = []

  constructor() {
    machine.onDeath(() => this.#wanted.clear())
  }

  /** Which corpus and model are asked about; another corpus forgets everything. */
  aim(key: string, from: 'run' | 'model'): void {
    this.#from = from
    if (key === this.#key) return
    this.#key = key
    this.#known.clear()
    this.#wanted.clear()
    this.#version++
  }

  /** What is known of a text; null until it was asked. */
  of(text: string): TextReport | null {
    void this.#version
    return this.#known.get(text) ?? null
  }

  /** Asks about these before all that were wanted earlier. */
  want(texts: readonly string[]): void {
    for (const text of texts) {
      if (this.#known.has(text)) continue
      this.#wanted.delete(text)
      this.#wanted.add(text)
    }
    void this.#ask()
  }

  /** Resolves once everything wanted is known, or cannot be. */
  async all(texts: readonly string[]): Promise<void> {
    this.want(texts)
    while (this.#asking || this.#wanted.size > 0) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve))
    }
  }

  async #ask(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      while (this.#wanted.size > 0) {
        const texts = [...this.#wanted].slice(-AT_ONCE)
        for (const text of texts) this.#wanted.delete(text)
        const key = this.#key
        const reports = await machine.call('studio.examine', { model: { from: this.#from }, texts })
        if (key !== this.#key) continue
        for (const [i, text] of texts.entries()) this.#known.set(text, reports[i]!)
        for (const oldest of this.#known.keys()) {
          if (this.#known.size <= MOST) break
          this.#known.delete(oldest)
        }
        this.#version++
        this.#wake()
      }
    } catch {
      // The model is gone; its lines keep a dash.
      this.#wanted.clear()
    } finally {
      this.#asking = false
      this.#wake()
    }
  }

  #wake(): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const wake of waiters) wake()
  }
}

export const reports = new Reports()
