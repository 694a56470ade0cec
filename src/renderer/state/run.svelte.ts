/*
 * The live run: starting, pausing, stopping it, and what the worker says of it. There is at most one.
 * What it computes is kept by a RunKeeper; what the window shows of it is a LiveRun. Over 150
 * lines: every way into, through and out of a run changes the same few fields.
 */

import type { CorpusEntry, RunEntry } from '#core/contracts/app'
import type { EngineChoice } from '#core/contracts/engine-report'
import type { CorpusRef, RunEnd, RunReady, RunRecovery } from '#core/contracts/worker'
import { type AppError, Failure, toAppError } from '#core/errors'
import { dividesByNothing, safer, slower } from '#core/safer-settings'
import type { RunConfig } from '#core/run-config'
import { asFailure, callApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/text'
import { problemText } from '../catalogue/problem'
import { logError } from '../bridge/log'
import { announcer } from './announcer.svelte'
import { corpus, isLarge, refOf } from './corpus.svelte'
import { sayEnded, sayRepeatsEnded } from './ending'
import { LiveRun, type PauseChanges } from './live-run.svelte'
import { keptMeasurements } from './measurements'
import { type NoticeContent, notices } from './notices.svelte'
import { form } from './run-form.svelte'
import { RunKeeper } from './run-keeper'
import { settings } from './settings.svelte'
import { Taskbar } from './taskbar'

/** Where a run begins if not with new weights: a model file (handed over to the worker), or a checkpoint. */
export type StartingPoint =
  | { readonly bytes: ArrayBuffer; readonly step: number }
  | { readonly parent: { readonly runId: string; readonly step: number } }

/** What a run takes up: the losses so far, of one that goes on, and the model. */
interface TakenUp {
  readonly entry: RunEntry
  readonly engine: EngineChoice
  readonly step?: number
  readonly bytes?: ArrayBuffer
  readonly checkpoint?: { readonly runId: string; readonly step: number }
  readonly metrics?: {
    readonly train: Float64Array
    readonly bits: Float64Array
    readonly val: readonly { step: number; loss: number; bits?: number | undefined }[]
  }
}

/** Runs that are trained one after another. */
export interface Repeats {
  readonly taskId: string
  readonly runs: readonly RunEntry[]
  /** How many of them have been trained. */
  readonly done: number
}

class RunControl {
  /** The run in the worker, or the last one that was; null before the first. */
  live = $state.raw<LiveRun | null>(null)
  /** A run was asked for and has not begun yet. */
  starting = $state(false)
  /** Rises when main's list of runs has changed. */
  listVersion = $state(0)
  /** The queue of "repeat over a few seeds"; null while there is none. */
  repeats = $state.raw<Repeats | null>(null)
  #keeper: RunKeeper | null = null
  readonly #taskbar = new Taskbar()
  /** The notice of the last card that was lost: the next one takes its place. */
  #lossNotice: NoticeContent | null = null

  /** A run is going on or about to: nothing else can start. */
  get busy(): boolean {
    const { live } = this
    return (
      this.starting || this.repeats !== null || (live !== null && (live.training || live.state === 'paused'))
    )
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
    machine.on('repeat.next', ({ taskId, ready, done }) => {
      const { repeats } = this
      const entry = repeats?.runs.find(({ id }) => id === ready.runId)
      if (repeats?.taskId !== taskId || !entry) return
      this.repeats = { ...repeats, done }
      this.#keeper = keeperOf(entry.id)
      this.live = new LiveRun(entry, ready.step)
      this.#begun(this.live, ready)
    })
    machine.on('repeat.ended', ({ taskId, error }) => {
      if (this.repeats?.taskId !== taskId) return
      const { runs } = this.repeats
      this.repeats = null
      if (error) notices.failure(error)
      else sayRepeatsEnded(runs.length)
    })
    machine.onDeath((failure) => {
      this.repeats = null
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
      // Stopped before there is a run, it leaves none.
      if (isLarge(entry)) await machine.call('corpus.ready', { corpus: refOf(entry), config })
      const { engine } = settings.value
      if (!from || 'bytes' in from)
        return { entry: await callApp('runs.create', { config, corpus: refOf(entry) }), engine, ...from }
      const { parent } = from
      const branch = await callApp('runs.branch', { parent, config, corpus: refOf(entry) })
      const metrics = await callApp('runs.readMetrics', { id: branch.id })
      const checkpoint = { runId: branch.id, step: parent.step }
      return { entry: branch, engine, metrics, checkpoint, step: parent.step }
    })
  }

  /** Trains settings of their own on a corpus of the library, whatever the form says: what the tour runs. */
  async train(config: RunConfig, entry: CorpusEntry): Promise<void> {
    if (this.busy) return
    await this.#begin(async () => ({
      entry: await callApp('runs.create', { config, corpus: refOf(entry) }),
      engine: 'cpu'
    }))
  }

  /** Trains runs that wait one after another, with the chosen engine. They are of one corpus. */
  async repeat(waiting: readonly RunEntry[]): Promise<void> {
    const [first] = waiting
    if (!first || this.busy) return
    const taskId = crypto.randomUUID()
    this.repeats = { taskId, runs: waiting, done: 0 }
    try {
      await keptMeasurements.tell()
      const { engine, engineFeatures: features } = settings.value
      const queue = waiting.map(({ id, config }) => ({ runId: id, config }))
      await machine.call('repeat.begin', { taskId, corpus: first.corpus, runs: queue, engine, features })
    } catch (thrown) {
      this.repeats = null
      notices.failure(thrown)
    }
  }

  /** Ends the queue with the run that trains; those that wait go on waiting. */
  async stopRepeats(): Promise<void> {
    const { repeats } = this
    if (repeats) await machine.call('task.cancel', { taskId: repeats.taskId }).catch(() => undefined)
  }

  /**
   * Goes on with a run of the library from its newest readable checkpoint, or, where a number broke, from the step to
   * which it went back: later ones are on their way out.
   * `engine` replaces the chosen one for this start (the CPU after a graphics card has failed).
   */
  async goOn(entry: RunEntry, engine: EngineChoice = settings.value.engine): Promise<void> {
    if (this.busy) return
    await this.#begin(async () => {
      const good = entry.state === 'failed' && entry.checkpoints.includes(entry.step)
      const [{ step, bytes }, metrics] = await Promise.all([
        callApp('runs.readCheckpoint', { id: entry.id, ...(good && { step: entry.step }) }),
        callApp('runs.readMetrics', { id: entry.id })
      ])
      return { entry, step, bytes, engine, metrics }
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

  /** The computer goes to sleep, or has woken: where the run stands is kept before, and said after. */
  async sleep(asleep: boolean): Promise<void> {
    const { live } = this
    if (!live?.training) return
    if (!asleep) {
      notices.show({ kind: 'info', ...text.run.woke(live.figures.step, live.kept) })
      return
    }
    try {
      const { step, bytes } = await this.capture()
      await this.#keep(live, step, bytes, live.figures.valLoss)
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  #liveOf(runId: string): LiveRun | null {
    return this.live?.id === runId ? this.live : null
  }

  async #begin(prepare: () => Promise<TakenUp>): Promise<void> {
    this.starting = true
    const previous = this.live
    let keeper: RunKeeper | null = null
    let fresh = false
    try {
      const { entry, engine, step = 0, bytes, checkpoint, metrics } = await prepare()
      fresh = metrics === undefined
      keeper = keeperOf(entry.id)
      const live = new LiveRun(entry, step)
      if (metrics) live.restore(metrics, metrics.val, step)
      this.#keeper = keeper
      this.live = live
      // Automatic looks there first.
      await keptMeasurements.tell()
      const ready = await machine.call('run.start', {
        runId: entry.id,
        corpus: entry.corpus satisfies CorpusRef,
        config: entry.config,
        engine,
        features: settings.value.engineFeatures,
        ...(bytes && { from: bytes }),
        ...(checkpoint && { checkpoint })
      })
      this.#begun(live, ready)
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

  /** Keeps a change that the list of runs shows, and says so once it is kept. */
  #tell(change: Parameters<RunKeeper['update']>[0]): void {
    void this.#keeper?.update(change).then(() => this.listVersion++)
  }

  /** The worker trains it now. */
  #begun(live: LiveRun, ready: RunReady): void {
    live.ready = ready
    if (ready.bitExact === false) notices.show({ kind: 'info', ...text.run.notBitExact })
    // The worker fills in what `auto` became.
    live.config = ready.config
    this.#tell({ state: 'training', engine: ready.engine })
    this.#taskbar.show(live.figures.step / live.config.steps)
    announcer.milestone(text.announce.started(live.name))
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
      this.#tell({ ...standingOf(live), state, step })
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
      void keeper.update({ ...standingOf(live), step }).then(() => this.listVersion++)
    }
    return stored
  }

  /** Says that the card was lost, and from where on what the run goes on. */
  #recovered(live: LiveRun, { error, lostAt, step, bestVal, engine, fellBack }: RunRecovery): void {
    live.setBack(step, bestVal)
    live.computeOn(engine)
    void this.#keeper?.update({ ...standingOf(live), engine, step })
    logError(error, { from: 'worker', level: 'warn' })
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
    // A number broke: the run stands at its last whole step again.
    if (end.reason === 'failed' && end.error.detail?.['kept'] !== undefined)
      live.setBack(step, live.bestUpTo(step))
    live.figures = { ...live.figures, step, secondsLeft: null, stepsPerSecond: null, tokensPerSecond: null }
    this.#tell({ ...standingOf(live), state: end.reason, step })
    if (end.reason === 'failed' && end.error.detail?.['kept'] !== undefined) void this.#keepGood(live, step)
    this.#taskbar.clear(end.reason === 'failed')
    announcer.milestone(text.announce.ended(end.reason, step))
    // Of a queue the end of the last is told.
    if (this.repeats === null) sayEnded(live, end)
    if (end.reason === 'failed') {
      logError(end.error, { from: 'worker' })
      this.#explain(live, end.error)
    }
  }

  /** Stores the step to which a run went back, if it is not kept yet: so it outlives the window. */
  async #keepGood(live: LiveRun, step: number): Promise<void> {
    if (step === 0) return
    try {
      const { bytes } = await machine.call('run.capture', { runId: live.id })
      await this.#keep(live, step, bytes, live.figures.valStep === step ? live.figures.valLoss : null)
    } catch (thrown) {
      // Another run may have begun meanwhile, which the worker holds instead.
      if (this.live === live && !this.busy) notices.failure(thrown)
    }
  }

  /** The notice of a failed run, with the ways on that there really are. */
  #explain(live: LiveRun, error: AppError): void {
    live.problem = error
    if (error.detail?.['kept'] !== undefined) {
      this.#offerMends(live, error, Number(error.detail['kept']))
      return
    }
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

  /** Ways on for a run whose numbers broke: from its last good step more slowly, or anew with safer settings. */
  #offerMends(live: LiveRun, error: AppError, kept: number): void {
    const { config } = live
    const mended = safer(config)
    const keys = (Object.keys(mended) as (keyof RunConfig)[]).filter((key) => mended[key] !== config[key])
    const anew = { label: text.run.anew, run: () => void this.#anew(live, mended) }
    const rate = { learning_rate: slower(config.learning_rate) }
    const on = {
      label: text.run.goOnSlower(kept, rate.learning_rate),
      run: () => void this.#goOnWith(live, rate)
    }
    // From its beginning the same run begins anew by itself; where the optimizer is at fault, a lower rate is not enough.
    const better = kept === 0 || dividesByNothing(config) ? anew : on
    const ways = kept === 0 ? [anew] : [better === anew ? on : anew, better]
    const { title, text: said } = problemText(error)
    notices.show({
      kind: 'danger',
      title,
      text: `${said} ${text.run.safer(keys.map((key) => [key, mended[key]]))}`,
      actions: ways.map((way) => ({ ...way, primary: way === better })),
      details: JSON.stringify(error, null, 2)
    })
  }

  /** Trains on where a run that broke stands, which the worker still holds. */
  async #goOnWith(live: LiveRun, changes: PauseChanges): Promise<void> {
    if (this.live !== live || this.busy || live.gone) return
    try {
      live.state = 'training'
      live.problem = null
      await machine.call('run.resume', { runId: live.id, changes })
      live.config = { ...live.config, ...changes }
      this.#tell({ config: live.config, state: 'training' })
    } catch (thrown) {
      live.state = 'failed'
      notices.failure(thrown)
    }
  }

  /** A new run of this one's settings, but for what is changed. */
  async #anew(live: LiveRun, config: RunConfig): Promise<void> {
    if (this.busy) return
    const { corpus } = live
    await this.#begin(async () => ({
      entry: await callApp('runs.create', { config, corpus }),
      engine: settings.value.engine
    }))
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

/** What the library keeps of where a run stands. */
function standingOf({ figures: { bestVal, bestBits, trainLoss, seconds } }: LiveRun) {
  return { bestVal, bestBits, lastTrain: trainLoss, seconds }
}

export const run = new RunControl()

/** Keeps what a run makes; says that it cannot, while the run goes on, and that it can again. */
function keeperOf(id: string): RunKeeper {
  let told: NoticeContent | null = null
  return new RunKeeper(
    id,
    callApp,
    (thrown) => {
      const error = toAppError(thrown)
      const full = error.code === 'disk-full'
      notices.failure(full ? { ...error, detail: { ...error.detail, training: 'yes' } } : error)
      told = notices.current
    },
    (step) => {
      if (told) notices.dismiss(told)
      notices.show({ kind: 'good', ...text.runs.keptAgain(step) })
    }
  )
}
