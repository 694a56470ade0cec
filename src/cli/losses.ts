/* The losses of a training as a table: one row per step, none dropped, held-out losses where measured. */

import type { StepReport } from '#core/contracts/worker'

/** Ten decimals: as many as a loss in single precision can carry. */
const DECIMALS = 10

export type LossBlock = Pick<StepReport, 'first' | 'train'> & {
  readonly val: readonly { readonly step: number; readonly loss: number }[]
}

export class LossTable {
  readonly #train = new Map<number, number>()
  readonly #val = new Map<number, number>()

  /** Steps that come again, after a run was set back, replace what was known from there on. */
  add({ first, train, val }: LossBlock): void {
    if (train.length > 0 && this.#train.has(first)) {
      for (const known of [this.#train, this.#val]) {
        for (const step of known.keys()) if (step >= first) known.delete(step)
      }
    }
    train.forEach((loss, i) => this.#train.set(first + i, loss))
    for (const { step, loss } of val) this.#val.set(step, loss)
  }

  /** The last training loss and the last held-out one; null where there is none. */
  get last(): { train: number | null; val: number | null } {
    return { train: [...this.#train.values()].at(-1) ?? null, val: [...this.#val.values()].at(-1) ?? null }
  }

  /** `step,train_loss,val_loss`, mean nats per predicted token; lines end with LF. */
  toCsv(): string {
    const cell = (loss: number | undefined): string => loss?.toFixed(DECIMALS) ?? ''
    const rows = [...this.#train.keys()].sort((a, b) => a - b)
    const lines = rows.map((step) => `${step},${cell(this.#train.get(step))},${cell(this.#val.get(step))}\n`)
    return `step,train_loss,val_loss\n${lines.join('')}`
  }
}
