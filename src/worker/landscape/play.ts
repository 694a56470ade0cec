/*
 * What goes on on an open plane, each as a task at the landscape's pace: the surface that fills, balls that
 * roll, the live run's path that grows, slices, and the sharpness at the centre.
 */

import type { LandscapeEvents } from '#core/contracts/landscape'
import type { BallSettings, PathPoint, Sharpness } from '#core/landscape'
import { breathe } from '../turns'
import { inside, Roller, type Place } from './ball'
import type { KnownLosses, OpenPlane } from './open-plane'
import type { Pace, Task } from './pace'
import { largestEigenvalue } from './sharpness'
import { Filling } from './surface'
import { FREE, isCancelled } from './tasks'
import type { TrailPoint } from './trail'

/** Milliseconds between two pieces of news of a ball. */
const NEWS_MS = 100

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

/** Follows the live run: every new point of its trail becomes one of the path, at its true loss. */
export class Follower {
  readonly #waiting: TrailPoint[] = []
  #busy: Promise<void> | null = null
  readonly #stop: () => void
  readonly #task: Task = { ...FREE }

  constructor(
    private readonly open: OpenPlane,
    private readonly pace: Pace,
    private readonly known: KnownLosses,
    private readonly tell: (points: readonly PathPoint[]) => void
  ) {
    const { live, points } = open.ground
    let last = points.at(-1)?.step ?? -1
    const take = (point: TrailPoint): void => {
      if (point.step <= last) return
      last = point.step
      this.#waiting.push(point)
      this.#busy ??= this.#follow()
    }
    this.#stop = live?.run.trail?.listen(take) ?? (() => undefined)
    // What came while the plane was being laid.
    for (const point of live?.run.trail?.points ?? []) take(point)
  }

  /** Stops following; resolves when it has. */
  async stop(): Promise<void> {
    this.#stop()
    this.#task.cancelled = true
    await this.#busy
  }

  async #follow(): Promise<void> {
    const { ground, walker, projector } = this.open
    // A breath first, so that whoever asked for the plane has it before its path grows.
    await breathe()
    try {
      let found: PathPoint[] = []
      let told = -Infinity
      const next = async (): Promise<boolean> => {
        const point = this.#waiting.shift()
        if (point) {
          const loss = this.known.get(point.parameters) ?? (await walker.lossOf(point.parameters))
          this.known.set(point.parameters, loss)
          const { alpha, beta, residual } = projector.project(point.parameters)
          found.push({ step: point.step, alpha, beta, loss, residual })
        }
        const last = this.#waiting.length === 0
        if (found.length > 0 && (last || performance.now() - told >= NEWS_MS)) {
          this.tell(found)
          found = []
          told = performance.now()
        }
        return !last
      }
      await this.pace.work(this.#task, ground.turns, next)
    } catch (thrown) {
      // The run has ended or its card is lost: its path grows no further, and the run itself says why.
      if (!isCancelled(thrown)) this.#stop()
    } finally {
      this.#busy = null
    }
    if (this.#waiting.length > 0 && !this.#task.cancelled) this.#busy = this.#follow()
  }
}
