/*
 * What a run's losses say, before any words: which loss is compared, where it stands among the models that only count,
 * and whether the held-out loss has turned. Pure.
 */

import type { RunState } from '#core/contracts/app'
import type { CountingLosses } from '#core/corpus-types'
import { referencesOf, standingOf, type LossPoint } from '../../charts/crossings'

/** A run: where it stands. Losses are in nats per character. */
export interface RunFacts {
  /** Whether losses are told in bits per character, and say so: where tokens are longer than characters. */
  readonly inBits?: boolean
  readonly state: RunState
  /** Pieces the loss is counted in: "letters". */
  readonly units: string
  readonly step: number
  readonly steps: number
  readonly evalEvery: number
  readonly counting: CountingLosses | null
  readonly val: readonly LossPoint[]
  /** Smoothed training loss; null before the first step. */
  readonly training: number | null
  /** Newest stored step. */
  readonly kept: number | null
}

/** Below this, in nats, a rise of the held-out loss is noise. */
const NOISE = 0.02
/** Evaluations a rise must last. */
const LASTING = 3

/** The lowest held-out point, if the curve has been clearly above it for some time; else null. */
export function turningPoint(val: readonly LossPoint[]): LossPoint | null {
  const best = val.reduce<LossPoint | null>((low, p) => (low === null || p.loss < low.loss ? p : low), null)
  if (!best) return null
  const since = val.filter(({ step }) => step > best.step)
  return since.length >= LASTING && since.slice(-LASTING).every(({ loss }) => loss > best.loss + NOISE)
    ? best
    : null
}

/** The loss that is compared: held-out, or the smoothed training loss where nothing is held out. */
export function judged(run: RunFacts): number | null {
  const val = run.val.at(-1)
  if (val) return val.loss
  // The first steps' average is one or two losses: too few to say anything by.
  const enough = run.step >= Math.min(20, run.steps)
  return run.counting?.onTraining && enough ? run.training : null
}

/** Where that loss stands among the counting models; null where either is unknown. */
export function standing(run: RunFacts): ReturnType<typeof standingOf> | null {
  const loss = judged(run)
  return run.counting && loss !== null ? standingOf(referencesOf(run.counting), loss) : null
}

/** Counting models the run is better than, the worst first. */
export const beaten = (run: RunFacts) => standing(run)?.beaten ?? []
