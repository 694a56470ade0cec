/*
 * One run as the window sees it while it goes on or after it ended. The losses stand in plain typed
 * arrays (LossSeries) beside reactive state; `version` rises with them, at most four times a second. Over 150 lines:
 * each way the losses come (restored, reported, set back) changes all figures at once.
 */

import type { RunEntry, RunState } from '#core/contracts/app'
import type { EngineDescription } from '#core/contracts/engine-report'
import type { CorpusRef, ParityCertificate, RunReady, StepReport } from '#core/contracts/worker'
import type { AppError } from '#core/errors'
import type { GeneratedItem } from '#core/generation'
import type { RunConfig } from '#core/run-config'
import { appendBoth, bitsOf, LossSeries } from '../charts/loss-series'

/** What the status line and headlines show; replaced as a whole with each report. */
export interface RunFigures {
  readonly step: number
  /** Of the newest step. */
  readonly trainLoss: number | null
  readonly valLoss: number | null
  /** `valLoss` in bits per character. */
  readonly valBits: number | null
  /** Step at which `valLoss` was measured. */
  readonly valStep: number | null
  readonly bestVal: number | null
  /** `bestVal` in bits per character; null where not measured, or by a version that did not. */
  readonly bestBits: number | null
  /** Seconds of training so far, pauses not counted. */
  readonly seconds: number
  readonly stepsPerSecond: number | null
  readonly tokensPerSecond: number | null
  readonly secondsLeft: number | null
}

export interface SampleSet {
  readonly step: number
  readonly items: readonly GeneratedItem[]
}

/** What may change while a run rests. */
export type PauseChanges = Partial<Pick<RunConfig, 'steps' | 'learning_rate'>>

/** The most sample sets kept; beyond it every second older one goes. */
const MOST_SAMPLES = 400

export class LiveRun {
  readonly id: string
  /** May be changed at any time, in the Runs screen. */
  name = $state('')
  readonly corpus: CorpusRef
  /** Nats per character. Plain arrays: read them when `version` rises, never bind to them. */
  readonly series: LossSeries
  /** The same in nats per token; null where every token is a character. */
  readonly tokens: LossSeries | null
  version = $state(0)
  /** May change at a pause (steps, learning rate). */
  config = $state.raw<RunConfig>() as RunConfig
  /** Changed by the user at a pause; taken up when the run goes on. */
  changes = $state.raw<PauseChanges>({})
  /** The worker's account of the run; null until it has started. */
  ready = $state.raw<RunReady | null>(null)
  state = $state<RunState>('training')
  /** Pause or stop was asked for and is not answered yet. */
  settling = $state(false)
  /** A move to another engine was asked for and is not answered yet. */
  moving = $state(false)
  figures = $state.raw<RunFigures>() as RunFigures
  /** By rising step. */
  samples = $state.raw<readonly SampleSet[]>([])
  certificate = $state.raw<ParityCertificate | null>(null)
  problem = $state.raw<AppError | null>(null)
  /** The worker that held its model has died: nothing can be generated from it. */
  gone = $state(false)
  /** Step of the newest checkpoint that main has stored; null if none yet. */
  kept = $state<number | null>(null)

  constructor(entry: RunEntry, step: number) {
    this.id = entry.id
    this.name = entry.name
    this.corpus = entry.corpus
    this.config = entry.config
    this.certificate = entry.certificate
    this.kept = entry.checkpoints.at(-1) ?? null
    const { steps, batch, tokenizer } = entry.config
    this.series = new LossSeries(steps, batch)
    this.tokens = tokenizer === 'characters' ? null : new LossSeries(steps, batch)
    this.figures = {
      step,
      trainLoss: null,
      valLoss: null,
      valBits: null,
      valStep: null,
      bestVal: entry.bestVal,
      bestBits: entry.bestBits,
      seconds: entry.seconds,
      stepsPerSecond: null,
      tokensPerSecond: null,
      secondsLeft: null
    }
  }

  /** Whether it is computing, or about to. */
  get training(): boolean {
    return this.state === 'training'
  }

  /** The step at which a number broke, of a run that stands at an earlier one since. */
  get brokeAt(): number | null {
    const { kept, step } = this.problem?.detail ?? {}
    return this.state === 'failed' && kept !== undefined ? Number(step) : null
  }

  /** Losses of earlier steps, of a run that goes on. */
  restore(
    { train, bits }: { readonly train: Float64Array; readonly bits: Float64Array },
    val: readonly { step: number; loss: number; bits?: number | undefined }[],
    step: number
  ): void {
    const known = val.filter((point) => point.step <= step)
    this.#append(1, train.subarray(0, step), bits.subarray(0, step), known)
    const last = known.at(-1)
    const best = known.reduce<(typeof known)[number] | null>(
      (least, point) => (least === null || point.loss < least.loss ? point : least),
      null
    )
    this.figures = {
      ...this.figures,
      trainLoss: train[step - 1] ?? null,
      valLoss: last?.loss ?? null,
      valBits: last ? bitsOf(last) : null,
      valStep: last?.step ?? null,
      bestVal: best?.loss ?? null,
      bestBits: best && (best.bits ?? best.loss / Math.LN2)
    }
    this.version++
  }

  take(report: StepReport): void {
    this.#append(report.first, report.train, report.bits, report.val)
    const last = report.val.at(-1)
    const { bestVal, bestBits, seconds } = this.figures
    const best = report.val.reduce(
      (least, { loss, bits }) => (least.loss === null || loss < least.loss ? { loss, bits } : least),
      { loss: bestVal, bits: bestBits }
    )
    const step = Math.max(report.first + report.train.length - 1, last?.step ?? 0)
    this.figures = {
      step,
      trainLoss: report.train.at(-1) ?? this.figures.trainLoss,
      valLoss: last?.loss ?? this.figures.valLoss,
      valBits: last?.bits ?? this.figures.valBits,
      valStep: last?.step ?? this.figures.valStep,
      bestVal: best.loss,
      bestBits: best.bits,
      seconds: seconds + report.seconds,
      stepsPerSecond: report.stepsPerSecond,
      tokensPerSecond: report.tokensPerSecond,
      secondsLeft: report.secondsLeft
    }
    this.version++
  }

  /** Another engine computes from now on; no speed is known of it. */
  computeOn(engine: EngineDescription): void {
    // First: a speed that stands here is taken for that of the engine.
    this.figures = { ...this.figures, stepsPerSecond: null, tokensPerSecond: null, secondsLeft: null }
    if (this.ready) this.ready = { ...this.ready, engine }
  }

  /** The lowest held-out loss up to a step; null if none was measured. */
  bestUpTo(step: number): number | null {
    const known = this.series.val.filter((point) => point.step <= step)
    return known.length > 0 ? Math.min(...known.map(({ loss }) => loss)) : null
  }

  /** The run was set back to this step; the losses after it come again and replace those that stand. */
  setBack(step: number, bestVal: number | null): void {
    const { bestBits, bestVal: before } = this.figures
    const trainLoss = (this.tokens ?? this.series).train(step)
    const val = (this.tokens ?? this.series).valAt(step)
    const perCharacter = this.series.valAt(step)
    this.figures = {
      ...this.figures,
      step,
      trainLoss: Number.isFinite(trainLoss) ? trainLoss : null,
      valLoss: val?.loss ?? null,
      valBits: perCharacter && perCharacter.loss / Math.LN2,
      valStep: val?.step ?? null,
      bestVal,
      // In proportion: how many characters a token stands for is the same throughout a run.
      bestBits: bestBits && before && bestVal ? (bestBits * bestVal) / before : null
    }
    this.samples = this.samples.filter((set) => set.step <= step)
  }

  #append(
    first: number,
    train: Float64Array,
    bits: Float64Array,
    val: readonly { step: number; loss: number; bits?: number | undefined }[]
  ): void {
    if (this.tokens === null) this.series.append(first, train, val)
    else appendBoth(this.series, this.tokens, first, { train, bits, val })
  }

  takeSamples(set: SampleSet): void {
    const earlier = this.samples.filter(({ step }) => step < set.step)
    const kept = earlier.length < MOST_SAMPLES ? earlier : earlier.filter((_, i) => i % 2 === 0)
    this.samples = [...kept, set]
  }
}
