/*
 * What lies on the block, drawn over it on a canvas of its own: the path at its true loss, drop lines, start,
 * checkpoints, the ball, dropped balls, a marked place and the cross. What the block hides is dotted, never gone.
 */

import type { PathPoint } from '#core/landscape'
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

function drawWay(
  ctx: CanvasRenderingContext2D,
  points: readonly Vec[],
  see: (point: Vec) => Seen,
  behind: (point: Vec) => boolean,
  colour: string,
  halo: string,
  width: number
): void {
  const seen = points.map(see)
  const covered = points.map(behind)
  const stroke = (style: string, wide: number, which: boolean): void => {
    ctx.strokeStyle = style
    ctx.lineWidth = wide
    ctx.beginPath()
    let on = false
    seen.forEach((p, i) => {
      const take = covered[i] === which
      if (take && on) ctx.lineTo(p.x, p.y)
      else if (take) ctx.moveTo(p.x, p.y)
      on = take
    })
    ctx.stroke()
  }
  stroke(halo, width + 3, false)
  stroke(colour, width, false)
  ctx.setLineDash([0.1, 4.2])
  stroke(colour, 1.8, true)
  ctx.setLineDash([])
}

function drawLine(
  ctx: CanvasRenderingContext2D,
  points: readonly Seen[],
  colour: string,
  width: number
): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = width
  ctx.beginPath()
  points.forEach(({ x, y }, i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)))
  ctx.stroke()
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

function disc(ctx: CanvasRenderingContext2D, { x, y }: Seen, radius: number): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.fill()
}

function drawDot(ctx: CanvasRenderingContext2D, at: Seen, css: Tones['css']): void {
  ctx.fillStyle = css.halo
  disc(ctx, at, 3.8)
  ctx.fillStyle = css['trail-line']
  disc(ctx, at, 2.4)
}

function drawSquare(ctx: CanvasRenderingContext2D, { x, y }: Seen, css: Tones['css']): void {
  ctx.fillStyle = css['trail-line']
  ctx.strokeStyle = css.halo
  ctx.lineWidth = 1.8
  ctx.lineJoin = 'miter'
  ctx.beginPath()
  ctx.rect(x - 5, y - 5, 10, 10)
  ctx.fill()
  ctx.stroke()
  ctx.lineJoin = 'round'
}

function drawRing(ctx: CanvasRenderingContext2D, { x, y }: Seen, css: Tones['css']): void {
  for (const [style, width] of [
    [css.halo, 5],
    [css.lake, 2.2]
  ] as const) {
    ctx.strokeStyle = style
    ctx.lineWidth = width
    ctx.beginPath()
    ctx.ellipse(x, y, 9, 6, 0, 0, Math.PI * 2)
    ctx.stroke()
  }
}

function drawCross(ctx: CanvasRenderingContext2D, { x, y }: Seen, css: Tones['css']): void {
  for (const [style, width] of [
    [css.halo, 3.6],
    [css.ink, 1.4]
  ] as const) {
    ctx.strokeStyle = style
    ctx.lineWidth = width
    ctx.beginPath()
    ctx.moveTo(x - 8, y)
    ctx.lineTo(x + 8, y)
    ctx.moveTo(x, y - 8)
    ctx.lineTo(x, y + 8)
    ctx.stroke()
  }
}

/** Light, body and shade of a matte ball. */
type BallTones = readonly [string, string, string]
const TRAIL_BALL: BallTones = ['#ffc7ae', '#ee6a3c', '#a32c0b']
const flat = (colour: string): BallTones => [colour, colour, colour]

/** A ball resting on its point, with its shadow on the ground under it. @returns its middle. */
function drawBall(
  ctx: CanvasRenderingContext2D,
  at: Seen,
  ground: Seen | null,
  radius: number,
  halo: string,
  [light, body, shade]: BallTones
): Seen {
  if (ground) {
    const [x, y] = [ground.x + radius * 0.3, ground.y + radius * 0.2]
    ctx.save()
    ctx.translate(x, y)
    ctx.scale(1, 0.47)
    const shadow = ctx.createRadialGradient(0, 0, 1, 0, 0, radius * 1.5)
    shadow.addColorStop(0, 'rgba(0, 20, 30, 0.55)')
    shadow.addColorStop(1, 'rgba(0, 20, 30, 0)')
    ctx.fillStyle = shadow
    disc(ctx, { x: 0, y: 0, depth: 0 }, radius * 1.5)
    ctx.restore()
  }
  const middle = { ...at, y: Math.min(at.y, ground?.y ?? at.y) - radius * 0.75 }
  ctx.fillStyle = halo
  disc(ctx, middle, radius + 1.6)
  const paint = ctx.createRadialGradient(
    middle.x - radius * 0.38,
    middle.y - radius * 0.42,
    radius * 0.08,
    middle.x,
    middle.y,
    radius * 1.05
  )
  paint.addColorStop(0, light)
  paint.addColorStop(0.35, body)
  paint.addColorStop(1, shade)
  ctx.fillStyle = paint
  disc(ctx, middle, radius)
  return middle
}
