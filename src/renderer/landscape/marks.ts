/*
 * What lies on the block, drawn over it on a canvas of its own: the path at its true loss, drop lines, start,
 * checkpoints, the ball, dropped balls, a marked place and the cross. What the block hides is dotted, never gone. Over
 * 150 lines: everything over the block is drawn in one order, and the labels' anchors fall out of it.
 */

import type { PathPoint } from '#core/landscape'
import {
  disc,
  drawBall,
  drawCross,
  drawDot,
  drawLine,
  drawRing,
  drawSquare,
  drawWay,
  flat,
  TRAIL_BALL
} from './mark-shapes'
import { hidden, project, type Seen, type Vec, type View } from './projection'
import { RELIEF } from './scale'
import type { PlanePoint } from './surface'
import { inScene, onGround, pathAt, type Terrain } from './terrain'
import type { Tones } from './tones'

/** A trail beside the path: a dropped ball's. */
export interface Trail {
  readonly colour: 1 | 2 | 3 | 4 | 5 | 6
  readonly points: readonly { readonly alpha: number; readonly beta: number; readonly loss: number }[]
}

export interface Marks {
  readonly path: readonly PathPoint[]
  /** Index into the path, with a fraction, where the ball is. */
  readonly at: number
  /** Steps of checkpoints: a dot on the path at each. */
  readonly dots: readonly number[]
  readonly dropLines: boolean
  readonly trails: readonly Trail[]
  readonly mark: PlanePoint | null
  readonly cross: PlanePoint | null
}

/** Where the labels of a drawing go; null what is not shown. */
export interface Anchors {
  readonly start: Seen | null
  readonly ball: Seen | null
  readonly mark: Seen | null
  /** The walked path on the screen: what words should not cover. */
  readonly way: readonly Seen[]
}

/** Points of the drawn path line, at most about this many. */
const DENSE = 640
const BALL = 10
/** Points that stand for the path where words look for room. */
const WAY = 160

/** Draws in CSS pixels; the context is scaled and cleared by the caller. */
export function drawMarks(
  ctx: CanvasRenderingContext2D,
  view: View,
  terrain: Terrain,
  marks: Marks,
  tones: Tones
): Anchors {
  const { css } = tones
  const see = (point: Vec): Seen => project(view, point)
  const behind = (point: Vec): boolean => hidden(view, point, terrain.ground, RELIEF, 0.05)
  ctx.lineCap = 'round'
  ctx.lineJoin = 'round'

  for (const trail of marks.trails) {
    const points = trail.points.map((point) => inScene(terrain, point, point.loss))
    drawWay(ctx, thinned(points, DENSE), see, behind, css[`c${trail.colour}`], css.halo, 2.2)
    const end = points.at(-1)
    if (end)
      drawBall(
        ctx,
        see(end),
        onGroundSeen(see, terrain, trail.points.at(-1)!),
        7,
        css.halo,
        flat(css[`c${trail.colour}`])
      )
  }

  const now = pathAt(marks.path, marks.at)
  const walked = now ? [...marks.path.slice(0, Math.floor(marks.at) + 1), now] : []
  const ahead = now ? [now, ...marks.path.slice(Math.floor(marks.at) + 1)] : []
  const scenePath = (points: readonly PathPoint[]): Vec[] =>
    points.map((point) => inScene(terrain, point, point.loss))

  if (ahead.length > 1) {
    ctx.globalAlpha = 0.4
    drawLine(ctx, dense(scenePath(ahead)).map(see), css['trail-line'], 1.4)
    ctx.globalAlpha = 1
  }
  if (marks.dropLines) drawDrops(ctx, see, terrain, thinned(walked, 400), css['trail-line'])
  const line = dense(scenePath(walked))
  drawWay(ctx, line, see, behind, css['trail-line'], css.halo, 3.2)

  const kept = new Set(marks.dots)
  for (const point of walked.slice(1, -1)) {
    if (kept.has(point.step)) drawDot(ctx, see(inScene(terrain, point, point.loss)), css)
  }
  const first = walked[0]
  const start = first ? see(inScene(terrain, first, first.loss)) : null
  if (start && walked.length > 1) drawSquare(ctx, start, css)

  let ball: Seen | null = null
  if (now) {
    const at = see(inScene(terrain, now, now.loss))
    ball = drawBall(ctx, at, onGroundSeen(see, terrain, now), BALL, css.halo, TRAIL_BALL)
  }
  const marked = marks.mark && onGround(terrain, marks.mark)
  const mark = marked ? see(marked) : null
  if (mark) drawRing(ctx, mark, css)
  const crossed = marks.cross && onGround(terrain, marks.cross)
  if (crossed) drawCross(ctx, see(crossed), css)
  return { start: walked.length > 1 ? start : null, ball, mark, way: thinned(line, WAY).map(see) }
}

const onGroundSeen = (see: (point: Vec) => Seen, terrain: Terrain, point: PlanePoint): Seen | null => {
  const ground = onGround(terrain, point)
  return ground && see(ground)
}

/** Every k-th of a list, its end included. */
function thinned<T>(list: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(list.length / most)
  return every <= 1 ? list : list.filter((_, i) => i % every === 0 || i === list.length - 1)
}

/** The line through the points, cut into short pieces, so that each can be hidden or not. */
function dense(points: readonly Vec[]): Vec[] {
  const pieces = Math.max(1, Math.min(8, Math.floor(DENSE / Math.max(1, points.length))))
  const line: Vec[] = []
  const few = thinned(points, DENSE)
  few.forEach((a, i) => {
    const b = few[i + 1]
    if (!b) return void line.push(a)
    for (let k = 0; k < pieces; k++) {
      const t = k / pieces
      line.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t])
    }
  })
  return line
}

function drawDrops(
  ctx: CanvasRenderingContext2D,
  see: (point: Vec) => Seen,
  terrain: Terrain,
  points: readonly PathPoint[],
  colour: string
): void {
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  ctx.lineWidth = 1.1
  let before = -Infinity
  for (const point of points) {
    const foot = onGroundSeen(see, terrain, point)
    if (!foot || Math.abs(foot.x - before) < 7) continue
    const top = see(inScene(terrain, point, point.loss))
    if (Math.abs(foot.y - top.y) < 3) continue
    before = foot.x
    ctx.globalAlpha = 0.75
    ctx.beginPath()
    ctx.moveTo(top.x, top.y)
    ctx.lineTo(foot.x, foot.y)
    ctx.stroke()
    ctx.globalAlpha = 0.9
    disc(ctx, foot, 1.6)
  }
  ctx.globalAlpha = 1
}
