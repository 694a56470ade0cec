/*
 * What a heatmap is drawn of, one over the other: the cells, or pixels where they are small, the words of rows and
 * columns, and the frames of the chosen ones. Where all that lies is decided in heatmap.ts.
 */

import { decimal } from '../catalogue/format'
import { cssOf, inkOn, ofShare, ofSigned, packed, type Colours } from './colours'
import type { HeatmapPicture } from './heatmap'

/** Width of a cell from which on its number is printed. */
const PRINTED = 36

/** Cells with their numbers or marks. @param most the largest absolute value, for `signed` */
export function cells(
  ctx: CanvasRenderingContext2D,
  picture: HeatmapPicture,
  colours: Colours,
  most: number
): void {
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

/** Small cells, of which there may be tens of thousands: a pixel each, enlarged. */
export function pixels(
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

/** Words of the rows at the left and of the columns at the top. */
export function words(ctx: CanvasRenderingContext2D, picture: HeatmapPicture, colours: Colours): void {
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

/** Frames of the chosen row and column. */
export function frames(ctx: CanvasRenderingContext2D, picture: HeatmapPicture, colours: Colours): void {
  const { rows, columns, layout, chosenRow, chosenColumn } = picture
  const { left, top, across, down } = layout
  ctx.strokeStyle = colours.css['lake']!
  ctx.lineWidth = 2
  if (chosenRow !== null && chosenRow < rows.length)
    ctx.strokeRect(left, top + chosenRow * down, across * columns.length, down)
  if (chosenColumn !== null && chosenColumn < columns.length)
    ctx.strokeRect(left + chosenColumn * across, top, across, down * rows.length)
}
