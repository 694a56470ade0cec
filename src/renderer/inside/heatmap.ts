/*
 * A grid of coloured cells on a canvas: where things lie, and how they are drawn. Numbers are printed from 36 px on,
 * words of rows and columns as long as they leave each other room. Framework-free.
 */

import { decimal } from '../catalogue/format'
import { cssOf, inkOn, ofShare, ofSigned, type Colours } from './colours'

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
}

/** Cells as large as fit the width. */
export function layOut(
  rows: readonly string[],
  columns: readonly string[],
  width: number,
  { largest, rowHeight, smallest = 2 }: HeatmapRoom
): HeatmapLayout {
  const longest = rows.reduce((most, word) => Math.max(most, [...word].length), 1)
  const left = Math.min(Math.max(30, 14 + longest * CHARACTER), 112)
  const across = Math.max(smallest, Math.min(largest, (width - left - 2) / Math.max(1, columns.length)))
  const down = rowHeight ?? Math.max(across, Math.min(18, largest))
  return { left, top: TOP, across, down, width, height: Math.ceil(TOP + down * rows.length + 4) }
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
  readonly cursor: Cell | null
  readonly chosenRow: number | null
  readonly chosenColumn: number | null
}

export function drawCells(canvas: HTMLCanvasElement, picture: HeatmapPicture, colours: Colours): void {
  const { rows, columns, values, layout } = picture
  const ratio = Math.max(1, Math.min(3, devicePixelRatio))
  canvas.width = Math.max(1, Math.round(layout.width * ratio))
  canvas.height = Math.max(1, Math.round(layout.height * ratio))
  const ctx = canvas.getContext('2d')
  if (!ctx) return
  ctx.scale(ratio, ratio)
  ctx.textBaseline = 'middle'
  let most = 0
  if (picture.kind === 'signed') for (const value of values) most = Math.max(most, Math.abs(value) || 0)
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
  words(ctx, picture, colours)
  frames(ctx, picture, colours)
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
  const widest = columns.reduce((most, word) => Math.max(most, ctx.measureText(word).width), 4)
  const room = serif
    ? Math.max(1, Math.ceil(Math.min(widest, 26) / across))
    : Math.ceil((widest + 8) / across)
  ctx.textAlign = 'center'
  for (const [c, word] of columns.entries()) {
    if (c % room !== 0) continue
    style(c === chosenColumn, across < 18)
    ctx.fillText(word, left + c * across + across / 2, top - 12, Math.max(across * room - 2, 10))
  }
}

function frames(ctx: CanvasRenderingContext2D, picture: HeatmapPicture, colours: Colours): void {
  const { rows, columns, layout, cursor, chosenRow, chosenColumn } = picture
  const { left, top, across, down } = layout
  ctx.strokeStyle = colours.css['lake']!
  ctx.lineWidth = 2
  if (chosenRow !== null && chosenRow < rows.length)
    ctx.strokeRect(left, top + chosenRow * down, across * columns.length, down)
  if (chosenColumn !== null && chosenColumn < columns.length)
    ctx.strokeRect(left + chosenColumn * across, top, across, down * rows.length)
  if (!cursor) return
  ctx.strokeStyle = colours.css['ink']!
  ctx.lineWidth = 1.5
  ctx.strokeRect(left + cursor.column * across, top + cursor.row * down, across, down)
}
