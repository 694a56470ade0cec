/*
 * The camera over time: eases to presets in 600 ms, follows hand moves with a little inertia, cuts at once
 * under reduced motion. It only moves while there is somewhere to go, so that nothing is drawn at rest.
 */

import { blended, ease } from './camera'
import type { CameraState } from './projection'

const MOVE_MS = 600
/** Time in which a hand move comes within 37 % of its end. */
const FOLLOW_MS = 55

export class Rig {
  /** Where the camera is. */
  now: CameraState
  /** Where it is going. */
  goal: CameraState
  #flight: { readonly from: CameraState; readonly since: number } | null = null
  #last = NaN
  /** Read at each move. */
  readonly #still: () => boolean

  /** @param still Whether motion is to be reduced. */
  constructor(camera: CameraState, still: () => boolean) {
    this.now = camera
    this.goal = camera
    this.#still = still
  }

  /** Whether `step` would change anything. */
  get moving(): boolean {
    return this.now !== this.goal
  }

  /** Eases to a camera. */
  fly(goal: CameraState, time: number): void {
    this.goal = goal
    this.#flight = this.#still() ? null : { from: this.now, since: time }
    if (this.#still()) this.now = goal
  }

  /** Follows a hand; a flight under way ends. */
  follow(goal: CameraState): void {
    this.goal = goal
    this.#flight = null
    if (this.#still()) this.now = goal
  }

  /** Is there, now: after a change of size. */
  cut(goal: CameraState): void {
    this.goal = goal
    this.now = goal
    this.#flight = null
  }

  /** Moves on to a time in milliseconds; true if the camera has changed. */
  step(time: number): boolean {
    const passed = Number.isNaN(this.#last) ? 16 : Math.min(100, time - this.#last)
    this.#last = this.moving ? time : NaN
    if (!this.moving) return false
    if (this.#flight) {
      const t = (time - this.#flight.since) / MOVE_MS
      if (t >= 1) this.cut(this.goal)
      else this.now = blended(this.#flight.from, this.goal, ease(Math.max(0, t)))
      return true
    }
    const { now, goal } = this
    const next = blended(now, goal, 1 - Math.exp(-Math.max(1, passed) / FOLLOW_MS))
    this.now = apart(next, goal) < 2e-4 ? goal : next
    return true
  }
}

function apart(a: CameraState, b: CameraState): number {
  return (
    Math.abs(a.yaw - b.yaw) +
    Math.abs(a.pitch - b.pitch) +
    Math.abs(a.distance / b.distance - 1) +
    Math.hypot(a.target[0] - b.target[0], a.target[1] - b.target[1], a.target[2] - b.target[2])
  )
}
