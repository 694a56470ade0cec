/*
 * What goes on on an open plane, each as a task at the landscape's pace: the surface that fills, balls that
 * roll, slices, and the sharpness at the centre. How the live run's path grows stands in follower.ts.
 */

import type { LandscapeEvents } from '#core/contracts/landscape'
import type { BallSettings, Sharpness } from '#core/landscape'
import { inside, Roller, type Place } from './ball'
import type { OpenPlane } from './open-plane'
import type { Pace, Task } from './pace'
import { largestEigenvalue } from './sharpness'
import { Filling } from './surface'

/** Milliseconds between two pieces of news, of a ball or of the path. */
export const NEWS_MS = 100

export type Emit = <K extends keyof LandscapeEvents>(event: K, value: LandscapeEvents[K]) => void

/** Fills the plane's surface, or the rest of it; what was computed is told also when it is cancelled. */
export async function fill(
  { plane, walker, ground }: OpenPlane,
  known: Float64Array | null,
  pace: Pace,
  task: Task,
  emit: Emit
): Promise<void> {
  const news = (cells: Omit<LandscapeEvents['landscape.cells'], 'taskId'>): void =>
    emit('landscape.cells', { taskId: task.id, ...cells })
  const filling = new Filling(plane, (alpha, beta) => walker.loss(alpha, beta), news, known)
  try {
    await pace.work(task, ground.turns, () => filling.next())
  } finally {
    filling.tell()
  }
}

/** Lets a ball roll until its steps are taken, it leaves the square, or its loss is not a number. */
export async function roll(
  open: OpenPlane,
  start: Place,
  settings: BallSettings,
  pace: Pace,
  task: Task,
  emit: Emit
): Promise<void> {
  const { walker, plane, ground } = open
  const { beta1, beta2, epsilon, weight_decay: weightDecay } = ground.file.config
  const roller = new Roller({ settings, beta1, beta2, epsilon, weightDecay, origin: open.origin })
  let at = start
  let points: { alpha: number; beta: number; loss: number }[] = []
  let told = -Infinity
  let steps = 0
  const tell = (done: boolean): void => {
    emit('landscape.ball', { taskId: task.id, points, done })
    points = []
    told = performance.now()
  }
  const step = async (): Promise<boolean> => {
    const last = steps++ >= settings.steps
    const slope = last ? null : await walker.slope(...at)
    const loss = slope?.loss ?? (await walker.loss(...at))
    points.push({ alpha: at[0], beta: at[1], loss })
    if (performance.now() - told >= NEWS_MS) tell(false)
    if (!slope || !Number.isFinite(loss)) return false
    at = roller.roll(at, slope)
    return inside(at, plane)
  }
  try {
    await pace.work(task, ground.turns, step)
  } finally {
    tell(true)
  }
}

/** Losses along a line of the plane, ends included. */
export async function slice(
  { walker, ground }: OpenPlane,
  { from, to, points }: { from: Place; to: Place; points: number },
  pace: Pace,
  task: Task
): Promise<Float64Array> {
  const losses = new Float64Array(points)
  let done = 0
  await pace.work(task, ground.turns, async () => {
    // Weighted so that both ends are met exactly.
    const t = points > 1 ? done / (points - 1) : 0
    const along = (i: 0 | 1): number => from[i] * (1 - t) + to[i] * t
    losses[done++] = await walker.loss(along(0), along(1))
    return done < points
  })
  return losses
}

export async function sharpness(
  { walker, ground, vectors, plane }: OpenPlane,
  pace: Pace,
  task: Task,
  emit: Emit
): Promise<Sharpness> {
  const gradient = async (parameters: Float32Array): Promise<Float32Array> =>
    (await pace.once(task, ground.turns, () => walker.gradientOf(parameters))).gradient
  const found = await largestEigenvalue(vectors.centre, gradient, (done, of) =>
    emit('landscape.progress', { taskId: task.id, done, of })
  )
  return { ...found, bound: plane.learningRate === null ? null : 2 / plane.learningRate }
}
