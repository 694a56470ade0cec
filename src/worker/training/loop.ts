/*
 * The training loop: steps in short slices, and between them whatever is due: evaluation, report,
 * checkpoint, samples. It breathes after each slice and holds the engine's turn only while it uses it,
 * so that messages are heard within a slice or a step and others can decode or capture in between.
 * What a step, a checkpoint or a sample is, the run says (run.ts). Over 150 lines: nearly half are the
 * contract with the run and its listeners, the rest is one loop over shared clocks.
 */

import type { GeneratedItem } from '#core/generation'
import type { ParityCertificate } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { Breath, BREATH_MS } from '../turns'
import type { Turns } from '../turns'
import { Progress } from './progress'
import type { StepNumbers } from './progress'

/** What the loop drives. */
export interface Trainee {
  /** Steps taken so far, and how many there will be. */
  readonly step: number
  readonly steps: number
  readonly turns: Turns
  readonly bestVal: number | null
  /** Whether the held-out loss is to be measured at this step and has not been. */
  readonly evaluationDue: boolean
  /** Whether a checkpoint is due at this step by the number of steps. */
  readonly checkpointDue: boolean
  /** Whether another engine waits to take over; `move` hands it the run, between two steps with all losses read. */
  readonly moveDue: boolean
  move(): Promise<void>
  /** Whether this step's parameters are to be remembered for the loss landscape. */
  readonly trailDue: boolean
  remember(): Promise<void>
  /** Takes a step, and says how many tokens it predicted. */
  takeStep(): number | Promise<number>
  takeLosses(): Promise<TakenLosses>
  /** The held-out loss at this step; null if there is none, or if `goOn` said no. */
  evaluate(goOn: () => Promise<boolean>): Promise<HeldOutLoss | null>
  checkpoint(): Promise<Checkpoint>
  /** Fresh items of the model; ends with Failure `cancelled` once `cancelled` says so. */
  samples(cancelled: () => boolean): AsyncIterable<GeneratedItem[]>
  /** What is only known at the last step; null if there is nothing to certify. */
  certify(): Promise<ParityCertificate | null>
}

/** Losses of the steps that came next: mean nats per predicted token, and the same in bits per character. */
export interface TakenLosses {
  readonly nats: Float64Array
  readonly bits: Float64Array
}

export interface HeldOutLoss {
  /** Mean nats per predicted token. */
  readonly loss: number
  /** Bits per character. */
  readonly bits: number
}

export interface Checkpoint {
  readonly step: number
  /** The latest held-out loss. */
  readonly valLoss: number | null
  /** A model file in its own whole buffer. */
  readonly bytes: Uint8Array
}

export interface TrainHooks {
  /** At most four times a second, and before each checkpoint. */
  readonly onSteps?: (numbers: StepNumbers) => void
  /** At the first and the last step and about every two seconds; not drawn if absent. */
  readonly onSamples?: (step: number, items: readonly GeneratedItem[]) => void
  /** Every 30 seconds, at the run's landmarks (run.ts), at the end and when it is paused or stopped; not made if absent. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void | Promise<void>
  readonly onCertificate?: (certificate: ParityCertificate) => void
  /** Asked after every slice, and after every step longer than one. */
  readonly shouldStop?: () => 'stop' | 'pause' | false
  /** Milliseconds from any origin; for tests. */
  readonly now?: () => number
}

export type TrainEnd = 'finished' | 'stopped' | 'paused'

const CHECKPOINT_MS = 30_000
const SAMPLES_MS = 2000
/** Samples take at most one part in this of the time. */
const SAMPLES_SHARE = 10

/**
 * Trains to the last step, or until told to stop.
 * @throws Failure `loss-not-finite` with the step, or whatever the engine fails with.
 */
export async function trainLoop(run: Trainee, hooks: TrainHooks): Promise<TrainEnd> {
  const now = hooks.now ?? (() => performance.now())
  const breath = new Breath(now)
  const progress = new Progress(run.step, run.bestVal ?? Infinity, now())
  let tokens = 0
  const wish: { is: 'stop' | 'pause' | false } = { is: false }
  let nextCheckpoint = now() + CHECKPOINT_MS
  let nextSamples = run.step === 0 ? now() : now() + SAMPLES_MS

  const heed = (): boolean => (wish.is ||= hooks.shouldStop?.() ?? false) !== false
  const collect = async (): Promise<void> => {
    const { nats, bits } = await run.turns.take(() => run.takeLosses())
    progress.add(nats, bits)
  }
  const report = (): void => {
    const numbers = progress.report(now(), tokens, run.steps)
    if (numbers) hooks.onSteps?.(numbers)
  }
  const slice = async (): Promise<void> => {
    const end = now() + BREATH_MS
    do {
      const predicted = run.takeStep()
      tokens += typeof predicted === 'number' ? predicted : await predicted
    } while (run.step < run.steps && !run.evaluationDue && !run.checkpointDue && !run.trailDue && now() < end)
  }
  const evaluate = async (): Promise<void> => {
    await collect()
    const measured = await run.turns.take(() =>
      run.evaluate(async () => {
        await breath.take()
        return !heed()
      })
    )
    if (measured) progress.addVal(run.step, measured.loss, measured.bits)
  }
  const checkpoint = async (): Promise<void> => {
    await collect()
    report() // whoever keeps both has the losses before the checkpoint they lead to
    await hooks.onCheckpoint?.(await run.checkpoint())
    nextCheckpoint = now() + CHECKPOINT_MS
  }
  const samples = async (): Promise<void> => {
    const began = now()
    const items: GeneratedItem[] = []
    try {
      for await (const some of run.samples(heed)) items.push(...some)
    } catch (error) {
      // A model that has nothing to say yet, or a wish to stop, is no failure of the run.
      const code = error instanceof Failure ? error.error.code : ''
      if (code !== 'nothing-fits' && code !== 'cancelled') throw error
    }
    if (items.length > 0) hooks.onSamples?.(run.step, items)
    nextSamples = now() + Math.max(SAMPLES_MS, SAMPLES_SHARE * (now() - began))
  }

  try {
    if (run.evaluationDue) await evaluate() // one that a pause abandoned
    if (run.trailDue) await run.turns.take(() => run.remember())
    for (;;) {
      if (run.step >= run.steps) break
      if (run.moveDue) {
        await collect()
        await run.move()
        progress.restartClock(now(), tokens)
      }
      if (hooks.onSamples && now() >= nextSamples) await samples()
      if (heed()) break
      await run.turns.take(slice)
      if (run.trailDue) await run.turns.take(() => run.remember())
      if (run.evaluationDue && !heed()) await evaluate()
      if (progress.due(now())) {
        await collect()
        report()
      }
      const due = now() >= nextCheckpoint || run.checkpointDue
      if (hooks.onCheckpoint && due && run.step < run.steps) await checkpoint()
      await breath.take()
    }
    await collect()
    report()
    await run.turns.take(() => run.remember())
    const finished = run.step >= run.steps && !run.evaluationDue
    if (finished) {
      const certificate = await run.certify()
      if (certificate) hooks.onCertificate?.(certificate)
      if (hooks.onSamples) await samples()
    }
    if (hooks.onCheckpoint) await checkpoint()
    return finished ? 'finished' : wish.is === 'pause' ? 'paused' : 'stopped'
  } catch (error) {
    report() // what was good before it went wrong
    throw error
  }
}
