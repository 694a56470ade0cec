/*
 * The parity certificate: a run that has exactly the settings, the corpus and the seed of the recorded
 * Python run is compared with it, losses and names. Runs of any other kind get none.
 */

import recorded from '../../../resources/reference/microgpt-seed42.json'
import type { ParityCertificate } from '#core/contracts/worker'
import type { GenerationSettings } from '#core/generation'
import { LIMITS, PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'

/** Largest difference of a loss that still counts as the same, in nats. */
const LOSS_TOLERANCE = 1e-4

/** How the recorded names were drawn: on with the run's own stream. */
export const PARITY_GENERATION: GenerationSettings = {
  count: recorded.names.length,
  temperature: 0.5,
  top_k: 0,
  top_p: 1,
  seed: null,
  prefix: '',
  max_tokens: 1
}

const LOSSES = new Map(Object.entries(recorded.losses).map(([step, loss]) => [Number(step), loss]))

export class ParityCheck {
  /** By step, since a run that outlives its graphics card computes some steps twice. */
  readonly #differences = new Map<number, number>()

  /** A check for this run, or null if the recorded run was another. */
  static for(config: RunConfig, corpusSha256: string | null): ParityCheck | null {
    const keys = Object.keys(LIMITS) as (keyof RunConfig)[]
    // How often a run is evaluated does not change it, and `list` is what `auto` finds.
    const same = keys.every((key) => {
      if (key === 'eval_every') return true
      if (key === 'kind') return config.kind !== 'text'
      return config[key] === PRESETS.microgpt[key]
    })
    return same && corpusSha256 === recorded.corpus_sha256 ? new ParityCheck() : null
  }

  /** Losses compared so far. */
  get compared(): number {
    return this.#differences.size
  }

  /** Takes up the loss of a step; steps that were not recorded are passed over. */
  add(step: number, loss: number): void {
    const expected = LOSSES.get(step)
    if (expected !== undefined) this.#differences.set(step, Math.abs(loss - expected))
  }

  /** The certificate, given the names this run draws at its end. A resumed run compares the losses it has seen. */
  finish(names: readonly string[]): ParityCertificate {
    const largest = Math.max(0, ...this.#differences.values())
    const namesEqual = names.filter((name, i) => name === recorded.names[i]).length
    return {
      matches: this.compared > 0 && largest <= LOSS_TOLERANCE && namesEqual === recorded.names.length,
      losses: this.compared,
      largestDifference: largest,
      names: recorded.names.length,
      namesEqual
    }
  }
}
