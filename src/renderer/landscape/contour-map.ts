/*
 * The surface from above on a 2D canvas: colours, a little relief, contour lines, the path; north (larger beta)
 * is up. Without fill it is the rail's locator: lines and path alone. Over 150 lines: the ground, pixel by pixel, and
 * the marks over it are one picture and must agree where a place lies.
 */

import type { PathPoint } from '#core/landscape'
import { lossAt } from './field'
import { colourAt, mapInterval, niceBelow } from './scale'
import type { PlanePoint } from './surface'
import { pathAt, placeOf, type Terrain } from './terrain'
import { disc, drawLine, drawSquare, strokeEach } from './mark-shapes'
import type { Trail } from './marks'
import { DARK, elevationAt, PALE, type Rgb, type Tones } from './tones'

export interface MapMarks {
  readonly path: readonly PathPoint[]
  /** Index into the path, with a fraction, where the ball is. */
  readonly at: number
  readonly trails: readonly Trail[]
  readonly mark: PlanePoint | null
  readonly cross: PlanePoint | null
}

/**
 * The ground as an image of width × height pixels.
 * @param line Thickness of lines: device pixels per CSS pixel.
 */
export function drawGround(
  image: ImageData,
  terrain: Terrain,
  tones: Tones,
  options: {
    readonly fill: boolean
    readonly line: number
    readonly sight: number
    readonly eye: readonly [number, number] | null
  }
): void {
  const { width, height, data } = image
  const { fill, line, sight, eye } = options
  const { scale, field } = terrain
  const thin = fill ? mapInterval(scale) : niceBelow((scale.hi - scale.lo) / 15)
  const index = thin * 5
  const row = (j: number): Float32Array => {
    const values = new Float32Array(width + 1)
    const v = Math.min(1, Math.max(0, 1 - (j + 0.5) / height))
    for (let i = 0; i <= width; i++) values[i] = lossAt(field, Math.min(1, (i + 0.5) / width), v)
    return values
  }
  const relief = (width * 0.012 * 2.4) / Math.max(1e-9, scale.hi - scale.lo)
  let here = row(0)
  for (let j = 0; j < height; j++) {
    const below = row(Math.min(height - 1, j + 1))
    for (let i = 0; i < width; i++) {
      const at = (j * width + i) * 4
      const loss = here[i]!
      if (Number.isNaN(loss)) {
        data[at + 3] = 0
        continue
      }
      const next = here[Math.min(width - 1, i + 1)]!
      const dx = Number.isNaN(next) ? 0 : next - loss
      const dy = Number.isNaN(below[i]!) ? 0 : below[i]! - loss
      const slope = Math.hypot(dx, dy) + 1e-9
      const ink = (interval: number, wide: number): number => {
        const f = loss / interval
        const away = (Math.abs(f - Math.round(f)) * interval) / slope
        return Math.min(1, Math.max(0, wide - away + 0.5)) * Math.min(1, interval / slope / 4)
      }
      const strength = fill
        ? Math.max(ink(thin, 0.35 * line) * 0.32, ink(index, 0.7 * line) * 0.62)
        : Math.max(ink(thin, 0.3 * line) * 0.25, ink(index, 0.55 * line) * 0.55)
      if (!fill) {
        for (const k of [0, 1, 2] as const) data[at + k] = tones.rgb.ink[k] * 255
        data[at + 3] = strength * 255
        continue
      }
      const t = colourAt(scale, loss)
      const shade = 1 + Math.min(0.16, Math.max(-0.16, (-dx - dy) * relief))
      const ground = elevationAt(tones.elevation, t)
      const contour: Rgb = t > 0.375 ? DARK : PALE
      let fog = 0
      if (sight > 0 && eye) {
        const far = Math.hypot((i + 0.5) / width - eye[0], 1 - (j + 0.5) / height - eye[1])
        const past = Math.min(1, Math.max(0, (far - sight) / (sight * 0.3)))
        fog = past * past * (3 - 2 * past)
      }
      for (const k of [0, 1, 2] as const) {
        const lit = Math.min(1, ground[k] * shade)
        const lined = lit + (contour[k] - lit) * strength
        data[at + k] = (lined + (tones.rgb.fog[k] - lined) * fog) * 255
      }
      data[at + 3] = 255
    }
    here = below
  }
}

/** Path, balls, marks over the ground. The context is in CSS pixels. */
export function drawMapMarks(
  ctx: CanvasRenderingContext2D,
  terrain: Terrain,
  marks: MapMarks,
  { css }: Tones,
  width: number,
  height: number,
  plain = false
): void {
  const at = (point: PlanePoint): { x: number; y: number } => {
    const [u, v] = placeOf(terrain.plane, point)
    return { x: u * width, y: (1 - v) * height }
  }
  const way = (points: readonly PlanePoint[], colour: string, wide: number): void =>
    drawLine(ctx, points.map(at), colour, wide)
  const dot = (point: PlanePoint, colour: string, radius: number): void => {
    ctx.fillStyle = colour
    disc(ctx, at(point), radius)
  }
  ctx.lineCap = 'round'
  ctx.lineJoin = 'round'
  for (const { points, colour } of marks.trails) {
    way(points, css.halo, 4)
    way(points, css[`c${colour}`], 1.8)
    const end = points.at(-1)
    if (!end) continue
    dot(end, css.halo, 5)
    dot(end, css[`c${colour}`], 3.6)
  }
  const now = pathAt(marks.path, marks.at)
  const start = marks.path[0]
  if (now && start) {
    const walked = [...marks.path.slice(0, Math.floor(marks.at) + 1), now]
    const ahead = [now, ...marks.path.slice(Math.floor(marks.at) + 1)]
    if (ahead.length > 1 && !plain) {
      ctx.globalAlpha = 0.45
      way(ahead, css['trail-line'], 1.2)
      ctx.globalAlpha = 1
    }
    if (!plain) way(walked, css.halo, 5)
    way(walked, css['trail-line'], plain ? 2 : 2.6)
    if (!plain && walked.length > 1) {
      drawSquare(ctx, at(start), css, 4, 1.5)
    }
    if (!plain) dot(now, css.halo, 6.5)
    dot(now, css['trail-line'], plain ? 3.8 : 4.6)
  }
  if (marks.mark) {
    const { x, y } = at(marks.mark)
    const strokes = [
      [css.halo, 4.5],
      [css.lake, 2]
    ] as const
    strokeEach(ctx, strokes, () => ctx.arc(x, y, 7, 0, Math.PI * 2))
  }
  if (marks.cross) {
    const { x, y } = at(marks.cross)
    const strokes = [
      [css.halo, 3],
      [css.ink, 1]
    ] as const
    strokeEach(ctx, strokes, () => {
      ctx.moveTo(x, 0)
      ctx.lineTo(x, height)
      ctx.moveTo(0, y)
      ctx.lineTo(width, y)
    })
  }
}
