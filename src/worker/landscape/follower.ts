/*
 * The live run's path on an open plane, which grows while the run trains: listens to its trail and measures each new
 * point between the run's steps, at the landscape's pace.
 */

import type { PathPoint } from '#core/landscape'
import { breathe } from '../turns'
import type { KnownLosses, OpenPlane } from './open-plane'
import type { Pace, Task } from './pace'
import { NEWS_MS } from './play'
import { FREE, isCancelled } from './tasks'
import type { TrailPoint } from './trail'

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
