/*
 * The stored losses of runs, read once and again when a run has gone on. Plain arrays beside reactive state;
 * `version` rises when some have come.
 */

import type { RunEntry } from '#core/contracts/app'
import { asFailure, callApp } from '../../bridge/app-client'
import { appendBoth, bitsOf, LossSeries } from '../../charts/loss-series'
import { curveOf, type RunCurve, type StoredLosses } from '../../charts/run-curve'
import { notices } from '../../state/notices.svelte'

interface Read extends StoredLosses {
  readonly train: Float64Array
  /** Where the run stood when they were read. */
  readonly updated: string
}

class Losses {
  version = $state(0)
  readonly #read = new Map<string, Read>()
  readonly #reading = new Set<string>()

  /** Reads what is not known yet of these runs. */
  async want(entries: readonly RunEntry[]): Promise<void> {
    await Promise.all(
      entries
        .filter(({ id, updated }) => this.#read.get(id)?.updated !== updated && !this.#reading.has(id))
        .map(async ({ id, updated }) => {
          this.#reading.add(id)
          try {
            this.#read.set(id, { ...(await callApp('runs.readMetrics', { id })), updated })
            this.version++
          } catch (thrown) {
            if (asFailure(thrown).error.code !== 'run-not-found') notices.failure(thrown)
          } finally {
            this.#reading.delete(id)
          }
        })
    )
  }

  /** The curve of a run; one without points while it is being read. */
  curve(entry: RunEntry): RunCurve {
    const { id, name, config } = entry
    return curveOf(
      { id, name, steps: config.steps, batch: config.batch },
      this.#read.get(id) ?? { bits: new Float64Array(), val: [] }
    )
  }

  /** Its losses for the loss chart: per character, and per token where tokens are longer. */
  series({ id, config }: RunEntry): { readonly series: LossSeries; readonly tokens: LossSeries | null } {
    const series = new LossSeries(config.steps, config.batch)
    const tokens = config.tokenizer === 'characters' ? null : new LossSeries(config.steps, config.batch)
    const read = this.#read.get(id)
    if (read && tokens) appendBoth(series, tokens, 1, read)
    else if (read) series.append(1, read.train, read.val)
    return { series, tokens }
  }

  /** The held-out loss measured last at or before a step, in bits per character; null where there is none. */
  bitsAt({ id }: RunEntry, step: number): number | null {
    const point = this.#read.get(id)?.val.findLast((measured) => measured.step <= step)
    return point ? bitsOf(point) : null
  }
}

export const losses = new Losses()
