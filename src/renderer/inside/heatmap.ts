/*
 * A grid of coloured cells on a canvas: where things lie, and how they are drawn. Numbers are printed from 36 px on,
 * words of rows and columns as long as they leave each other room. Framework-free.
 */

import { decimal } from '../catalogue/format'
import { cssOf, inkOn, ofShare, ofSigned, packed, type Colours } from './colours'

export interface Cell {
  readonly row: number
  readonly column: number
}

/** In CSS pixels. */
export interface HeatmapLayout {
  readonly left: number
  readonly top: number
  /** Width and height of a cell. */
  readonly across: number
  readonly down: number
  readonly width: number
  readonly height: number
}

const TOP = 26
const CHARACTER = 8.5
const PRINTED = 36

export interface HeatmapRoom {
  readonly largest: number
  readonly rowHeight?: number
  /** Smallest width of a cell that holds words. */
  readonly smallest?: number
  /** Rows are as high as columns are wide, however small: their words then thin out alike. */
  readonly square?: boolean
}

/** Least height of a row whose word is read. */
const LINE = 14

/** Cells as large as fit the width. */
export function layOut(
  rows: readonly string[],
  columns: readonly string[],
  width: number,
  { largest, rowHeight, smallest = 0.5, square = false }: HeatmapRoom
): HeatmapLayout {
  const longest = rows.reduce((most, word) => Math.max(most, [...word].length), 1)
  const left = Math.min(Math.max(30, 14 + longest * CHARACTER), 112)
  const across = Math.max(smallest, Math.min(largest, (width - left - 2) / Math.max(1, columns.length)))
  const down = rowHeight ?? (square ? across : Math.max(across, Math.min(LINE, largest)))
  // Cells that must not be smaller may need more than there is: the picture is scrolled then.
  const whole = Math.max(width, Math.ceil(left + across * columns.length + 2))
  return { left, top: TOP, across, down, width: whole, height: Math.ceil(TOP + down * rows.length + 4) }
}

/** The cell at a point; null beside the grid. */
export function cellAt(
  { left, top, across, down }: HeatmapLayout,
  rows: number,
  columns: number,
  x: number,
  y: number
): Cell | null {
  const [row, column] = [Math.floor((y - top) / down), Math.floor((x - left) / across)]
  return row >= 0 && column >= 0 && row < rows && column < columns ? { row, column } : null
}

export interface HeatmapPicture {
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly values: Float32Array
  readonly kind: 'share' | 'signed'
  readonly marks: ((row: number, column: number) => string) | undefined
  readonly hides: (row: number, column: number) => boolean
  readonly words: 'serif' | 'sans'
  readonly layout: HeatmapLayout
  readonly chosenRow: number | null
  readonly chosenColumn: number | null
}

export function drawCells(canvas: HTMLCanvasElement, picture: HeatmapPicture, colours: Colours): void {
  const { values, layout } = picture
  const ctx = sized(canvas, layout)
  if (!ctx) return
  ctx.textBaseline = 'middle'
  let most = 0
  if (picture.kind === 'signed') for (const value of values) most = Math.max(most, Math.abs(value) || 0)
  const { across } = layout
  if (across < 12 && !picture.marks) pixels(ctx, picture, colours, most)
  else cells(ctx, picture, colours, most)
  words(ctx, picture, colours)
  frames(ctx, picture, colours)
}

function cells(ctx: CanvasRenderingContext2D, picture: HeatmapPicture, colours: Colours, most: number): void {
  const { rows, columns, values, layout } = picture
  const { left, top, across, down } = layout
  const gap = Math.min(across, down) >= 12 ? 1 : 0
  for (let r = 0; r < rows.length; r++) {
    for (let c = 0; c < columns.length; c++) {
      const [x, y] = [left + c * across, top + r * down]
      if (picture.hides(r, c)) {
        ctx.fillStyle = colours.css['line']!
        if (across >= 12) ctx.fillRect(x + across / 2 - 4, y + down / 2 - 0.5, 8, 1)
        continue
      }
      const value = values[r * columns.length + c]!
      const ground = picture.kind === 'share' ? ofShare(colours, value) : ofSigned(colours, value, most)
      ctx.fillStyle = cssOf(ground)
      ctx.fillRect(x + gap, y + gap, across - 2 * gap, down - 2 * gap)
      const mark = picture.marks?.(r, c)
      if (mark === undefined && (across < PRINTED || down < 18)) continue
      ctx.fillStyle = inkOn(ground)
      ctx.textAlign = 'center'
      ctx.font = mark === undefined ? `14px ${colours.sans}` : `${fontFor(mark, across)}px ${colours.serif}`
      ctx.fillText(mark ?? decimal(value, 2), x + across / 2, y + down / 2 + 0.5, across - 4)
    }
  }
}

/** The cell that is read, on a canvas of its own: following the pointer draws nothing else anew. */
export function drawCursor(
  canvas: HTMLCanvasElement,
  layout: HeatmapLayout,
  cursor: Cell | null,
  { css }: Colours
): void {
  const ctx = sized(canvas, layout)
  if (!ctx || !cursor) return
  const { left, top, across, down } = layout
  ctx.strokeStyle = css['ink']!
  ctx.lineWidth = 1.5
  ctx.strokeRect(left + cursor.column * across, top + cursor.row * down, across, down)
}

function sized(canvas: HTMLCanvasElement, { width, height }: HeatmapLayout): CanvasRenderingContext2D | null {
  const ratio = Math.max(1, Math.min(3, devicePixelRatio))
  canvas.width = Math.max(1, Math.round(width * ratio))
  canvas.height = Math.max(1, Math.round(height * ratio))
  const ctx = canvas.getContext('2d')
  ctx?.scale(ratio, ratio)
  return ctx
}

/** Small cells, of which there may be tens of thousands: a pixel each, enlarged. */
function pixels(
  ctx: CanvasRenderingContext2D,
  picture: HeatmapPicture,
  colours: Colours,
  most: number
): void {
  const { rows, columns, values, layout, hides } = picture
  if (rows.length === 0 || columns.length === 0) return
  const small = new OffscreenCanvas(columns.length, rows.length)
  const image = new ImageData(columns.length, rows.length)
  const into = new Uint32Array(image.data.buffer)
  const shades = Uint32Array.from({ length: 511 }, (_, i) =>
    packed(picture.kind === 'share' ? ofShare(colours, (i - 255) / 255) : ofSigned(colours, i - 255, 255))
  )
  const whole = picture.kind === 'share' ? 1 : most || 1
  for (let r = 0; r < rows.length; r++) {
    for (let c = 0; c < columns.length; c++) {
      const at = r * columns.length + c
      if (hides(r, c)) continue
      into[at] = shades[255 + Math.round(255 * Math.max(-1, Math.min(1, values[at]! / whole)))] ?? 0
    }
  }
  small.getContext('2d')?.putImageData(image, 0, 0)
  ctx.imageSmoothingEnabled = false
  const { left, top, across, down } = layout
  ctx.drawImage(small, left, top, across * columns.length, down * rows.length)
}

function fontFor(mark: string, across: number): number {
  return Math.max(11, Math.min(16, (across - 4) / (Math.max(1, [...mark].length) * 0.55)))
}

function words(ctx: CanvasRenderingContext2D, picture: HeatmapPicture, colours: Colours): void {
  const { rows, columns, layout, chosenRow, chosenColumn } = picture
  const { left, top, across, down } = layout
  const serif = picture.words === 'serif'
  const style = (chosen: boolean, small: boolean): void => {
    ctx.font = `${chosen ? 700 : 400} ${small ? 12 : serif ? 16 : 13}px ${serif ? colours.serif : colours.sans}`
    ctx.fillStyle = colours.css[chosen ? 'lake' : serif ? 'ink' : 'ink-3']!
  }
  // Every n-th where they would touch.
  const everyRow = Math.max(1, Math.ceil(14 / down))
  ctx.textAlign = 'right'
  for (const [r, word] of rows.entries()) {
    if (r % everyRow !== 0 && r !== chosenRow) continue
    style(r === chosenRow, down < 18)
    ctx.fillText(word, left - 10, top + r * down + down / 2 + 0.5, left - 12)
  }
  style(false, across < 18)
  ctx.textAlign = 'center'
  if (!serif) {
    const widest = columns.reduce((most, word) => Math.max(most, ctx.measureText(word).width), 4)
    const room = Math.ceil((widest + 8) / across)
    for (const [c, word] of columns.entries()) {
      if (c % room !== 0) continue
      style(c === chosenColumn, across < 18)
      ctx.fillText(word, left + c * across + across / 2, top - 12, Math.max(across * room - 2, 10))
    }
    return
  }
  // Words that are read: fitted into wide columns; over narrow ones as many as do not touch.
  const wide = across >= 40
  let free = 0
  for (const [c, word] of columns.entries()) {
    style(c === chosenColumn, across < 18)
    const middle = left + c * across + across / 2
    const half = wide ? across / 2 : ctx.measureText(word).width / 2
    if (!wide && middle - half < free) continue
    free = middle + half + 3
    ctx.fillText(word, middle, top - 12, wide ? across - 2 : undefined)
  }
}

function frames(ctx: CanvasRenderingContext2D, picture: HeatmapPicture, colours: Colours): void {
  const { rows, columns, layout, chosenRow, chosenColumn } = picture
  const { left, top, across, down } = layout
  ctx.strokeStyle = colours.css['lake']!
  ctx.lineWidth = 2
  if (chosenRow !== null && chosenRow < rows.length)
    ctx.strokeRect(left, top + chosenRow * down, across * columns.length, down)
  if (chosenColumn !== null && chosenColumn < columns.length)
    ctx.strokeRect(left + chosenColumn * across, top, across, down * rows.length)
}
