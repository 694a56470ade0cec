/* The texts a loss chart needs, as the catalogue gives them. Numbers arrive already formatted. */

import type { CountingModel } from './crossings'

/** What the chart's sentence says; every number is already text. */
export interface LossSummary {
  /** Present step; null before the first. */
  readonly step: string | null
  /** The curve that is spoken of: held-out where there is one, else the smoothed training loss. */
  readonly curve: 'heldOut' | 'training'
  readonly from: string
  readonly to: string
  readonly fell: boolean
  /** Names of the models it is below now. */
  readonly beaten: readonly string[]
  /** The nearest model still ahead, with its loss. */
  readonly next: { readonly model: string; readonly loss: string } | null
}

export interface LossChartWords {
  readonly models: Readonly<Record<CountingModel, string>>
  readonly training: string
  readonly heldOut: string
  /** Beside the last tick of the step axis. */
  readonly steps: string
  /** In the plot while there is nothing to draw. */
  readonly empty: string
  step(step: string): string
  /** At the newest crossing, with room and without. */
  beatAt(model: string, step: string): string
  beaten(model: string): string
  summary(summary: LossSummary): string
}

/** How numbers are written. */
export interface LossChartFormat {
  /** A loss with this many decimals. */
  loss(value: number, decimals: number): string
  /** A step number. */
  step(step: number): string
}
