/*
 * The map of token vectors on a canvas: points, serif words with a casing that give way to one another, lines to the
 * nearest. The chosen token is where one looks from (trail); those of the text are lake. Framework-free.
 */

import type { Colours } from './colours'
import { unhindered, type Box, type Spot } from './space'

export interface MapPicture {
  readonly ids: Int32Array
  readonly spots: readonly Spot[]
  /** The map's unit that reaches the edge. */
  readonly reach: number
  readonly names: readonly string[]
  readonly selected: number
  readonly marked: ReadonlySet<number>
  /** Tokens that lines go to. */
  readonly near: readonly number[]
}

/** Where a spot lies, in CSS pixels. */
export function onScreen(
  spot: Spot,
  reach: number,
  width: number,
  height: number
): readonly [number, number] {
  const half = Math.min(width, height) / 2 - 12
  // A wide frame is used: the map is stretched across by at most a third.
  const wide = Math.min(1.34 * half, width / 2 - 28)
  return [width / 2 + (spot.x / reach) * wide, height / 2 - (spot.y / reach) * half]
}

export function drawMap(
  canvas: HTMLCanvasElement,
  picture: MapPicture,
  { css, serif }: Colours,
  width: number,
  height: number
): void {
  const ctx = sized(canvas, width, height)
  if (!ctx) return
  ctx.strokeStyle = css['hair']!
  ctx.beginPath()
  ctx.moveTo(width / 2, 0)
  ctx.lineTo(width / 2, height)
  ctx.moveTo(0, height / 2)
  ctx.lineTo(width, height / 2)
  ctx.stroke()
  const { ids, spots, reach, selected, marked, near } = picture
  const points = spots.map((spot) => onScreen(spot, reach, width, height))
  const indexOf = new Map(Array.from(ids, (id, i) => [id, i]))
  const own = points[indexOf.get(selected) ?? -1]
  ctx.strokeStyle = css['c1']!
  ctx.lineWidth = 1.5
  for (const id of near) {
    const other = points[indexOf.get(id) ?? -1]
    if (!own || !other) continue
    ctx.beginPath()
    ctx.moveTo(...own)
    ctx.lineTo(...other)
    ctx.stroke()
  }
  const rank = (id: number): number => (id === selected ? 3 : near.includes(id) ? 2 : marked.has(id) ? 1 : 0)
  const order = Array.from(ids, (id, i) => ({ id, i })).sort((a, b) => rank(a.id) - rank(b.id))
  for (const { id, i } of order) {
    const [x, y] = points[i]!
    const depth = 1 + Math.max(-0.3, Math.min(0.3, (spots[i]!.depth / reach) * 0.3))
    ctx.fillStyle = css[id === selected ? 'trail-line' : marked.has(id) ? 'lake' : 'ink-3']!
    ctx.beginPath()
    ctx.arc(x, y, (rank(id) > 0 ? 4.5 : 3) * depth, 0, 2 * Math.PI)
    ctx.fill()
  }
  labels(ctx, order.reverse(), points, { picture, css, serif, rank, width })
}

/** The token under the pointer, on a canvas of its own: following the pointer draws none of the others anew. */
export function drawHovered(
  canvas: HTMLCanvasElement,
  name: string | null,
  [x, y]: readonly [number, number],
  { css, serif }: Colours,
  width: number,
  height: number
): void {
  const ctx = sized(canvas, width, height)
  if (!ctx || name === null) return
  ctx.fillStyle = css['ink']!
  ctx.beginPath()
  ctx.arc(x, y, 4.5, 0, 2 * Math.PI)
  ctx.fill()
  ctx.font = `17px ${serif}`
  ctx.textBaseline = 'middle'
  const across = ctx.measureText(name).width
  const left = x + 9 + across > width - 2 ? x - 9 - across : x + 9
  ctx.fillStyle = css['sunken']!
  ctx.fillRect(left - 3, y - 11, across + 6, 22)
  ctx.fillStyle = css['ink']!
  ctx.fillText(name, left, y)
}

function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = Math.max(1, Math.min(3, devicePixelRatio))
  canvas.width = Math.max(1, Math.round(width * ratio))
  canvas.height = Math.max(1, Math.round(height * ratio))
  const ctx = canvas.getContext('2d')
  ctx?.scale(ratio, ratio)
  return ctx
}

/** Widths of words that were measured, by font and word: a map is drawn again and again with the same ones. */
const widths = new Map<string, number>()
const MOST_WIDTHS = 20_000
/** Words on a map: more are no help, and each takes its time to draw. */
const MOST_WORDS = 150

function widthOf(ctx: CanvasRenderingContext2D, font: string, name: string): number {
  const key = `${font} ${name}`
  const known = widths.get(key)
  if (known !== undefined) return known
  if (widths.size > MOST_WIDTHS) widths.clear()
  if (ctx.font !== font) ctx.font = font
  const { width } = ctx.measureText(name)
  widths.set(key, width)
  return width
}

function labels(
  ctx: CanvasRenderingContext2D,
  order: readonly { readonly id: number; readonly i: number }[],
  points: readonly (readonly [number, number])[],
  given: {
    readonly picture: MapPicture
    readonly css: Colours['css']
    readonly serif: string
    readonly rank: (id: number) => number
    readonly width: number
  }
): void {
  const { picture, css, serif, rank, width } = given
  ctx.textBaseline = 'middle'
  const font = (id: number): string => `${rank(id) > 0 ? 17 : 15}px ${serif}`
  const lefts: number[] = []
  const boxes = order.map(({ id, i }): Box => {
    const [x, y] = points[i]!
    const across = widthOf(ctx, font(id), picture.names[i] ?? '')
    // To the left of its point where the frame ends.
    const left = x + 9 + across > width - 2 ? x - 9 - across : x + 9
    lefts.push(left)
    return { left: left - 2, top: y - 9, right: left + across + 2, bottom: y + 9 }
  })
  for (const at of unhindered(boxes, MOST_WORDS).reverse()) {
    const { id, i } = order[at]!
    ctx.font = font(id)
    ctx.lineWidth = 3
    ctx.lineJoin = 'round'
    ctx.strokeStyle = css['sunken']!
    ctx.strokeText(picture.names[i] ?? '', lefts[at]!, points[i]![1])
    ctx.fillStyle = css[rank(id) > 0 ? 'ink' : 'ink-2']!
    ctx.fillText(picture.names[i] ?? '', lefts[at]!, points[i]![1])
  }
}
