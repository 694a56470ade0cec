/*
 * Everything on the loss chart that is not a curve or an axis: reference lines with their labels, open
 * circles at the crossings, the present, curve-end labels and the reading under the pointer. Over
 * 150 lines: they stand in one file because each keeps clear of the others.
 */

import { crossingsOf, sayableStep, standingOf, type Crossing, type Reference } from './crossings'
import { disc, rule, widthOf, write, type Frame } from './frame'
import type { LossSeries } from './loss-series'
import { placeBlock, spreadLabels, type Stretch } from './spread'
import { presentLoss } from './summary'

export interface MarkedState {
  readonly series: LossSeries
  /** Counting models, easiest first. */
  readonly references: readonly Reference[]
  /** The step that is looked at; the newest one where there is none. */
  readonly at?: number | null
}

const LABEL_GAP = 14
/** From the plot to the labels in the margin: the ball at the last step must not touch them. */
export const MARGIN_GAP = 12
const LINE_HEIGHT = 18

/** The text at the right of a reference line. */
export function referenceText(frame: Pick<Frame, 'words' | 'loss'>, { model, loss }: Reference): string {
  return `${frame.words.models[model]} ${frame.loss(loss, 2)}`
}

/** Lines of the counting models, behind the curves. */
export function drawReferences(frame: Frame, { series, references }: MarkedState): void {
  const { palette, left, right } = frame
  const { next } = standingOf(references, presentLoss(series) ?? Infinity)
  for (const reference of references) {
    const y = frame.y(reference.loss)
    const ahead = reference === next
    rule(frame, left, y, right, y, {
      colour: ahead ? palette.ink : palette.reference,
      dash: ahead ? [6, 3] : [2, 4],
      alpha: ahead ? 0.9 : 0.75
    })
  }
}

/** Labels in the right margin, pushed apart; a label that had to move is tied to its line. */
export function drawReferenceLabels(frame: Frame, { series, references }: MarkedState): void {
  const { palette, right, top, bottom } = frame
  const { next } = standingOf(references, presentLoss(series) ?? Infinity)
  const wanted = references.map(({ loss }) => frame.y(loss))
  const placed = spreadLabels(wanted, LABEL_GAP, top, bottom)
  references.forEach((reference, i) => {
    const ahead = reference === next
    const [from, to] = [wanted[i] ?? 0, placed[i] ?? 0]
    if (Math.abs(to - from) > 2) {
      frame.ctx.beginPath()
      frame.ctx.moveTo(right, from)
      frame.ctx.lineTo(right + 9, to)
      frame.ctx.lineWidth = 1
      frame.ctx.strokeStyle = palette.line
      frame.ctx.stroke()
    }
    write(frame, referenceText(frame, reference), right + MARGIN_GAP, to, {
      colour: ahead ? palette.ink : palette.ink2,
      bold: ahead
    })
  })
}

/** A crossing's place on the drawn line, which is straight on the screen whatever the step axis. */
function placeOf(frame: Frame, { from, to, share }: Crossing): number {
  return frame.x(from) + share * (frame.x(to) - frame.x(from))
}

/** Open circles where the held-out curve went below a counting model. */
export function drawCrossings(frame: Frame, state: MarkedState): void {
  const { palette } = frame
  for (const crossing of crossingsOf(state.series.val, state.references)) {
    disc(frame, placeOf(frame, crossing), frame.y(crossing.loss), 4, palette.page, palette.trailLine)
  }
}

/**
 * Writes out the latest crossing of a model that is still beaten. Returns the box it took, so that the
 * curve-end labels can keep clear of it.
 */
export function drawLatestCrossing(frame: Frame, { series, references }: MarkedState): Box | null {
  const { beaten } = standingOf(references, presentLoss(series) ?? Infinity)
  const still = new Set(beaten.map(({ model }) => model))
  const crossing = crossingsOf(series.val, references).findLast(({ model }) => still.has(model))
  if (!crossing) return null
  const { palette, top, left } = frame
  const [x, y] = [placeOf(frame, crossing), frame.y(crossing.loss)]
  const end = frame.x(series.last) - 8
  const { text, align } = crossingText(frame, crossing, x, end)
  const width = widthOf(frame, text, {})
  // The leader goes up; near the top of the plot the words stand beside the circle instead.
  const lead = y - 52 >= top - 6
  const middle = lead ? y - 48 : y - LABEL_GAP
  const start = align === 'left' ? x + 6 : Math.max(left, x - 6 - width)
  if (lead) rule(frame, x, y - 7, x, y - 52, { colour: palette.ink3 })
  write(frame, text, start, middle, { colour: palette.ink, casing: 4 })
  return { left: start, right: start + width, top: middle - 9, bottom: middle + 9 }
}

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function crossingText(
  frame: Frame,
  crossing: Crossing,
  x: number,
  end: number
): { text: string; align: 'left' | 'right' } {
  const model = frame.words.models[crossing.model]
  const long = frame.words.beatAt(model, frame.format.step(sayableStep(crossing)))
  const short = frame.words.beaten(model)
  for (const text of [long, short]) {
    const width = widthOf(frame, text, {}) + 6
    if (x + width <= end) return { text, align: 'left' }
    if (x - width >= frame.left) return { text, align: 'right' }
  }
  return { text: short, align: 'left' }
}

/** The step that is looked at as a vertical line, and the ball on the leading curve, at its end in the present. */
export function drawPresent(frame: Frame, { series, at = null }: MarkedState): void {
  const held = at === null ? series.val.at(-1) : series.valAt(at)
  const loss = at === null ? presentLoss(series) : (held?.loss ?? series.smooth(Math.max(1, at)))
  if (loss === null || Number.isNaN(loss)) return
  const { palette, top, bottom } = frame
  const now = frame.x(at ?? series.last)
  rule(frame, now, top, now, bottom, { colour: palette.trailLine, alpha: 0.4 })
  const x = frame.x(held?.step ?? at ?? series.last)
  disc(frame, x, frame.y(loss), 9, palette.page)
  disc(frame, x, frame.y(loss), 6.5, palette.trailLine)
}

interface EndLabel {
  readonly text: string
  readonly colour: string
  readonly bold: boolean
  readonly y: number
}

function curveLabels(frame: Frame, series: LossSeries, step: number): EndLabel[] {
  const { palette, words } = frame
  const labels: EndLabel[] = []
  const train = series.smooth(step)
  const val = series.valAt(step)
  if (!Number.isNaN(train)) {
    const text = `${words.training} ${frame.loss(train, val ? 2 : 3)}`
    labels.push({ text, colour: palette.training, bold: !val, y: frame.y(train) })
  }
  if (val) {
    const text = `${words.heldOut} ${frame.loss(val.loss, 3)}`
    labels.push({ text, colour: palette.trail, bold: true, y: frame.y(val.loss) })
  }
  // The curve that lies higher is named first.
  return labels.sort((a, b) => a.y - b.y)
}

/** Names and values at the curves' ends: right of the present where there is room, else above the curves. */
export function drawEndLabels(frame: Frame, { series, references }: MarkedState, taken: Box | null): void {
  const labels = curveLabels(frame, series, series.last)
  if (labels.length === 0) return
  drawBlock(frame, series, references, labels, series.last, taken)
}

/** Hairline and values at a step that the pointer or the arrow keys chose. */
export function drawReading(frame: Frame, { series, references }: MarkedState, step: number): void {
  const { palette, top, bottom } = frame
  const x = frame.x(step)
  rule(frame, x, top, x, bottom, { colour: palette.ink3 })
  const train = series.smooth(step)
  if (!Number.isNaN(train)) disc(frame, x, frame.y(train), 3.5, palette.training, palette.page)
  const val = series.valAt(step)
  if (val) disc(frame, frame.x(val.step), frame.y(val.loss), 4, palette.trailLine, palette.page)
  const labels = curveLabels(frame, series, step)
  const text = frame.words.step(frame.format.step(step))
  const head: EndLabel = { text, colour: palette.ink, bold: false, y: -Infinity }
  drawBlock(frame, series, references, [head, ...labels], step, null, true)
}

function drawBlock(
  frame: Frame,
  series: LossSeries,
  references: readonly Reference[],
  labels: readonly EndLabel[],
  step: number,
  taken: Box | null,
  /** Whether the block covers what is behind it: a reading must be legible over the raw losses. */
  backed = false
): void {
  const x = frame.x(step)
  const width = Math.max(...labels.map((label) => widthOf(frame, label.text, label)))
  const fits = x + 14 + width <= frame.right
  const [from, to] = fits ? [x + 14, x + 14 + width] : [x - 14 - width, x - 14]
  const occupied: Stretch[] = references.map(({ loss }) => [frame.y(loss) - 2, frame.y(loss) + 2])
  const curve = highestBetween(frame, series, from - 4, to + 4)
  if (curve !== null) occupied.push([curve - 4, frame.bottom])
  if (taken && taken.left < to && taken.right > from) occupied.push([taken.top, taken.bottom])
  const known = labels.map(({ y }) => y).filter(Number.isFinite)
  const wanted = known.reduce((sum, y) => sum + y, 0) / Math.max(1, known.length)
  const height = labels.length * LINE_HEIGHT
  const middle = placeBlock(wanted, height, occupied, frame.top, frame.bottom)
  if (backed) {
    frame.ctx.globalAlpha = 0.85
    frame.ctx.fillStyle = frame.palette.page
    frame.ctx.fillRect(from - 5, middle - height / 2, width + 10, height)
    frame.ctx.globalAlpha = 1
  }
  labels.forEach((label, i) => {
    const y = middle - height / 2 + (i + 0.5) * LINE_HEIGHT
    write(frame, label.text, fits ? from : to, y, { ...label, align: fits ? 'left' : 'right', casing: 4 })
  })
}

/** The topmost position of the smoothed and held-out curves between two positions; null if none is there. */
function highestBetween(frame: Frame, series: LossSeries, from: number, to: number): number | null {
  let highest: number | null = null
  const see = (step: number, loss: number): void => {
    const x = frame.x(step)
    if (x < from || x > to || Number.isNaN(loss)) return
    highest = Math.min(highest ?? Infinity, frame.y(loss))
  }
  for (const { step, loss } of series.val) see(step, loss)
  // A look at every few pixels is enough for a smoothed curve.
  const looks = Math.max(1, Math.ceil((frame.right - frame.left) / 4))
  const stride = Math.max(1, Math.floor(series.last / looks))
  for (let step = series.last; step >= 1; step -= stride) {
    if (frame.x(step) < from) break
    see(step, series.smooth(step))
  }
  return highest
}

/** The unit of the step axis, beside its last tick. */
export function drawAxisWord(frame: Frame, steps: number): void {
  const size = 12
  const half = widthOf(frame, frame.format.step(steps), { size }) / 2
  write(frame, frame.words.steps, frame.right + half + 8, frame.bottom + 14, {
    colour: frame.palette.ink3,
    size
  })
}

/** One line where the curve will be. */
export function drawEmpty(frame: Frame, { references }: MarkedState): void {
  const { palette, left, right, top, bottom } = frame
  const occupied: Stretch[] = references.map(({ loss }) => [frame.y(loss) - 3, frame.y(loss) + 3])
  const middle = placeBlock(top + (bottom - top) * 0.55, 26, occupied, top, bottom)
  write(frame, frame.words.empty, left + (right - left) / 2, middle, {
    colour: palette.ink2,
    size: 16,
    family: palette.serif,
    align: 'center',
    casing: 6
  })
}
