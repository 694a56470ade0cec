/*
 * Generating with parts switched off that no weights stand for: a decode session that runs the plain pass over each
 * row's whole history for every token. Slow, for small models and short texts; the same logits as any engine's where
 * nothing is off.
 */

import type { GptShape } from '#core/gpt-shape'
import type { PartOff } from '#core/inside'
import type { DecodeSession } from '../engines/engine'
import { inspect } from '../engines/inspect'

export class PlainSession implements DecodeSession {
  #histories: number[][]

  constructor(
    private readonly shape: GptShape,
    private readonly parameters: Float32Array,
    private readonly off: readonly PartOff[],
    rows: number
  ) {
    this.#histories = Array.from({ length: rows }, () => [])
  }

  get rows(): number {
    return this.#histories.length
  }

  get position(): number {
    return this.#histories[0]?.length ?? 0
  }

  advance(tokens: Int32Array): Float32Array {
    const { vocab: V } = this.shape
    const logits = new Float32Array(this.rows * V)
    /** Rows with the same history, as all have at first, are computed once. */
    const known = new Map<string, Float32Array>()
    for (const [r, history] of this.#histories.entries()) {
      history.push(tokens[r]!)
      const key = history.join()
      const next = known.get(key) ?? this.#next(history)
      known.set(key, next)
      logits.set(next, r * V)
    }
    return logits
  }

  keep(rows: Int32Array): void {
    this.#histories = Array.from(rows, (row) => [...this.#histories[row]!])
  }

  reset(rows: number): void {
    this.#histories = Array.from({ length: rows }, () => [])
  }

  dispose(): void {
    this.#histories = []
  }

  #next(history: readonly number[]): Float32Array {
    const options = { ablations: this.off }
    const { logits } = inspect(this.shape, this.parameters, Int32Array.from(history), options)
    return logits.slice(-this.shape.vocab)
  }
}
