/*
 * The live run: starting, pausing, stopping it, and what the worker says of it. There is at most one.
 * What it computes is kept by a RunKeeper; what the window shows of it is a LiveRun. Long for one file,
 * since every way into, through and out of a run changes the same few fields.
 */

import type { RunEntry } from '#core/contracts/app'
import type { EngineChoice } from '#core/contracts/engine-report'
import type { CorpusRef, RunEnd } from '#core/contracts/worker'
import type { RunRecovery } from '#core/contracts/worker'
import { type AppError, Failure } from '#core/errors'
import { asFailure, callApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/en'
import { problemText } from '../catalogue/problem'
import { announcer } from './announcer.svelte'
import { corpus, refOf } from './corpus.svelte'
import { LiveRun } from './live-run.svelte'
import { keptMeasurements } from './measurements'
import { type NoticeContent, notices } from './notices.svelte'
import { form } from './run-form.svelte'
import { RunKeeper } from './run-keeper'
import { settings } from './settings.svelte'
import { Taskbar } from './taskbar'

/** Where a run begins if not with new weights. */
export interface StartingPoint {
  /** The model file (handed over to the worker). */
  readonly bytes: ArrayBuffer
  readonly step: number
  /** The run it branches from, if it is one of the library's. */
  readonly parent?: { readonly runId: string; readonly step: number }
}

class RunControl {
  /** The run in the worker, or the last one that was; null before the first. */
  live = $state.raw<LiveRun | null>(null)
  /** A run was asked for and has not begun yet. */
  starting = $state(false)
  /** Rises when main's list of runs has changed. */
  listVersion = $state(0)
  #keeper: RunKeeper | null = null
  readonly #taskbar = new Taskbar()
  /** The notice of the last card that was lost: the next one takes its place. */
  #lossNotice: NoticeContent | null = null

  /** A run is going on or about to: nothing else can start. */
  get busy(): boolean {
    return this.starting || (this.live !== null && (this.live.training || this.live.state === 'paused'))
  }

  /** Connects to the worker; once, at the window's start. */
  connect(): void {
    machine.on('run.steps', (report) => {
      const live = this.#liveOf(report.runId)
      if (!live) return
      live.take(report)
      this.#keeper?.losses(report)
      this.#taskbar.show(live.figures.step / live.config.steps)
      announcer.progress(() => text.announce.progress(live))
    })
    machine.on('run.samples', ({ runId, step, items }) => this.#liveOf(runId)?.takeSamples({ step, items }))
    machine.on('run.checkpoint', ({ runId, step, valLoss, bytes }) => {
      const live = this.#liveOf(runId)
      if (live) void this.#keep(live, step, bytes, valLoss)
    })
    machine.on('run.certificate', ({ runId, certificate }) => {
      const live = this.#liveOf(runId)
      if (!live) return
      live.certificate = certificate
      void this.#keeper?.update({ certificate })
    })
    machine.on('run.recovered', (recovery) => {
      const live = this.#liveOf(recovery.runId)
      if (live) this.#recovered(live, recovery)
    })
    machine.on('run.ended', ({ runId, step, end }) => {
      const live = this.#liveOf(runId)
      if (live) this.#ended(live, step, end)
    })
    machine.onDeath((failure) => {
      const live = this.live
      if (live) live.gone = true
      if (live && (live.training || live.state === 'paused')) {
        this.#ended(live, live.figures.step, { reason: 'failed', error: failure.error })
      }
    })
  }

  /** Starts a run with the form's settings on the chosen corpus, from new weights or from a model. */
  async start(from?: StartingPoint): Promise<void> {
    const entry = corpus.selected
    if (!entry || this.busy) return
    const config = form.config
    await this.#begin(async () => {
      const created = await callApp('runs.create', {
        config,
        corpus: refOf(entry),
        ...(from?.parent && { parent: from.parent })
      })
      return { entry: created, from, engine: settings.value.engine }
    })
  }

  /**
   * Goes on with a run of the library from its newest readable checkpoint.
   * `engine` replaces the chosen one for this start (the CPU after a graphics card has failed).
   */
  async goOn(entry: RunEntry, engine: EngineChoice = settings.value.engine): Promise<void> {
    if (this.busy) return
    await this.#begin(async () => {
      const [from, metrics] = await Promise.all([
        callApp('runs.readCheckpoint', { id: entry.id }),
        callApp('runs.readMetrics', { id: entry.id })
      ])
      return { entry, from, engine, metrics }
    })
  }

  async pause(): Promise<void> {
    await this.#settle('paused', (runId) => machine.call('run.pause', { runId }))
  }

  /** Goes on, with what the user changed meanwhile. */
  async resume(): Promise<void> {
    const { live } = this
    if (!live) return
    const { changes } = live
    const changed = Object.keys(changes).length > 0
    await this.#settle('training', (runId) =>
      machine.call('run.resume', { runId, ...(changed && { changes }) })
    )
    if (!changed || live.state !== 'training') return
    live.changes = {}
    live.config = { ...live.config, ...changes }
    void this.#keeper?.update({ config: live.config })
  }

  /** Ends the run where it stands; `run.ended` follows from the worker. */
  async stop(): Promise<void> {
    await this.#settle(null, (runId) => machine.call('run.stop', { runId }))
  }

  /** Moves the run, going on or resting, to another engine; it stands still only between two steps. */
  async move(choice: EngineChoice): Promise<void> {
    const { live } = this
    if (!live || live.moving) return
    live.moving = true
    try {
      const { step, engine } = await machine.call('run.move', {
        ...{ runId: live.id, engine: choice, features: settings.value.engineFeatures }
      })
      live.computeOn(engine)
      void this.#keeper?.update({ engine })
      announcer.milestone(text.announce.moved(text.engine.kinds[engine.engine], step))
    } catch (thrown) {
      notices.failure(thrown)
    } finally {
      live.moving = false
    }
  }

  /**
   * The live run's model file.
   * @throws Failure `no-model` if there is none.
   */
  async capture(): Promise<{ step: number; bytes: ArrayBuffer }> {
    if (!this.live) throw new Failure('no-model')
    return machine.call('run.capture', { runId: this.live.id })
  }

  /**
   * Brings the run to rest and stores its present step, so that the window can close.
   * @throws Failure if it could not be stored.
   */
  async settleForClosing(): Promise<void> {
    const { live } = this
    if (live && (live.training || live.state === 'paused')) {
      if (live.training) await this.pause()
      const { step, bytes } = await this.capture()
      if (!(await this.#keep(live, step, bytes, live.figures.valLoss))) throw new Failure('write-failed')
    }
    await this.#keeper?.flush()
  }

  #liveOf(runId: string): LiveRun | null {
    return this.live?.id === runId ? this.live : null
  }

  async #begin(
    prepare: () => Promise<{
      entry: RunEntry
      engine: EngineChoice
      from?: StartingPoint | { step: number; bytes: ArrayBuffer } | undefined
      metrics?: { train: Float64Array; val: readonly { step: number; loss: number }[] }
    }>
  ): Promise<void> {
    this.starting = true
    const previous = this.live
    let keeper: RunKeeper | null = null
    let fresh = false
    try {
      const { entry, engine, from, metrics } = await prepare()
      fresh = metrics === undefined
      keeper = new RunKeeper(entry.id, callApp, (thrown) => notices.failure(thrown))
      const live = new LiveRun(entry, from?.step ?? 0)
      if (metrics && from) live.restore(metrics.train, metrics.val, from.step)
      this.#keeper = keeper
      this.live = live
      // Automatic looks there first.
      await keptMeasurements.tell()
      live.ready = await machine.call('run.start', {
        runId: entry.id,
        corpus: entry.corpus satisfies CorpusRef,
        config: entry.config,
        engine,
        features: settings.value.engineFeatures,
        ...(from && { from: from.bytes })
      })
      if (live.ready.bitExact === false) notices.show({ kind: 'info', ...text.run.notBitExact })
      // The worker fills in what `auto` became.
      live.config = live.ready.config
      void keeper.update({ state: 'training', engine: live.ready.engine })
      this.#taskbar.show(live.figures.step / live.config.steps)
      announcer.milestone(text.announce.started(live.name))
    } catch (thrown) {
      if (this.live?.ready === null) this.live = previous
      // A run that was to go on keeps the state it had.
      if (fresh) void keeper?.update({ state: 'failed' })
      notices.failure(thrown)
    } finally {
      this.starting = false
      this.listVersion++
    }
  }

  /** Asks the worker for a change of state and takes it over once it is answered. */
  async #settle(state: 'paused' | 'training' | null, ask: (runId: string) => Promise<number>): Promise<void> {
    const { live } = this
    if (!live || live.settling) return
    live.settling = true
    try {
      const step = await ask(live.id)
      // The run may have ended meanwhile; its end holds.
      if (state === null || !(live.training || live.state === 'paused')) return
      live.state = state
      if (state === 'paused') {
        live.figures = { ...live.figures, stepsPerSecond: null, tokensPerSecond: null, secondsLeft: null }
        announcer.milestone(text.announce.paused(step))
      }
      void this.#keeper?.update({ state, step })
      this.listVersion++
    } catch (thrown) {
      notices.failure(thrown)
    } finally {
      live.settling = false
    }
  }

  async #keep(live: LiveRun, step: number, bytes: ArrayBuffer, valLoss: number | null): Promise<boolean> {
    const keeper = this.#keeper
    if (!keeper) return false
    const stored = await keeper.checkpoint(step, bytes, valLoss)
    if (stored) {
      live.kept = step
      const { bestVal, trainLoss } = live.figures
      void keeper.update({ step, bestVal, lastTrain: trainLoss })
    }
    return stored
  }

  /** Says that the card was lost, and from where on what the run goes on. */
  #recovered(live: LiveRun, { error, lostAt, step, bestVal, engine, fellBack }: RunRecovery): void {
    live.setBack(step, bestVal)
    live.computeOn(engine)
    void this.#keeper?.update({ engine, step, bestVal })
    if (this.#lossNotice) notices.dismiss(this.#lossNotice)
    const { title } = problemText({ ...error, detail: { step: lostAt } })
    this.#lossNotice = {
      kind: 'warn',
      title,
      text: text.run.setBack(step, fellBack ? text.engine.kinds[engine.engine] : null),
      details: [error.code, error.cause, engine.device].filter(Boolean).join('\n')
    }
    notices.show(this.#lossNotice)
  }

  #ended(live: LiveRun, step: number, end: RunEnd): void {
    live.state = end.reason
    live.settling = false
    live.figures = { ...live.figures, step, secondsLeft: null, stepsPerSecond: null, tokensPerSecond: null }
    const { bestVal, trainLoss } = live.figures
    void this.#keeper?.update({ state: end.reason, step, bestVal, lastTrain: trainLoss })
    this.#taskbar.clear(end.reason === 'failed')
    announcer.milestone(text.announce.ended(end.reason, step))
    if (end.reason === 'failed') this.#explain(live, end.error)
    this.listVersion++
  }

  /** The notice of a failed run, with the ways on that there really are. */
  #explain(live: LiveRun, error: AppError): void {
    live.problem = error
    const onGpu = live.ready?.engine.adapter !== undefined
    const again = (label: string, engine?: EngineChoice, primary = false) => ({
      label,
      primary,
      run: () => void this.#again(live, engine)
    })
    const actions =
      live.kept === null
        ? []
        : onGpu
          ? [again(text.run.tryAgain), again(text.run.goOnWithCpu, 'cpu', true)]
          : [again(text.run.goOnFromKept)]
    notices.failure(error, actions)
  }

  async #again(live: LiveRun, engine?: EngineChoice): Promise<void> {
    try {
      await this.#keeper?.flush()
      const entry = (await callApp('runs.list', {})).find(({ id }) => id === live.id)
      if (!entry) throw new Failure('run-not-found', { id: live.id })
      await this.goOn(entry, engine)
    } catch (thrown) {
      notices.failure(asFailure(thrown))
    }
  }
}

export const run = new RunControl()
