/*
 * The words on the map of token vectors: beside their points, with a casing, as many as do not lie on one another.
 */

import type { Colours } from './colours'
import { unhindered, type Box } from './space'
import type { MapPicture } from './token-map'

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

/** @param order the most important first: the others give way to them */
export function labels(
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
