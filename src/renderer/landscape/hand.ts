/*
 * The hand on the ground: pointers, wheel and keys as moves of the camera. One pointer turns, with shift or another
 * button it moves; two move and zoom together; a still click takes a place. Knows no element, so that it can be
 * tested with plain numbers.
 */

import { orbited, panned, zoomed } from './camera'
import type { CameraState } from './projection'

export interface Spot {
  readonly x: number
  readonly y: number
}

/** What the hand needs of a pointer event, its place within the view. */
export interface Touch extends Spot {
  readonly pointerId: number
  readonly shiftKey: boolean
  readonly buttons: number
}

const PIXELS_PER_RADIAN = 165
/** A click may tremble by this many pixels. */
const STILL = 3
const KEY_TURN = Math.PI / 36
const KEY_PAN = 28
const KEY_ZOOM = 1.12

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1]
}

/** East and north of an arrow key; null for any other. */
export const arrowOf = (key: string): readonly [number, number] | null => ARROWS[key] ?? null

/** The camera after a key; null if the key is not one of the camera's. @param height Of the view. */
export function byKey(camera: CameraState, key: string, shift: boolean, height: number): CameraState | null {
  const arrow = arrowOf(key)
  if (arrow) {
    const [x, y] = arrow
    return shift
      ? panned(camera, -x * KEY_PAN, y * KEY_PAN, height)
      : orbited(camera, x * KEY_TURN, y * KEY_TURN)
  }
  if (key === '+' || key === '=') return zoomed(camera, 1 / KEY_ZOOM)
  if (key === '-' || key === '−') return zoomed(camera, KEY_ZOOM)
  return null
}

/** The camera after a turn of the wheel; a pinch on a touch pad comes as a wheel with ctrl. */
export const byWheel = (camera: CameraState, deltaY: number, pinch: boolean): CameraState =>
  zoomed(camera, Math.exp(deltaY * (pinch ? 0.01 : 0.0016)))

export class Hand {
  readonly #pointers = new Map<number, Spot>()
  #travelled = 0

  /** Whether a pointer is down. */
  get holds(): boolean {
    return this.#pointers.size > 0
  }

  down({ pointerId, x, y }: Touch): void {
    this.#pointers.set(pointerId, { x, y })
    if (this.#pointers.size === 1) this.#travelled = 0
  }

  /** The camera after a move of a pointer that is down; null if it has not moved anything. */
  moved(
    { pointerId, shiftKey, buttons, x, y }: Touch,
    camera: CameraState,
    height: number
  ): CameraState | null {
    const before = this.#pointers.get(pointerId)
    if (!before) return null
    const [dx, dy] = [x - before.x, y - before.y]
    this.#travelled += Math.hypot(dx, dy)
    this.#pointers.set(pointerId, { x, y })
    const other = [...this.#pointers].find(([id]) => id !== pointerId)?.[1]
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y)
      const is = Math.hypot(x - other.x, y - other.y)
      return zoomed(panned(camera, dx / 2, dy / 2, height), is > 1 ? was / is : 1)
    }
    if (this.#travelled <= STILL) return null
    // 2: right, 4: middle.
    return shiftKey || (buttons & 6) !== 0
      ? panned(camera, dx, dy, height)
      : orbited(camera, dx / PIXELS_PER_RADIAN, dy / PIXELS_PER_RADIAN)
  }

  /** Lifts a pointer; whether that was a click. */
  up({ pointerId }: Touch): boolean {
    return this.#pointers.delete(pointerId) && !this.holds && this.#travelled <= STILL
  }
}
