/*
 * Training a recorded run again and comparing every loss with the one that was written down: bit for bit where
 * the same arithmetic computes it, within a tolerance elsewhere. Ends at the first step that differs.
 */

import type { EngineDescription } from '#core/contracts/engine-report'
import type { Verification } from '#core/contracts/runs'
import { Failure } from '#core/errors'
import type { EngineFactory } from './engines/engine'
import { Run } from './run'
import type { PreparedRun } from './run'

/** Nats by which a loss may differ on another engine before it counts as drift: the noise of single precision, grown. */
const TOLERANCE = 0.01

export interface Recorded {
  /** Losses of steps 1…N, nats per token; NaN where unknown. */
  readonly losses: Float64Array
  /** What computed them; null if unknown. */
  readonly engine: EngineDescription | null
}

export interface VerifyHooks {
  readonly cancelled?: () => boolean
  readonly progress?: (step: number, of: number) => void
  /** The time of the result; now if not given. */
  readonly now?: () => Date
}

/**
 * @param prepared the run from its beginning, or from the checkpoint it branched from
 * @throws Failure `cancelled`, `not-recorded` if no loss of these steps is known, or what training fails with
 */
export async function verifyRun(
  prepared: PreparedRun,
  factory: EngineFactory,
  { losses, engine: before }: Recorded,
  { cancelled = () => false, progress = () => undefined, now = () => new Date() }: VerifyHooks = {}
): Promise<Verification> {
  const run = await Run.open(prepared, factory)
  try {
    const engine = run.engine.describe()
    const from = run.step + 1
    // A run that was stopped ends where it stopped; its rate still falls over all its steps.
    const to = Math.min(run.steps, losses.length)
    const known = losses.subarray(from - 1, to).some((loss) => !Number.isNaN(loss))
    if (!known) throw new Failure('not-recorded')
    const exact = before !== null && sameArithmetic(before, engine)
    const tolerance = exact ? 0 : TOLERANCE
    let driftsAt: number | null = null
    let largestDifference = 0
    let compared = from - 1
    const compare = (first: number, train: Float64Array): void => {
      for (const [i, loss] of train.entries()) {
        const step = first + i
        const recorded = losses[step - 1]
        if (driftsAt !== null || step > to) return
        compared = step
        if (recorded === undefined || Number.isNaN(recorded)) continue
        largestDifference = Math.max(largestDifference, Math.abs(loss - recorded))
        if (exact ? !Object.is(loss, recorded) : !(Math.abs(loss - recorded) <= tolerance)) driftsAt = step
      }
    }
    await run.train({
      onSteps: ({ first, train }) => {
        compare(first, train)
        progress(Math.min(compared, to), to)
      },
      shouldStop: () => (cancelled() || driftsAt !== null || run.step >= to ? 'stop' : false)
    })
    if (driftsAt === null && compared < to) throw new Failure('cancelled')
    return {
      ...{ outcome: driftsAt === null ? 'matches' : 'drifts', from, to: compared, driftsAt },
      ...{ largestDifference, exact, tolerance, engine, at: now().toISOString() }
    }
  } finally {
    run.dispose()
  }
}

/** Whether two engines must agree to the last bit, on whatever machines: the same one, without a graphics card. */
function sameArithmetic(a: EngineDescription, b: EngineDescription): boolean {
  const features = ({ features }: EngineDescription): string => features.toSorted().join()
  const anywhere = (engine: EngineDescription): boolean =>
    engine.adapter === undefined && engine.engine !== 'webgpu' && !engine.features.includes('relaxed-simd')
  return a.engine === b.engine && features(a) === features(b) && anywhere(a) && anywhere(b)
}
