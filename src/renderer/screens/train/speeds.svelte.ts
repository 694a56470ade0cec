/*
 * How fast the engines are for the settings that are shown: measured by the worker on request, or seen in a run of
 * this session. Nothing is carried over from one setting to another: where nothing was measured, nothing is known.
 * While a run trains nothing is measured. Over 150 lines: speeds that were measured and those seen in runs are kept
 * under the same keys, and one task at a time fills them.
 */

import type { EngineChoice, EngineDescription, EngineFeature } from '#core/contracts/engine-report'
import type { MeasuredChoice, SelfTestRecord, SpeedReport } from '#core/contracts/measurements'
import type { CorpusRef } from '#core/contracts/worker'
import type { AppError } from '#core/errors'
import type { RunConfig } from '#core/run-config'
import { untrack } from 'svelte'
import { asFailure } from '../../bridge/app-client'
import { machine } from '../../bridge/machine'
import { corpus, refOf } from '../../state/corpus.svelte'
import { engines } from '../../state/engines.svelte'
import { keptMeasurements } from '../../state/measurements'
import { form } from '../../state/run-form.svelte'
import { run } from '../../state/run.svelte'

/** The row of the picker that computed with this engine. */
export function choiceOf({ engine, adapter }: EngineDescription): MeasuredChoice {
  return engine === 'reference' && adapter ? 'reference-webgpu' : engine
}

/** What is timed: a run's settings on its corpus. */
interface Subject {
  readonly config: RunConfig
  readonly parameters: number
  readonly corpus: CorpusRef
  /** What engines may use beyond plain arithmetic. */
  readonly features: readonly EngineFeature[]
}

/** What the time of a step depends on; `parameters` stands for the sizes and the vocabulary. */
function keyOf({ config, parameters, corpus, features }: Subject): string {
  const { family, layers, heads, width, block, batch, tokenizer, dropout } = config
  const sizes = [family, layers, heads, width, block, batch, parameters]
  return JSON.stringify([...sizes, dropout > 0, tokenizer, corpus.sha256, features])
}

/** What the worker does about speed now. */
export interface Measuring {
  readonly kind: 'speed' | 'test'
  readonly choice: MeasuredChoice | null
  /** `performance.now()` when this engine's turn began. */
  readonly since: number
}

let tasks = 0

class Speeds {
  /** Steps per second seen in runs, by key, then by engine. */
  #seen = $state.raw<Readonly<Record<string, Readonly<Record<string, number>>>>>({})
  #reports = $state.raw<Readonly<Record<string, SpeedReport>>>({})
  measuring = $state.raw<Measuring | null>(null)
  /** Why the last request came to nothing. */
  problem = $state.raw<AppError | null>(null)
  /** What the last self-test of this session said. */
  tested = $state.raw<SelfTestRecord | null>(null)
  #task = ''
  #looking = false

  /** The settings that are shown: those of the run that goes on, or of the next one; null while they do not fit. */
  readonly subject = $derived.by((): Subject | null => {
    const { live } = run
    if (run.busy && live?.ready) {
      const { config, parameters } = live.ready
      return { config, parameters, corpus: live.corpus, features: engines.features }
    }
    const entry = corpus.selected
    if (!entry || form.parameters === null || form.problems.length > 0) return null
    return {
      config: form.config,
      parameters: form.parameters,
      corpus: refOf(entry),
      features: engines.features
    }
  })
  readonly #key = $derived(this.subject && keyOf(this.subject))

  /** What the worker says about the shown settings; null before it was asked. */
  readonly report = $derived(this.#key === null ? null : (this.#reports[this.#key] ?? null))

  /** Steps per second for the shown settings, by engine: measured alike for all, else seen in a run. */
  readonly shown = $derived.by((): Partial<Record<EngineChoice, number>> => {
    const seen = this.#key === null ? {} : (this.#seen[this.#key] ?? {})
    const measured = this.report?.speeds.map(({ choice, msPerStep }) => [choice, 1000 / msPerStep]) ?? []
    return { ...seen, ...(Object.fromEntries(measured) as Record<string, number>) }
  })

  constructor() {
    machine.on('engines.measuring', ({ taskId, choice }) => {
      if (taskId === this.#task) this.measuring = { kind: 'speed', choice, since: performance.now() }
    })
    $effect.root(() => {
      $effect(() => {
        const live = run.live
        const speed = live?.figures.stepsPerSecond
        if (!live?.ready || speed == null || !(speed > 0)) return
        const { config, parameters, engine } = live.ready
        // What was seen with other features than would be used now says nothing about them.
        const now = engines.list.find((report) => report.choice === choiceOf(engine))?.description
        if (now?.features.join() !== engine.features.join()) return
        const key = keyOf({ config, parameters, corpus: live.corpus, features: engines.features })
        // Read without subscribing: the effect writes what it reads.
        const before = untrack(() => this.#seen)
        this.#seen = { ...before, [key]: { ...before[key], [choiceOf(engine)]: speed } }
      })
    })
  }

  /** Shows what is remembered, then measures what Automatic may take and is not, unless a run goes on. */
  async look(): Promise<void> {
    this.#looking = true
    await this.#ask([], false)
    if (this.#looking && !run.busy && engines.list.length > 0) await this.#ask('usable', false)
  }

  /** Nobody looks any more: what is being measured ends. */
  leave(): void {
    this.#looking = false
    this.cancel()
  }

  /** Measures anew. */
  async again(): Promise<void> {
    await engines.load()
    await this.#ask('usable', true)
  }

  /** Measures one engine, also one that is slow by nature. */
  measure(choice: MeasuredChoice): Promise<void> {
    return this.#ask([choice], true)
  }

  /** Tests the graphics card anew. */
  async test(): Promise<void> {
    this.cancel()
    const taskId = (this.#task = `test-${++tasks}`)
    this.measuring = { kind: 'test', choice: null, since: performance.now() }
    await this.#settle(taskId, async () => {
      this.tested = await machine.call('engines.test', { taskId, features: engines.features })
    })
    await engines.load()
  }

  cancel(): void {
    if (this.measuring) void machine.call('task.cancel', { taskId: this.#task })
    this.measuring = null
    this.#task = ''
  }

  async #ask(wanted: 'usable' | readonly MeasuredChoice[], again: boolean): Promise<void> {
    const { subject } = this
    if (!subject) return
    this.cancel()
    const taskId = (this.#task = `speed-${++tasks}`)
    const key = keyOf(subject)
    const { config, corpus, features } = subject
    await this.#settle(taskId, async () => {
      const asked = { taskId, corpus, config, engines: wanted, again, features }
      const report = await machine.call('engines.measure', asked)
      const before = this.#reports[key]
      // What failed stays said until it is measured.
      const known = (choice: MeasuredChoice): boolean =>
        [...report.speeds, ...report.problems].some((entry) => entry.choice === choice)
      const problems = [
        ...(before?.problems.filter(({ choice }) => !known(choice)) ?? []),
        ...report.problems
      ]
      this.#reports = { ...this.#reports, [key]: { ...report, problems } }
      // The self-test of a card that was to be measured has failed: its row says so from now on.
      if (report.problems.some(({ error }) => error.code === 'gpu-wrong')) await engines.load()
    })
  }

  async #settle(taskId: string, work: () => Promise<void>): Promise<void> {
    this.problem = null
    try {
      await keptMeasurements.tell()
      await work()
    } catch (thrown) {
      const { error } = asFailure(thrown)
      if (this.#task === taskId && error.code !== 'cancelled') this.problem = error
    } finally {
      if (this.#task === taskId) {
        this.measuring = null
        this.#task = ''
      }
    }
  }
}

export const speeds = new Speeds()
