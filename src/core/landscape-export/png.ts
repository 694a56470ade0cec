/*
 * The surface as a PNG without a canvas, for the terminal: a contour map with relief, lines, path, and the
 * elevation scale along its lower edge. It has no letters; what it shows stands in its text chunks.
 * Over 150 lines: ground, bar and path are drawn on one small raster of our own, which nothing else uses.
 */

import { encode } from 'fast-png'
import type { LandscapeSurface } from '../landscape'
import { colourAt, mapInterval, scaleOf, type Scale } from '../landscape-scale'
import { pictureWords } from '../wording/landscape-picture'
import { DARK, elevationAt, INKS, PALE, rgbOf, type Rgb } from './elevation'
import { smoothed } from './smooth'

/** Of the map's side: the page round it, the scale under it. */
const MARGIN = 0.04
const BAR = 0.014
/** Height of the relief, and its strength at most: ±16 %. */
const RELIEF = 0.03
const SHADE = 0.16

const TRAIL = rgbOf(INKS['trail-line'])
const HALO = rgbOf(INKS.halo)

class Picture {
  readonly data: Uint8Array

  constructor(
    readonly width: number,
    readonly height: number
  ) {
    this.data = new Uint8Array(width * height * 3)
    const page = rgbOf(INKS.page)
    for (let i = 0; i < this.data.length; i++) this.data[i] = page[i % 3]!
  }

  /** Lays a colour over a pixel, `cover` from 0 to 1. */
  lay(x: number, y: number, colour: Rgb, cover: number): void {
    if (cover <= 0 || x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const at = (y * this.width + x) * 3
    for (const k of [0, 1, 2] as const) {
      const before = this.data[at + k]!
      this.data[at + k] = Math.round(before + (colour[k] - before) * Math.min(1, cover))
    }
  }

  /** Lays a colour on every pixel nearer than `radius` to what `distance` measures, its edge smooth. */
  near(
    box: readonly [number, number, number, number],
    radius: number,
    colour: Rgb,
    distance: (x: number, y: number) => number
  ): void {
    const [x0, y0, x1, y1] = box
    for (let y = Math.max(0, Math.floor(y0 - radius)); y <= Math.min(this.height - 1, y1 + radius); y++) {
      for (let x = Math.max(0, Math.floor(x0 - radius)); x <= Math.min(this.width - 1, x1 + radius); x++) {
        this.lay(x, y, colour, radius - distance(x + 0.5, y + 0.5) + 0.5)
      }
    }
  }
}

/**
 * The file.
 * @param side Of the map, in pixels, 200 to 4096; the picture is a margin wider and has the scale below.
 */
export function surfaceToPng(surface: LandscapeSurface, side = 1200): Uint8Array {
  const margin = Math.round(side * MARGIN)
  const bar = Math.max(4, Math.round(side * BAR))
  const picture = new Picture(side + 2 * margin, side + 2 * margin + bar + Math.round(margin / 2))
  const scale = scaleOf(surface.losses, false)
  if (scale) {
    drawGround(picture, smoothed(surface.losses, surface.alphas.length, side), scale, side, margin)
    drawBar(picture, side, bar, margin)
  }
  drawPath(picture, surface, side, margin)
  const words = pictureWords(surface)
  // Text chunks are Latin-1.
  const plain = (text: string): string => text.replaceAll('−', '-').replace(/[^\x20-\x7e\xa0-\xff]/g, '?')
  return encode({
    width: picture.width,
    height: picture.height,
    data: picture.data,
    channels: 3,
    text: {
      Title: plain(words.title).slice(0, 79),
      Description: plain(`${words.line}. Across: ${words.axes[0]}. Up: ${words.axes[1]}.`),
      Software: 'Downhill',
      ...(scale && { Comment: `Colours from ${scale.lo.toFixed(4)} to ${scale.hi.toFixed(4)} nats` })
    }
  })
}

function drawGround(picture: Picture, fine: Float32Array, scale: Scale, side: number, margin: number): void {
  const interval = mapInterval(scale)
  const line = side / 600
  const relief = (side * RELIEF) / (scale.hi - scale.lo)
  for (let row = 0; row < side; row++) {
    // North, the largest beta, is up.
    const from = (side - 1 - row) * side
    const below = Math.max(0, side - 2 - row) * side
    for (let x = 0; x < side; x++) {
      const loss = fine[from + x]!
      if (Number.isNaN(loss)) {
        picture.lay(x + margin, row + margin, rgbOf(INKS.wall), 1)
        continue
      }
      const slope = (other: number): number => (Number.isNaN(other) ? 0 : other - loss)
      const [dx, dy] = [slope(fine[from + Math.min(side - 1, x + 1)]!), slope(fine[below + x]!)]
      const steep = Math.hypot(dx, dy) + 1e-12
      const shade = 1 + Math.min(SHADE, Math.max(-SHADE, (-dx - dy) * relief))
      const t = colourAt(scale, loss)
      const ground = elevationAt(t).map((part) => Math.min(255, part * shade)) as unknown as Rgb
      picture.lay(x + margin, row + margin, ground, 1)
      // Lines fade where they would crowd.
      const ink = (every: number, wide: number): number => {
        const f = loss / every
        const away = (Math.abs(f - Math.round(f)) * every) / steep
        return Math.min(1, Math.max(0, wide - away + 0.5)) * Math.min(1, every / steep / 4)
      }
      const strength = Math.max(ink(interval, 0.35 * line) * 0.32, ink(interval * 5, 0.7 * line) * 0.62)
      picture.lay(x + margin, row + margin, t > 0.375 ? DARK : PALE, strength)
    }
  }
}

function drawBar(picture: Picture, side: number, bar: number, margin: number): void {
  const top = margin + side + Math.round(margin / 2)
  for (let x = 0; x < side; x++) {
    const colour = elevationAt(x / (side - 1))
    for (let y = 0; y < bar; y++) picture.lay(x + margin, top + y, colour, 1)
  }
}

function drawPath(picture: Picture, surface: LandscapeSurface, side: number, margin: number): void {
  const { path, alphas, betas } = surface
  const place = (value: number, axis: Float64Array): number =>
    ((value - axis[0]!) / (axis.at(-1)! - axis[0]!)) * (side - 1)
  const points = path
    .map(
      ({ alpha, beta }) => [margin + place(alpha, alphas), margin + side - 1 - place(beta, betas)] as const
    )
    // A place far outside the picture would only cost time.
    .filter(([x, y]) => Math.abs(x) < 8 * side && Math.abs(y) < 8 * side)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return
  const wide = side / 400
  for (const [colour, radius] of [
    [HALO, wide * 1.9],
    [TRAIL, wide]
  ] as const) {
    points.slice(1).forEach((b, i) => {
      const a = points[i]!
      const box = [
        Math.min(a[0], b[0]),
        Math.min(a[1], b[1]),
        Math.max(a[0], b[0]),
        Math.max(a[1], b[1])
      ] as const
      picture.near(box, radius, colour, (x, y) => toSegment(x, y, a, b))
    })
  }
  const around = ([x, y]: readonly [number, number]) => [x, y, x, y] as const
  const square = (x: number, y: number): number => Math.max(Math.abs(x - first[0]), Math.abs(y - first[1]))
  const round = (x: number, y: number): number => Math.hypot(x - last[0], y - last[1])
  for (const [colour, extra] of [
    [HALO, wide],
    [TRAIL, 0]
  ] as const) {
    if (points.length > 1) picture.near(around(first), wide * 2.6 + extra, colour, square)
    picture.near(around(last), wide * 3.6 + extra, colour, round)
  }
}

/** Distance from a place to the line between two others. */
function toSegment(x: number, y: number, a: readonly [number, number], b: readonly [number, number]): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = dx * dx + dy * dy
  const t = length > 0 ? Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length)) : 0
  return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy)
}
