/*
 * A grid of coloured cells on a canvas: where things lie, and how they are drawn. Numbers are printed from 36 px on,
 * words of rows and columns as long as they leave each other room. Framework-free.
 */

import type { Colours } from './colours'
import { cells, frames, pixels, words } from './heatmap-layers'

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
