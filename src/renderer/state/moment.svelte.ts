/*
 * The time machine: at which kept step of which run the whole laboratory stands. The worker opens the checkpoint;
 * generation, landscape and inspection with `from: 'model'` then show that step. Other stages read `at` and
 * `opened`. What the model writes at a step is asked for once and kept.
 */

import type { RunEntry } from '#core/contracts/app'
import type { OpenedCheckpoint } from '#core/contracts/runs'
import type { AppError } from '#core/errors'
import { DEFAULT_GENERATION, type GeneratedItem } from '#core/generation'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { landscape } from './landscape.svelte'
import { type CheckpointPlace, models } from './models.svelte'
import { run } from './run.svelte'
import { runs } from './runs.svelte'

const SAMPLES = 14
const SAMPLE_TOKENS = 120
/** Steps whose samples are kept. */
const MOST_KEPT = 200

/** What the model of a step writes, always from the same seed, so that only the model differs. */
export interface MomentSamples extends CheckpointPlace {
  readonly items: readonly GeneratedItem[]
  readonly done: boolean
}

const keyOf = ({ runId, step }: CheckpointPlace): string => `${runId} ${step}`

class Moment {
  /** The step that was asked for last and is not open yet. */
  asked = $state.raw<CheckpointPlace | null>(null)
  /** Why it could not be opened. */
  problem = $state.raw<AppError | null>(null)
  samples = $state.raw<MomentSamples | null>(null)
  #report = $state.raw<OpenedCheckpoint | null>(null)
  readonly #kept = new Map<string, readonly GeneratedItem[]>()
  #task: string | null = null

  /** Where the laboratory stands; null while it is at the present, or at a model from elsewhere. */
  readonly at = $derived(models.source === 'model' ? models.place : null)
  /** The checkpoint there, with all that is known of it. */
  readonly opened = $derived(this.at && this.#report && models.opened === this.#report ? this.#report : null)
  /** The run that `at` belongs to. */
  readonly run = $derived(runs.find(this.at?.runId ?? null))

  constructor() {
    machine.on('generate.items', ({ taskId, items }) => {
      if (taskId !== this.#task || !this.samples) return
      this.samples = { ...this.samples, items: [...this.samples.items, ...items] }
    })
    machine.on('generate.ended', ({ taskId, error }) => {
      const { samples } = this
      if (taskId !== this.#task || !samples) return
      this.#task = null
      this.samples = { ...samples, done: true }
      if (error) return
      this.#kept.set(keyOf(samples), samples.items)
      const [oldest] = this.#kept.keys()
      if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    })
    machine.onDeath(() => {
      this.#task = null
      this.asked = null
    })
  }

  /** Moves the laboratory to a kept step. A later move overtakes this one. */
  async go(entry: RunEntry, step: number): Promise<void> {
    const { id: runId, corpus } = entry
    if (this.at?.runId === runId && this.at.step === step && !this.asked) return
    const place: CheckpointPlace = { runId, step }
    this.asked = place
    this.problem = null
    try {
      const report = await machine.call('checkpoint.open', { runId, step, name: entry.name, corpus })
      this.#report = report
      models.adopt(report, place)
      landscape.aim(run.live?.id === runId && run.live.ready && !run.live.gone ? 'run' : { saved: runId })
      if (this.asked === place) void this.#write(place)
    } catch (thrown) {
      const { error } = asFailure(thrown)
      if (this.asked === place && error.code !== 'cancelled') this.problem = error
    } finally {
      if (this.asked === place) this.asked = null
    }
  }

  /** Back to the present: the live run's model where there is one. */
  leave(): void {
    models.prefer('run')
  }

  async #write(place: CheckpointPlace): Promise<void> {
    const kept = this.#kept.get(keyOf(place))
    this.samples = { ...place, items: kept ?? [], done: kept !== undefined }
    this.#task = null
    if (kept) return
    const taskId = crypto.randomUUID()
    this.#task = taskId
    const settings = { ...DEFAULT_GENERATION, count: SAMPLES, max_tokens: SAMPLE_TOKENS }
    try {
      await machine.call('generate.begin', { taskId, from: 'model', settings })
    } catch (thrown) {
      if (this.#task !== taskId) return
      this.#task = null
      this.problem = asFailure(thrown).error
    }
  }
}

export const moment = new Moment()
