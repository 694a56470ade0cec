/*
 * The map of token vectors on a canvas: points, serif words with a casing that give way to one another, lines to the
 * nearest. The chosen token is where one looks from (trail); those of the text are lake. Framework-free.
 */

import type { Colours } from './colours'
import type { Spot } from './space'
import { labels } from './token-map-words'

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
