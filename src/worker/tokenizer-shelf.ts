/*
 * Tokenizers that were made, kept for whoever asks next: learning merges takes seconds, and the same ones are
 * wanted for their size, for the speed of engines, for the run and for looking at tokens. Who asks while one is
 * being made waits for it; it is given up when nobody waits any more.
 */

import { Failure } from '#core/errors'
import type { BpeProgress } from '#core/tokenizer/bpe-train'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { Breath } from './turns'

/** How many are kept; those of GPT encodings are a few hundred kilobytes each. */
const KEPT = 8
const PROGRESS_MS = 100

type Listener = (progress: BpeProgress) => void
/** Makes a tokenizer; calls `breathe` often. */
export type Maker = (breathe: (progress: BpeProgress | null) => Promise<void>) => Promise<Tokenizer>

interface Entry {
  readonly tokenizer: Promise<Tokenizer>
  readonly waiting: Set<Listener>
}

export interface Asked {
  /** Rejects with `cancelled` after `leave`. */
  readonly tokenizer: Promise<Tokenizer>
  leave(): void
}

export class TokenizerShelf {
  /** The one asked for last stands last. */
  readonly #entries = new Map<string, Entry>()

  /** @param key the same for the same corpus, split and setting */
  ask(key: string, make: Maker, onProgress: Listener = () => undefined): Asked {
    const entry = this.#entries.get(key) ?? this.#begin(key, make)
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    for (const old of [...this.#entries.keys()].slice(0, -KEPT)) this.#entries.delete(old)
    // Each asker has a listener of its own, even where two bring the same function.
    const listener: Listener = (progress) => onProgress(progress)
    entry.waiting.add(listener)
    let leave!: () => void
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        entry.waiting.delete(listener)
        reject(new Failure('cancelled'))
      }
    })
    const tokenizer = Promise.race([entry.tokenizer, left])
    left.catch(() => undefined)
    tokenizer.catch(() => undefined)
    return { tokenizer, leave }
  }

  /** What was asked for before, made or being made. */
  known(key: string): Promise<Tokenizer> | undefined {
    return this.#entries.get(key)?.tokenizer
  }

  #begin(key: string, make: Maker): Entry {
    const waiting = new Set<Listener>()
    const breath = new Breath()
    let told = performance.now()
    const breathe = async (progress: BpeProgress | null): Promise<void> => {
      if (!breath.due) return
      if (progress && performance.now() - told >= PROGRESS_MS) {
        told = performance.now()
        for (const listener of waiting) listener(progress)
      }
      await breath.take()
      if (waiting.size === 0) throw new Failure('cancelled')
    }
    // Not before the one who asks has been written down.
    const tokenizer = Promise.resolve().then(() => make(breathe))
    const entry: Entry = { tokenizer, waiting }
    tokenizer.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    return entry
  }
}
