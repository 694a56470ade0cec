/*
 * Which words stand round the block, and where: ticks at both ends and the centre of the two directions, their
 * titles, the losses up the leftmost edge. They stay at the edges nearest to the camera, off the block and off each
 * other: a title moves along its edge or is cut short for that, a tick without room is left out.
 */

import type { LandscapePlane } from '#core/landscape'
import { crosses, HALF_CHARACTER, hullOf, touches, type Point } from './label-boxes'
import { project, type Vec, type View } from './projection'
import { heightOf, PLINTH, RELIEF, wallTicks } from './scale'
import { cornersOf, placeOf, type Terrain } from './terrain'

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
  /** The same where there is little room. */
  directionShort(plane: LandscapePlane, axis: 0 | 1): string
  loss(value: number, step: number, last: boolean): string
}

/** How far words stand from the block, in CSS pixels. */
const OUT = { tick: 16, title: 40, closeTitle: 30, loss: 24 }
/** Where along its edge a title may stand, the best first. */
const ALONG = [0.5, 0.35, 0.65, 0.2, 0.8]
/** How much farther out it may stand, in CSS pixels, the best first. */
const FARTHER = [0, 14, 28, 48, 72, 100, 140]

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
  const outside = (point: Vec, along: Vec, distance: number, text: string): Point => {
    const at = project(view, point)
    const on = project(view, [point[0] + along[0] * 0.01, point[1], point[2] + along[2] * 0.01])
    const length = Math.hypot(on.x - at.x, on.y - at.y) || 1
    let [nx, ny] = [-(on.y - at.y) / length, (on.x - at.x) / length]
    if (nx * (at.x - middle.x) + ny * (at.y - middle.y) < 0) [nx, ny] = [-nx, -ny]
    return { x: at.x + nx * (distance + text.length * HALF_CHARACTER), y: at.y + ny * distance }
  }
  const block = hullOf(cornersOf(terrain).map((corner) => project(view, corner)))
  const within = (key: string, text: string, tick: boolean, at: Point): Label => {
    const half = text.length * HALF_CHARACTER + 6
    const x = Math.min(view.width - half, Math.max(half, at.x))
    return { key, text, tick, x, y: Math.min(view.height - 10, Math.max(10, at.y)) }
  }
  const isFree = (label: Label): boolean => labels.every((other) => !crosses(label, other))
  const addTick = (key: string, text: string, at: Point, beside = true): void => {
    const tick = within(key, text, true, at)
    if (isFree(tick) && !(beside && touches(tick, block))) labels.push(tick)
  }

  const axes = [
    { axis: 0, values: plane.alphas, point: (t: number): Vec => edge(t * 2 - 1, south ? 1 : -1) },
    { axis: 1, values: plane.betas, point: (t: number): Vec => edge(east ? 1 : -1, 1 - t * 2) }
  ] as const
  for (const { axis, values, point } of axes) {
    const along: Vec = axis === 0 ? [1, 0, 0] : [0, 0, 1]
    const [from, to] = [values[0]!, values.at(-1)!]
    const zero = placeOf(plane, { alpha: 0, beta: 0 })[axis]
    const distance = compact ? OUT.closeTitle : OUT.title
    const titles = [words.direction(plane, axis), words.directionShort(plane, axis)].flatMap((title) =>
      FARTHER.flatMap((more) =>
        ALONG.map((t) => {
          const at = outside(point(t), along, distance + more, axis === 0 && !steep ? '' : title)
          return within(`${axis}-title`, title, false, at)
        })
      )
    )
    // Without any room the short one stands on the block, in its casing: an axis without a name says less.
    labels.push(titles.find((title) => isFree(title) && !touches(title, block)) ?? titles[titles.length / 2]!)
    for (const t of compact ? [] : [0, zero, 1]) {
      // The corner two axes share stays free for the nearer one.
      const inset = t === 0 ? 0.03 : t === 1 ? 0.97 : t
      const text = words.coordinate(from + (to - from) * t, to - from)
      addTick(`${axis}-${t}`, text, outside(point(inset), along, OUT.tick, text))
    }
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
      const text = words.loss(loss, scale.wall || loss, i === shown.length - 1)
      // At the block's outermost corner: a long figure may lean on it.
      addTick(`loss-${loss}`, text, { x: seen.x - OUT.loss, y: seen.y }, false)
    })
  }
  return labels
}
