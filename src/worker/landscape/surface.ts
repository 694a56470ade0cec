/*
 * A surface cell by cell, coarse to fine: first a handful of cells over the whole square, then what lies
 * between, each level from the centre outward. Cells that are known are not computed again.
 */

import { gridLevels } from '#core/landscape'
import type { LandscapeEvents } from '#core/contracts/landscape'

/** Milliseconds between two pieces of news: ten a second. */
const NEWS_MS = 100

export type Cells = Omit<LandscapeEvents['landscape.cells'], 'taskId'>

/**
 * All cells of an n × n grid in the order in which they are computed, as row · n + column, with the number
 * of cells of the first level.
 */
export function cellOrder(n: number): { readonly order: Uint32Array; readonly first: number } {
  const order: number[] = []
  const seen = new Uint8Array(n * n)
  const centre = (n - 1) / 2
  const far = (cell: number): number => (Math.floor(cell / n) - centre) ** 2 + ((cell % n) - centre) ** 2
  let first = 0
  for (const level of gridLevels(n)) {
    const cells = level.flatMap((row) => level.map((column) => row * n + column)).filter((c) => !seen[c])
    cells.sort((a, b) => far(a) - far(b) || a - b)
    for (const cell of cells) seen[cell] = 1
    order.push(...cells)
    first ||= cells.length
  }
  return { order: Uint32Array.from(order), first }
}

/** A surface being filled: give it time, it gives cells. */
export class Filling {
  readonly #n: number
  readonly #todo: Uint32Array
  readonly #first: number
  #at = 0
  #sent = 0
  readonly #values: Float64Array
  readonly #began: number
  #told: number

  /**
   * @param known n × n, NaN where unfinished
   * @param news hears of new cells, at most ten times a second and at the end
   */
  constructor(
    private readonly axes: { readonly alphas: Float64Array; readonly betas: Float64Array },
    private readonly lossAt: (alpha: number, beta: number) => Promise<number>,
    private readonly news: (cells: Cells) => void,
    known: Float64Array | null = null,
    private readonly now: () => number = () => performance.now()
  ) {
    this.#n = axes.alphas.length
    const { order, first } = cellOrder(this.#n)
    const unfinished = (cell: number): boolean => !known || Number.isNaN(known[cell])
    this.#todo = order.filter(unfinished)
    this.#first = order.subarray(0, first).filter(unfinished).length
    this.#values = new Float64Array(this.#todo.length)
    this.#began = this.#told = now()
  }

  /** Computes the next cell; false when it was the last. */
  async next(): Promise<boolean> {
    const cell = this.#todo[this.#at]
    if (cell === undefined) return false
    const row = Math.floor(cell / this.#n)
    this.#values[this.#at] = await this.lossAt(this.axes.alphas[cell - row * this.#n]!, this.axes.betas[row]!)
    this.#at++
    // The first level goes out whole at once: it is the first picture.
    if (this.#at === this.#first || this.now() - this.#told >= NEWS_MS) this.tell()
    return this.#at < this.#todo.length
  }

  /** Tells what has not been told. */
  tell(): void {
    if (this.#sent === this.#at) return
    this.#told = this.now()
    const of = this.#n * this.#n
    const left = this.#todo.length - this.#at
    const seconds = (this.#told - this.#began) / 1000
    this.news({
      indices: this.#todo.slice(this.#sent, this.#at),
      losses: this.#values.slice(this.#sent, this.#at),
      done: of - left,
      of,
      secondsLeft: this.#at >= 5 ? (seconds / this.#at) * left : null
    })
    this.#sent = this.#at
  }
}
