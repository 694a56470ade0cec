/*
 * Which words stand round the block, and where: ticks at both ends and the centre of the two directions, their
 * titles, the losses up the leftmost edge. They stay at the edges nearest to the camera.
 */

import type { LandscapePlane } from '#core/landscape'
import { project, type Vec, type View } from './projection'
import { heightOf, PLINTH, RELIEF, wallTicks } from './scale'
import { placeOf, type Terrain } from './terrain'

/** One word on the screen; `x`, `y` its middle in CSS pixels. */
export interface Label {
  readonly key: string
  readonly text: string
  readonly tick: boolean
  readonly x: number
  readonly y: number
}

/** How the words are written. */
export interface LabelWords {
  /** A coordinate of the plane, signed. */
  coordinate(value: number, span: number): string
  /** Title of an axis: which direction, and its share of the movement (null: not known). */
  direction(plane: LandscapePlane, axis: 0 | 1): string
  loss(value: number, step: number, last: boolean): string
}

/** How far words stand from the block, in CSS pixels. */
const OUT = { tick: 16, title: 40, closeTitle: 30, loss: 24 }
/** A word's half width by its length: enough to keep it off the block. */
const HALF_CHARACTER = 3.3

/** @param compact Little room: no coordinates, titles close to the block. */
export function labelsOf(view: View, terrain: Terrain, words: LabelWords, compact = false): Label[] {
  const labels: Label[] = []
  const { plane, scale } = terrain
  const { camera } = view
  const steep = camera.pitch > 1.35
  const south = Math.cos(camera.yaw) >= 0
  const east = Math.sin(camera.yaw) <= 0
  // From above the block's upper edge is its outline, else its foot.
  const edge = (x: number, z: number): Vec => {
    const top = terrain.ground(x, z)
    return [x, steep && !Number.isNaN(top) ? top : -PLINTH, z]
  }
  const middle = project(view, [0, 0.2, 0])

  /** Puts a word outside the block: away from the block's middle, square to its edge. */
  const outside = (point: Vec, along: Vec, distance: number, text: string): { x: number; y: number } => {
    const at = project(view, point)
    const on = project(view, [point[0] + along[0] * 0.01, point[1], point[2] + along[2] * 0.01])
    const length = Math.hypot(on.x - at.x, on.y - at.y) || 1
    let [nx, ny] = [-(on.y - at.y) / length, (on.x - at.x) / length]
    if (nx * (at.x - middle.x) + ny * (at.y - middle.y) < 0) [nx, ny] = [-nx, -ny]
    return { x: at.x + nx * (distance + text.length * HALF_CHARACTER), y: at.y + ny * distance }
  }
  const add = (key: string, text: string, tick: boolean, at: { x: number; y: number }): void => {
    const half = text.length * HALF_CHARACTER + 6
    const x = Math.min(view.width - half, Math.max(half, at.x))
    labels.push({ key, text, tick, x, y: Math.min(view.height - 10, Math.max(10, at.y)) })
  }

  const axes = [
    { axis: 0, values: plane.alphas, point: (t: number): Vec => edge(t * 2 - 1, south ? 1 : -1) },
    { axis: 1, values: plane.betas, point: (t: number): Vec => edge(east ? 1 : -1, 1 - t * 2) }
  ] as const
  for (const { axis, values, point } of axes) {
    const along: Vec = axis === 0 ? [1, 0, 0] : [0, 0, 1]
    const [from, to] = [values[0]!, values.at(-1)!]
    const zero = placeOf(plane, { alpha: 0, beta: 0 })[axis]
    for (const t of compact ? [] : [0, zero, 1]) {
      // The corner two axes share stays free for the nearer one.
      const inset = t === 0 ? 0.03 : t === 1 ? 0.97 : t
      const text = words.coordinate(from + (to - from) * t, to - from)
      add(`${axis}-${t}`, text, true, outside(point(inset), along, OUT.tick, text))
    }
    const title = words.direction(plane, axis)
    add(
      `${axis}-title`,
      title,
      false,
      outside(point(0.5), along, compact ? OUT.closeTitle : OUT.title, axis === 0 && !steep ? '' : title)
    )
  }

  if (!steep) {
    const corners = [-1, 1].flatMap((x) => [-1, 1].map((z): Vec => [x, 0, z]))
    const [left] = corners.map((corner) => ({ corner, x: project(view, corner).x })).sort((a, b) => a.x - b.x)
    const ticks = wallTicks(scale)
    const top = terrain.ground(left!.corner[0], left!.corner[2])
    const shown = ticks.filter((loss) => heightOf(scale, loss) <= (Number.isNaN(top) ? RELIEF : top + 0.03))
    let before = Infinity
    shown.forEach((loss, i) => {
      const seen = project(view, [left!.corner[0], heightOf(scale, loss), left!.corner[2]])
      if (before - seen.y < 15) return
      before = seen.y
      add(`loss-${loss}`, words.loss(loss, scale.wall || loss, i === shown.length - 1), true, {
        x: seen.x - OUT.loss,
        y: seen.y
      })
    })
  }
  return labels
}
