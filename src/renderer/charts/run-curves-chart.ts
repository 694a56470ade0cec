/*
 * The curves of several runs on uPlot, in bits per character against steps: each in its own colour with its name at
 * its end, no legend. Framework-free; draws at most once a frame and only when something changed. Over 150 lines: uPlot
 * calls back for ranges, room, ticks and marks, and all of them read the same curves and palette.
 */

import uPlot from 'uplot'
import { disc, rule, widthOf, write, type Canvas } from './frame'
import { lossRange, stepTicks, ticksOf, type Range } from './loss-range'
import { onPaletteChange, readPalette, type Palette } from './palette'
import { bitsAt, shortName, type RunCurve } from './run-curve'
import { spreadLabels } from './spread'

export interface RunCurvesWords {
  readonly steps: string
  readonly empty: string
  step(step: number): string
  bits(value: number, decimals: number): string
}

/** In this order; from the fourth on dashed as well, so that colour is not all that tells them apart. */
const COLOURS = ['training', 'straw', 'spruce', 'heather', 'rust', 'reference'] as const
const DASHES = [[], [], [], [7, 3], [2, 3], [10, 3, 2, 3]] as const

const TOP = 14
const GAP = 12
const LABEL_GAP = 16
/** Columns of training curves, which have a value at every step. */
const COLUMNS = 1500

export const MOST_CURVES = COLOURS.length

export class RunCurvesChart {
  #plot: uPlot | null = null
  #palette: Palette
  #range: Range = { min: 0, max: 4, tick: 1 }
  #reading: number | null = null
  #frame = 0
  readonly #stops: (() => void)[]

  constructor(
    private readonly host: HTMLElement,
    private curves: readonly RunCurve[],
    private readonly words: RunCurvesWords
  ) {
    this.#palette = readPalette(host)
    const size = new ResizeObserver(() => this.#touch())
    size.observe(host)
    const recolour = (): void => {
      this.#palette = readPalette(host)
      this.#touch()
    }
    this.#stops = [() => size.disconnect(), onPaletteChange(recolour)]
    this.#touch()
  }

  set(curves: readonly RunCurve[]): void {
    // The number of curves is part of uPlot's options.
    if (curves.length !== this.curves.length) this.#discard()
    this.curves = curves
    this.#touch()
  }

  /** Shows the values at a step under a hairline; null takes them away. */
  read(step: number | null): void {
    if (step === this.#reading) return
    this.#reading = step
    this.#touch()
  }

  /** The step at a horizontal position in the host, in CSS pixels; null outside the plot. */
  stepAt(x: number): number | null {
    const plot = this.#plot
    if (!plot || this.curves.length === 0) return null
    const inside = x - plot.bbox.left / uPlot.pxRatio
    if (inside < -6 || inside > plot.bbox.width / uPlot.pxRatio + 6) return null
    return Math.min(this.#last(), Math.max(1, Math.round(plot.posToVal(inside, 'x'))))
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame)
    for (const stop of this.#stops) stop()
    this.#discard()
  }

  #last(): number {
    return Math.max(1, ...this.curves.map(({ steps }) => steps.at(-1) ?? 0))
  }

  #discard(): void {
    this.#plot?.destroy()
    this.#plot = null
  }

  #touch(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.host
    if (width < 120 || height < 60) return
    const all = this.curves.flatMap(({ bits }) => bits)
    const known = all.length > 0 ? { min: least(all), max: -least(all.map((value) => -value)) } : null
    this.#range = lossRange([], known, (height - TOP - 34) / 38)
    const data = this.#data()
    if (this.#plot) {
      if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height })
      this.#plot.setData(data)
    } else this.#plot = new uPlot(this.#options(width, height), data, this.host)
  }

  /** Every curve on one axis of steps. */
  #data(): uPlot.AlignedData {
    if (this.curves.length === 0) return [[], []]
    return uPlot.join(
      this.curves.map(({ steps, bits }): uPlot.AlignedData => {
        const every = Math.max(1, Math.ceil(steps.length / COLUMNS))
        const kept = steps.flatMap((_, i) => (i % every === 0 || i === steps.length - 1 ? [i] : []))
        return [kept.map((i) => steps[i]!), kept.map((i) => bits[i]!)]
      })
    )
  }

  #options(width: number, height: number): uPlot.Options {
    const axis: uPlot.Axis = {
      stroke: () => this.#palette.ink3,
      font: `12px ${this.#palette.sans}`,
      gap: 4,
      grid: { show: false },
      border: { show: true, stroke: () => this.#palette.line, width: 1 },
      ticks: { show: true, stroke: () => this.#palette.line, width: 1, size: 4 }
    }
    return {
      width,
      height,
      padding: [TOP, () => this.#margin(), 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [0, this.#last()] },
        y: { range: () => [this.#range.min, this.#range.max] }
      },
      axes: [
        {
          ...axis,
          size: 34,
          splits: (u) => stepTicks(this.#last(), u.bbox.width / uPlot.pxRatio, 72),
          values: (_, splits) => splits.map((step) => this.words.step(step))
        },
        {
          ...axis,
          size: 42,
          grid: { show: true, stroke: () => this.#palette.line, width: 0.5 },
          splits: () => ticksOf(this.#range),
          values: (_, splits) => splits.map((value) => this.words.bits(value, this.#range.tick < 0.1 ? 2 : 1))
        }
      ],
      series: [
        {},
        ...(this.curves.length > 0 ? this.curves : [null]).map((_, i): uPlot.Series => ({
          width: 2,
          stroke: () => this.#colour(i),
          dash: [...DASHES[i % DASHES.length]!],
          spanGaps: true,
          points: { show: false }
        }))
      ],
      hooks: { draw: [(u) => this.#marks(u)] }
    }
  }

  #colour(curve: number): string {
    return this.#palette[COLOURS[curve % COLOURS.length]!]
  }

  #label(curve: RunCurve, value: number): string {
    return `${shortName(curve.name)} ${this.words.bits(value, 3)}`
  }

  /** Room the names need. */
  #margin(): number {
    const ctx = document.createElement('canvas').getContext('2d')
    if (!ctx || this.curves.length === 0) return 60
    const frame: Canvas = { ctx, palette: this.#palette }
    return GAP + 4 + Math.max(...this.curves.map((curve) => widthOf(frame, this.#label(curve, 8.888), {})))
  }

  #marks(u: uPlot): void {
    const { ctx, bbox } = u
    const ratio = uPlot.pxRatio
    const frame: Canvas = { ctx, palette: this.#palette }
    const [left, top] = [bbox.left / ratio, bbox.top / ratio]
    const [right, bottom] = [left + bbox.width / ratio, top + bbox.height / ratio]
    const reading = this.#reading
    ctx.save()
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
    const { ink, ink2, ink3, serif, page } = this.#palette
    // The last tick's word is centred on the axis' end.
    const half = widthOf(frame, this.words.step(this.#last()), { size: 12 }) / 2
    write(frame, this.words.steps, right + Math.max(GAP, half + 8), bottom + 14, { colour: ink3, size: 12 })
    if (reading !== null) {
      const x = left + u.valToPos(reading, 'x')
      rule(frame, x, top, x, bottom, { colour: ink3 })
      write(frame, this.words.step(reading), Math.max(left + 24, Math.min(right - 24, x)), top - 5, {
        ...{ colour: ink, align: 'center', size: 12, casing: 4 }
      })
    }
    const ends = this.curves
      .map((curve, i) => {
        const step = reading ?? curve.steps.at(-1) ?? 0
        return { curve, i, value: bitsAt(curve, step), step: Math.min(step, curve.steps.at(-1) ?? 0) }
      })
      .filter((end): end is typeof end & { value: number } => end.value !== null)
      .map((end) => ({ ...end, x: left + u.valToPos(end.step, 'x'), y: top + u.valToPos(end.value, 'y') }))
      .sort((a, b) => a.y - b.y)
    const places = spreadLabels(
      ends.map(({ y }) => y),
      LABEL_GAP,
      top,
      bottom
    )
    for (const [at, { curve, i, value, x, y }] of ends.entries()) {
      disc(frame, x, y, 4, this.#colour(i), page)
      write(frame, this.#label(curve, value), right + GAP, places[at] ?? y, {
        colour: this.#colour(i),
        casing: 4
      })
    }
    if (ends.length === 0 && reading === null) {
      const middle = (top + bottom) / 2
      write(frame, this.words.empty, (left + right) / 2, middle, {
        ...{ colour: ink2, size: 16, family: serif, align: 'center', casing: 6 }
      })
    }
    ctx.restore()
  }
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity)
