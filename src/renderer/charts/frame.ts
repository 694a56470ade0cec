/*
 * What the marks of a chart are drawn on: the canvas in CSS pixels, the plot's place in it and the way
 * from numbers to positions. Also the few strokes every mark is made of.
 */

import type { Palette } from './palette'
import type { LossChartFormat, LossChartWords } from './words'

export interface Frame {
  readonly ctx: CanvasRenderingContext2D
  readonly palette: Palette
  readonly words: LossChartWords
  readonly format: LossChartFormat
  /** The plot's edges in CSS pixels. */
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** Position of a step. */
  x(step: number): number
  /** Position of a loss in nats, held inside the plot. */
  y(nats: number): number
  /** A loss in nats as text in the unit that is shown. */
  loss(nats: number, decimals: number): string
}

export interface TextStyle {
  readonly colour: string
  readonly size?: number
  readonly bold?: boolean
  readonly align?: CanvasTextAlign
  readonly family?: string
  /** Width of the page-coloured edge that keeps the text readable on a picture; 0 for none. */
  readonly casing?: number
}

/** What words and strokes need of a frame. */
export type Canvas = Pick<Frame, 'ctx' | 'palette'>

function setFont(
  frame: Canvas,
  { size = 13, bold = false, family = frame.palette.sans }: Partial<TextStyle>
): void {
  frame.ctx.font = `${bold ? '600 ' : ''}${size}px ${family}`
}

/** Width of a text in CSS pixels. */
export function widthOf(frame: Canvas, text: string, style: Partial<TextStyle>): number {
  setFont(frame, style)
  return frame.ctx.measureText(text).width
}

/** Writes text with its middle at `y`. */
export function write(frame: Canvas, text: string, x: number, y: number, style: TextStyle): void {
  const { ctx } = frame
  setFont(frame, style)
  ctx.textAlign = style.align ?? 'left'
  ctx.textBaseline = 'alphabetic'
  const baseline = Math.round(y + (style.size ?? 13) * 0.34)
  const casing = style.casing ?? 0
  if (casing > 0) {
    ctx.lineJoin = 'round'
    ctx.lineWidth = casing
    ctx.strokeStyle = frame.palette.page
    ctx.strokeText(text, x, baseline)
  }
  ctx.fillStyle = style.colour
  ctx.fillText(text, x, baseline)
}

export interface LineStyle {
  readonly colour: string
  readonly width?: number
  readonly dash?: readonly number[]
  readonly alpha?: number
}

/** A straight horizontal or vertical line, set on whole pixels so that it is crisp. */
export function rule(frame: Canvas, x0: number, y0: number, x1: number, y1: number, style: LineStyle): void {
  const { ctx } = frame
  const crisp = (at: number) => Math.round(at) + 0.5
  ctx.save()
  ctx.globalAlpha = style.alpha ?? 1
  ctx.strokeStyle = style.colour
  ctx.lineWidth = style.width ?? 1
  ctx.setLineDash([...(style.dash ?? [])])
  ctx.beginPath()
  ctx.moveTo(x0 === x1 ? crisp(x0) : x0, y0 === y1 ? crisp(y0) : y0)
  ctx.lineTo(x0 === x1 ? crisp(x1) : x1, y0 === y1 ? crisp(y1) : y1)
  ctx.stroke()
  ctx.restore()
}

/** A disc, with an edge if `edge` names a colour. */
export function disc(frame: Canvas, x: number, y: number, radius: number, fill: string, edge?: string): void {
  const { ctx } = frame
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, 2 * Math.PI)
  ctx.fillStyle = fill
  ctx.fill()
  if (edge === undefined) return
  ctx.lineWidth = 1.75
  ctx.strokeStyle = edge
  ctx.stroke()
}
