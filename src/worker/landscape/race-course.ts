/*
 * The optimizer race as a task: runners in turn at the landscape's pace, their news, and at the end one
 * plane through all their paths.
 */

import { toAppError, type AppError } from '#core/errors'
import { DEFAULT_LANDSCAPE, type LandscapeSettings, type Racer, type RacePoint } from '#core/landscape'
import { batchLoss } from './batch'
import type { Ground, GroundPoint } from './ground'
import { layPlane, type Laying, type OpenPlane } from './open-plane'
import type { Emit } from './play'
import { freshWeights } from '../run'
import { Runner } from './race'

const NEWS_MS = 100

export interface RaceResult {
  readonly open: OpenPlane | null
  readonly paths: readonly (readonly RacePoint[])[]
  readonly error: AppError | null
}

/** Runs a race to its end, or until it is cancelled; what there is then is laid out all the same. */
export async function runRace(
  ground: Ground,
  racers: readonly Racer[],
  steps: number,
  laying: Laying,
  emit: Emit
): Promise<RaceResult> {
  const { prepared } = ground
  // A run that trains on another model starts where that left off; all others from new weights.
  const branched = ground.live && prepared.from && !prepared.continues
  const start = branched ? prepared.initial.parameters : freshWeights(prepared)
  const runners = racers.map((racer) => new Runner(racer, prepared, start, steps))
  const error = await run(ground, runners, laying, emit).then(
    () => null,
    (thrown: unknown) => toAppError(thrown)
  )
  if (error && error.code !== 'cancelled') return { open: null, paths: runners.map(() => []), error }
  try {
    return {
      ...(await layOut(ground, runners, { ...laying, task: { ...laying.task, cancelled: false } })),
      error
    }
  } catch (thrown) {
    return { open: null, paths: runners.map(() => []), error: error ?? toAppError(thrown) }
  }
}

async function run(ground: Ground, runners: readonly Runner[], laying: Laying, emit: Emit): Promise<void> {
  const { pace, task } = laying
  let turn = 0
  let told = performance.now()
  const tell = (): void => {
    told = performance.now()
    for (const [racer, runner] of runners.entries()) {
      if (runner.news.length > 0) emit('landscape.race', { taskId: task.id, racer, points: runner.news })
      runner.news = []
    }
  }
  try {
    await pace.work(task, ground.turns, async () => {
      const runner = runners[turn++ % runners.length]!
      if (!runner.done) await runner.take(ground.engine)
      if (performance.now() - told >= NEWS_MS) tell()
      return runners.some((other) => !other.done)
    })
  } finally {
    tell()
  }
}

/** One plane around the end of whoever came lowest, through the paths of all. */
async function layOut(
  ground: Ground,
  runners: readonly Runner[],
  laying: Laying
): Promise<Pick<RaceResult, 'open' | 'paths'>> {
  const ends: number[] = []
  for (const { trail } of runners) {
    const { parameters } = trail.at(-1)!
    const { pace, task, known } = laying
    const loss = await pace.once(task, ground.turns, () => batchLoss(ground.engine, ground.fixed, parameters))
    known.set(parameters, loss)
    ends.push(loss)
  }
  const best = runners[ends.indexOf(Math.min(...ends))] ?? runners[0]!
  const order = [...runners.filter((runner) => runner !== best), best]
  const all = order.flatMap(({ trail }) => trail.map((point): GroundPoint => ({ ...point, loss: null })))
  const settings: LandscapeSettings = { ...DEFAULT_LANDSCAPE, directions: 'pca' }
  const joint: Ground = {
    ...withEngineOf(ground),
    file: { ...ground.file, parameters: best.trail.at(-1)!.parameters },
    points: all,
    rateAt: () => best.racer.learning_rate,
    live: null
  }
  const open = await layPlane(joint, settings, laying)
  const seen = [...open.plane.path]
  const pathOf = new Map<Runner, RacePoint[]>()
  for (const runner of order) {
    const points = seen.splice(0, runner.trail.length)
    pathOf.set(
      runner,
      points.map((point, i) => ({ ...point, seconds: runner.trail[i]!.seconds }))
    )
  }
  const plane = { ...open.plane, path: pathOf.get(best)! }
  return { open: { ...open, plane }, paths: runners.map((runner) => pathOf.get(runner)!) }
}

/** The ground's engine asked anew every time, as the ground itself does: a spread would freeze it. */
function withEngineOf(ground: Ground): Ground {
  return {
    ...ground,
    get engine() {
      return ground.engine
    },
    get prepared() {
      return ground.prepared
    }
  }
}
