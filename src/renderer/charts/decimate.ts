/*
 * Thins a long curve to what a screen can show: per pixel column the first, lowest, highest and last
 * step, kept up to date as steps arrive. A million steps cost a few thousand points to draw, and no
 * spike is lost. Columns are a function of the step alone, so old columns never change.
 */

/** Where a step falls: a whole column number that never falls as steps rise. */
export type ColumnOf = (step: number) => number

/** Column of a step on a linear axis from 0 to `steps`, `columns` wide. */
export function linearColumns(steps: number, columns: number): ColumnOf {
  const scale = columns / Math.max(1, steps)
  return (step) => Math.min(columns - 1, Math.floor(step * scale))
}

/** Column of a step on a logarithmic axis from 1 to `steps`, `columns` wide. */
export function logColumns(steps: number, columns: number): ColumnOf {
  const scale = columns / Math.log(Math.max(2, steps))
  return (step) => Math.min(columns - 1, Math.max(0, Math.floor(Math.log(step) * scale)))
}

/** The kept steps of a curve. Add steps in rising order; NaN is skipped. */
export class Columns {
  readonly #columnOf: ColumnOf
  /** Kept steps of finished columns, ascending. */
  #done: number[] = []
  #column = -1
  #first = 0
  #last = 0
  #low = 0
  #high = 0
  #lowValue = 0
  #highValue = 0

  constructor(columnOf: ColumnOf) {
    this.#columnOf = columnOf
  }

  add(step: number, value: number): void {
    if (Number.isNaN(value)) return
    const column = this.#columnOf(step)
    if (column !== this.#column) {
      this.#done.push(...this.#open())
      this.#column = column
      this.#first = this.#low = this.#high = step
      this.#lowValue = this.#highValue = value
    } else if (value < this.#lowValue) {
      this.#low = step
      this.#lowValue = value
    } else if (value > this.#highValue) {
      this.#high = step
      this.#highValue = value
    }
    this.#last = step
  }

  /** Steps worth drawing, ascending, each once. */
  steps(): number[] {
    return [...this.#done, ...this.#open()]
  }

  #open(): number[] {
    if (this.#column < 0) return []
    const inOrder = [this.#first, this.#low, this.#high, this.#last].sort((a, b) => a - b)
    return inOrder.filter((step, i) => step !== inOrder[i - 1])
  }
}

/** Two ascending lists as one, each value once. */
export function mergeSteps(a: readonly number[], b: readonly number[]): number[] {
  const out: number[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const x = a[i] ?? Infinity
    const y = b[j] ?? Infinity
    out.push(Math.min(x, y))
    if (x <= y) i++
    if (y <= x) j++
  }
  return out
}
