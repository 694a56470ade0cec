/*
 * The loss chart on uPlot: curves and axes by uPlot, marks by loss-marks.ts on the same canvas.
 * Framework-free. Draws at most once a frame and only when something changed; a series of a million
 * steps costs as much to draw as its pixel columns. Over 150 lines: uPlot wants its axes,
 * series and hooks in one set of options over one state.
 */

import uPlot from 'uplot'
import type { Reference } from './crossings'
import { Columns, linearColumns, logColumns, mergeSteps } from './decimate'
import type { Frame } from './frame'
import {
  MARGIN_GAP,
  drawAxisWord,
  drawCrossings,
  drawEmpty,
  drawEndLabels,
  drawLatestCrossing,
  drawPresent,
  drawReading,
  drawReferenceLabels,
  drawReferences,
  referenceText
} from './loss-marks'
import { logStepTicks, lossRange, stepTicks, ticksOf, type Range } from './loss-range'
import type { LossSeries } from './loss-series'
import { onPaletteChange, readPalette, type Palette } from './palette'
import type { LossChartFormat, LossChartWords } from './words'

/** Nats or bits per character, or nats per token. */
export type LossUnit = 'nats' | 'bits' | 'token'
export type StepAxis = 'linear' | 'log'

/** What is shown; losses in nats. */
export interface LossChartState {
  readonly series: LossSeries
  readonly references: readonly Reference[]
  /** Planned steps: the right end of the axis. */
  readonly steps: number
  readonly unit: LossUnit
  readonly axis: StepAxis
  /** The step that is looked at, if not the newest one. */
  readonly at?: number | null
}

/** Factor from nats, of a series per character or per token, to a unit. */
export const UNIT_SCALE: Readonly<Record<LossUnit, number>> = { nats: 1, bits: 1 / Math.LN2, token: 1 }

/** Room above the plot (half a label) and beside it when nothing is written there. */
const TOP = 14
const LEAST_MARGIN = 26
/** CSS pixels in which a raw curve keeps its extremes: 2 keeps the noise light. */
const COLUMN_WIDTH = 2

export class LossChart {
  readonly #host: HTMLElement
  readonly #words: LossChartWords
  readonly #format: LossChartFormat
  readonly #stops: (() => void)[] = []
  #state: LossChartState
  #plot: uPlot | null = null
  #palette: Palette
  #range: Range = { min: 0, max: 4, tick: 1 }
  #columns: Columns | null = null
  #columnsKey: unknown[] = []
  #seen = 0
  #reading: number | null = null
  #frame = 0

  constructor(host: HTMLElement, state: LossChartState, words: LossChartWords, format: LossChartFormat) {
    this.#host = host
    this.#state = state
    this.#words = words
    this.#format = format
    this.#palette = readPalette(host)
    const size = new ResizeObserver(() => this.touch())
    size.observe(host)
    this.#stops.push(
      () => size.disconnect(),
      onPaletteChange(() => {
        this.#palette = readPalette(host)
        this.touch()
      })
    )
    this.touch()
  }

  /** Shows something else. */
  set(state: LossChartState): void {
    if (state.axis !== this.#state.axis) this.#discard()
    this.#state = state
    this.touch()
  }

  /** Draws again at the next frame: the series has grown. */
  touch(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  /** Shows the values of a step under a hairline; null takes them away. */
  read(step: number | null): void {
    const { last } = this.#state.series
    const reading = step === null || last === 0 ? null : Math.min(last, Math.max(1, Math.round(step)))
    if (reading === this.#reading) return
    this.#reading = reading
    this.touch()
  }

  /** The step at a horizontal position in the host, in CSS pixels; null outside the plot or before the first. */
  stepAt(x: number): number | null {
    const plot = this.#plot
    const { last } = this.#state.series
    if (!plot || last === 0) return null
    const left = plot.bbox.left / uPlot.pxRatio
    const inside = x - left
    if (inside < -6 || inside > plot.bbox.width / uPlot.pxRatio + 6) return null
    return Math.min(last, Math.max(1, Math.round(plot.posToVal(inside, 'x'))))
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame)
    for (const stop of this.#stops) stop()
    this.#discard()
  }

  #discard(): void {
    this.#plot?.destroy()
    this.#plot = null
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.#host
    if (width < 80 || height < 60) return
    if (this.#plot && (this.#plot.width !== width || this.#plot.height !== height)) {
      this.#plot.setSize({ width, height })
    }
    const data = this.#data(width)
    this.#range = this.#rangeOf(data, height)
    if (this.#plot) this.#plot.setData(data)
    else this.#plot = new uPlot(this.#options(width, height), data, this.#host)
  }

  /** The drawn points: kept steps of the raw curve and every held-out point, on one step axis. */
  #data(width: number): [number[], ...(number | null)[][]] {
    const { series, steps, axis, unit } = this.#state
    const key = [series, series.rewinds, steps, axis, width]
    if (!this.#columns || key.some((part, i) => part !== this.#columnsKey[i])) {
      const columns = Math.ceil(width / COLUMN_WIDTH)
      this.#columns = new Columns((axis === 'log' ? logColumns : linearColumns)(steps, columns))
      this.#columnsKey = key
      this.#seen = 0
    }
    while (this.#seen < series.last) {
      this.#seen++
      this.#columns.add(this.#seen, series.train(this.#seen))
    }
    const scale = UNIT_SCALE[unit]
    const known = (value: number | undefined) =>
      value === undefined || Number.isNaN(value) ? null : value * scale
    const heldOut = new Map(series.val.map(({ step, loss }) => [step, loss]))
    const x = mergeSteps(this.#columns.steps(), [...heldOut.keys()])
    const held = x.map((step) => known(heldOut.get(step)))
    return [
      x,
      x.map((step) => known(series.train(step))),
      x.map((step) => known(series.smooth(step))),
      held,
      held
    ]
  }

  #rangeOf(data: [number[], ...(number | null)[][]], height: number): Range {
    const scale = UNIT_SCALE[this.#state.unit]
    let [min, max] = [Infinity, -Infinity]
    for (const values of [data[2], data[3]]) {
      for (const value of values ?? []) {
        if (value === null) continue
        min = Math.min(min, value)
        max = Math.max(max, value)
      }
    }
    const references = this.#state.references.map(({ loss }) => loss * scale)
    return lossRange(references, min <= max ? { min, max } : null, (height - TOP - 34) / 38)
  }

  #options(width: number, height: number): uPlot.Options {
    const log = this.#state.axis === 'log'
    const text = () => `12px ${this.#palette.sans}`
    const axis: uPlot.Axis = {
      stroke: () => this.#palette.ink3,
      font: text(),
      gap: 4,
      grid: { show: false },
      border: { show: true, stroke: () => this.#palette.line, width: 1 },
      ticks: { show: true, stroke: () => this.#palette.line, width: 1, size: 4 }
    }
    const curve = (width: number, stroke: () => string, alpha = 1): uPlot.Series => ({
      width,
      stroke,
      alpha,
      spanGaps: true,
      points: { show: false }
    })
    return {
      width,
      height,
      padding: [TOP, () => this.#margin(), 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: {
          time: false,
          distr: log ? 3 : 1,
          range: () => [log ? 1 : 0, Math.max(log ? 2 : 1, this.#state.steps)]
        },
        y: { range: () => [this.#range.min, this.#range.max] }
      },
      axes: [
        {
          ...axis,
          size: 34,
          // uPlot would leave out what is no power of ten.
          filter: (_, splits) => splits,
          splits: (u) => {
            const plotWidth = u.bbox.width / uPlot.pxRatio
            return (log ? logStepTicks : stepTicks)(this.#state.steps, plotWidth, plotWidth < 480 ? 60 : 72)
          },
          values: (_, splits) => splits.map((step) => this.#format.step(step))
        },
        {
          ...axis,
          size: () => (this.#range.tick < 0.1 ? 42 : 34),
          splits: () => ticksOf(this.#range),
          values: (_, splits) => splits.map((loss) => this.#format.loss(loss, this.#range.tick < 0.1 ? 2 : 1))
        }
      ],
      series: [
        {},
        curve(1, () => this.#palette.training, 0.26),
        curve(1.75, () => this.#palette.training),
        curve(4.5, () => this.#palette.halo, 0.85),
        curve(2.25, () => this.#palette.trailLine)
      ],
      hooks: {
        drawAxes: [(u) => this.#onCanvas(u, (frame) => drawReferences(frame, this.#state))],
        draw: [(u) => this.#onCanvas(u, (frame) => this.#drawMarks(frame))]
      }
    }
  }

  #drawMarks(frame: Frame): void {
    const state = this.#state
    drawAxisWord(frame, state.steps)
    drawReferenceLabels(frame, state)
    if (state.series.last === 0 && state.series.val.length === 0) {
      drawEmpty(frame, state)
      return
    }
    drawPresent(frame, state)
    drawCrossings(frame, state)
    if (this.#reading === null) {
      drawEndLabels(frame, state, drawLatestCrossing(frame, state))
    } else {
      drawReading(frame, state, this.#reading)
    }
  }

  /** Room the reference labels need. */
  #margin(): number {
    const { references, unit } = this.#state
    const context = document.createElement('canvas').getContext('2d')
    if (!context || references.length === 0) return LEAST_MARGIN + 30
    context.font = `600 13px ${this.#palette.sans}`
    const loss = (nats: number, decimals: number) => this.#format.loss(nats * UNIT_SCALE[unit], decimals)
    const widths = references.map(
      (reference) => context.measureText(referenceText({ words: this.#words, loss }, reference)).width
    )
    return Math.ceil(Math.max(LEAST_MARGIN, ...widths)) + MARGIN_GAP + 2
  }

  /** Runs a drawing in CSS pixels, whatever the device pixel ratio. */
  #onCanvas(u: uPlot, drawing: (frame: Frame) => void): void {
    const { ctx } = u
    const ratio = uPlot.pxRatio
    const [left, top] = [u.bbox.left / ratio, u.bbox.top / ratio]
    const [right, bottom] = [left + u.bbox.width / ratio, top + u.bbox.height / ratio]
    const scale = UNIT_SCALE[this.#state.unit]
    ctx.save()
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawing({
      ctx,
      palette: this.#palette,
      words: this.#words,
      format: this.#format,
      left,
      top,
      right,
      bottom,
      x: (step) => left + u.valToPos(this.#state.axis === 'log' ? Math.max(1, step) : step, 'x'),
      y: (nats) => Math.min(bottom, Math.max(top, top + u.valToPos(nats * scale, 'y'))),
      loss: (nats, decimals) => this.#format.loss(nats * scale, decimals)
    })
    ctx.restore()
  }
}
