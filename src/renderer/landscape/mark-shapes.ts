/*
 * The strokes and shapes that the marks on block and map are made of, in their colours and with the halo that keeps
 * them readable on any ground. They know no terrain and no path: what is marked and where is the business of marks.ts.
 * Over 150 lines: one short function for each shape, all with the same halo.
 */

import type { Seen, Vec } from './projection'
import type { Tones } from './tones'

/** A place on the canvas, in CSS pixels. */
type Point = Pick<Seen, 'x' | 'y'>

export function drawWay(
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

export function drawLine(
  ctx: CanvasRenderingContext2D,
  points: readonly Point[],
  colour: string,
  width: number
): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = width
  ctx.beginPath()
  points.forEach(({ x, y }, i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)))
  ctx.stroke()
}

export function disc(ctx: CanvasRenderingContext2D, { x, y }: Point, radius: number): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.fill()
}

export function drawDot(ctx: CanvasRenderingContext2D, at: Seen, css: Tones['css']): void {
  ctx.fillStyle = css.halo
  disc(ctx, at, 3.8)
  ctx.fillStyle = css['trail-line']
  disc(ctx, at, 2.4)
}

/** @param half of its side @param edge width of its halo */
export function drawSquare(
  ctx: CanvasRenderingContext2D,
  { x, y }: Point,
  css: Tones['css'],
  half = 5,
  edge = 1.8
): void {
  ctx.fillStyle = css['trail-line']
  ctx.strokeStyle = css.halo
  ctx.lineWidth = edge
  ctx.lineJoin = 'miter'
  ctx.beginPath()
  ctx.rect(x - half, y - half, 2 * half, 2 * half)
  ctx.fill()
  ctx.stroke()
  ctx.lineJoin = 'round'
}

/** The same outline in several styles and widths, one over the other: a halo, then the line itself. */
export function strokeEach(
  ctx: CanvasRenderingContext2D,
  strokes: readonly (readonly [style: string, width: number])[],
  outline: () => void
): void {
  for (const [style, width] of strokes) {
    ctx.strokeStyle = style
    ctx.lineWidth = width
    ctx.beginPath()
    outline()
    ctx.stroke()
  }
}

export function drawRing(ctx: CanvasRenderingContext2D, { x, y }: Point, css: Tones['css']): void {
  const strokes = [
    [css.halo, 5],
    [css.lake, 2.2]
  ] as const
  strokeEach(ctx, strokes, () => ctx.ellipse(x, y, 9, 6, 0, 0, Math.PI * 2))
}

export function drawCross(ctx: CanvasRenderingContext2D, { x, y }: Point, css: Tones['css']): void {
  const strokes = [
    [css.halo, 3.6],
    [css.ink, 1.4]
  ] as const
  strokeEach(ctx, strokes, () => {
    ctx.moveTo(x - 8, y)
    ctx.lineTo(x + 8, y)
    ctx.moveTo(x, y - 8)
    ctx.lineTo(x, y + 8)
  })
}

/** Light, body and shade of a matte ball. */
type BallTones = readonly [string, string, string]
export const TRAIL_BALL: BallTones = ['#ffc7ae', '#ee6a3c', '#a32c0b']
export const flat = (colour: string): BallTones => [colour, colour, colour]

/** A ball resting on its point, with its shadow on the ground under it. @returns its middle. */
export function drawBall(
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
    disc(ctx, { x: 0, y: 0 }, radius * 1.5)
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
