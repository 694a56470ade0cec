/*
 * Generating with parts switched off that no weights stand for: a decode session that runs the plain pass over each
 * row's next token, with the keys and values of those before. Slow, for small models and short texts; the same logits
 * as any engine's where nothing is off.
 */

import type { GptShape } from '#core/gpt-shape'
import type { PartOff } from '#core/inside'
import type { DecodeSession } from '../engines/engine'
import { inspect, Past } from '../engines/inspect'

interface Row {
  readonly past: Past
  /** Its tokens, to find rows that are the same so far. */
  readonly history: readonly number[]
}

export class PlainSession implements DecodeSession {
  #rows: Row[]

  constructor(
    private readonly shape: GptShape,
    private readonly parameters: Float32Array,
    private readonly off: readonly PartOff[],
    rows: number
  ) {
    this.#rows = this.#fresh(rows)
  }

  get rows(): number {
    return this.#rows.length
  }

  get position(): number {
    return this.#rows[0]?.history.length ?? 0
  }

  advance(tokens: Int32Array): Float32Array {
    const { vocab: V } = this.shape
    const logits = new Float32Array(this.rows * V)
    /** Rows with the same history, as all have at first, are computed once. */
    const known = new Map<string, { readonly past: Past; readonly next: Float32Array }>()
    this.#rows = this.#rows.map((row, r) => {
      const history = [...row.history, tokens[r]!]
      const key = history.join()
      const before = known.get(key)
      if (before) {
        logits.set(before.next, r * V)
        return { past: before.past.copy(this.shape), history }
      }
      const options = { ablations: this.off, past: row.past }
      const { logits: next } = inspect(this.shape, this.parameters, Int32Array.of(tokens[r]!), options)
      known.set(key, { past: row.past, next })
      logits.set(next, r * V)
      return { past: row.past, history }
    })
    return logits
  }

  keep(rows: Int32Array): void {
    this.#rows = Array.from(rows, (row) => {
      const { past, history } = this.#rows[row]!
      return { past: past.copy(this.shape), history }
    })
  }

  reset(rows: number): void {
    this.#rows = this.#fresh(rows)
  }

  dispose(): void {
    this.#rows = []
  }

  #fresh(rows: number): Row[] {
    return Array.from({ length: rows }, () => ({ past: new Past(this.shape), history: [] }))
  }
}
