/*
 * The curves of an optimizer race on uPlot, in the style of the loss chart: no legend, each curve named at its
 * end. Draws at most once a frame and only when asked to. Over 150 lines: axes, curves and names all follow from one
 * state, which uPlot asks for piece by piece.
 */

import uPlot from 'uplot'
import { decimate } from './race-points'
import type { RaceCurve } from './race-curve'
import type { Tones } from './tones'

export interface RaceChartWords {
  axis(against: 'steps' | 'seconds'): string
  number(value: number): string
  loss(value: number): string
  readonly empty: string
}

export interface RaceChartState {
  readonly curves: readonly RaceCurve[]
  readonly against: 'steps' | 'seconds'
  /** Planned steps: the right end of the axis of steps. */
  readonly steps: number
}

/** Room at the right at the least, from a curve's end to its name, and the least distance between two names. */
const MARGIN = 64
const TO_NAME = 9
const APART = 15

export class RaceChart {
  #plot: uPlot | null = null
  #shape = ''
  #frame = 0

  constructor(
    private readonly host: HTMLElement,
    private readonly words: RaceChartWords,
    private tones: Tones,
    private state: RaceChartState
  ) {
    this.touch()
  }

  set(state: RaceChartState, tones: Tones): void {
    this.state = state
    this.tones = tones
    this.touch()
  }

  touch(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame)
    this.#plot?.destroy()
    this.#plot = null
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.host
    if (width < 160 || height < 80) return
    const { curves, against } = this.state
    const shape = `${curves.map(({ colour }) => colour).join()} ${against}`
    if (shape !== this.#shape) {
      this.#plot?.destroy()
      this.#plot = null
      this.#shape = shape
    }
    const data = this.#data(width)
    if (this.#plot) {
      if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height })
      this.#plot.setData(data)
    } else this.#plot = new uPlot(this.#options(width, height), data, this.host)
  }

  /** One axis for all: by seconds each racer has its own places on it. */
  #data(width: number): uPlot.AlignedData {
    const { curves, against } = this.state
    if (curves.length === 0) return [[], []]
    const tables = curves.map((curve): uPlot.AlignedData => {
      const kept = decimate(curve.smooth, width)
      const x = kept.map((i) => (against === 'steps' ? i + 1 : curve.seconds[i]!))
      return [x, kept.map((i) => curve.smooth[i]!)]
    })
    return uPlot.join(tables)
  }

  #xRange(): [number, number] {
    const { curves, against, steps } = this.state
    if (against === 'steps') return [0, Math.max(1, steps)]
    return [0, Math.max(0.1, ...curves.map(({ seconds }) => seconds.at(-1) ?? 0))]
  }

  #yRange(): [number, number] {
    const all = this.state.curves.flatMap(({ smooth }) => smooth.filter((_, i) => i > 0 || smooth.length < 3))
    if (all.length === 0) return [0, 4]
    const [low, high] = [Math.min(...all), Math.max(...all)]
    const room = Math.max(0.05, (high - low) * 0.06)
    return [low - room, high + room]
  }

  #options(width: number, height: number): uPlot.Options {
    const axis: uPlot.Axis = {
      stroke: () => this.tones.css['ink-3'],
      font: `12px ${this.tones.sans}`,
      gap: 4,
      grid: { show: false },
      border: { show: true, stroke: () => this.tones.css.line, width: 1 },
      ticks: { show: true, stroke: () => this.tones.css.line, width: 1, size: 4 }
    }
    return {
      width,
      height,
      padding: [12, (plot) => this.#margin(plot), 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => this.#xRange() },
        y: { range: () => this.#yRange() }
      },
      axes: [
        { ...axis, size: 44, values: (_, splits) => splits.map((value) => this.words.number(value)) },
        {
          ...axis,
          size: 46,
          grid: { show: true, stroke: () => this.tones.css.line, width: 0.5 },
          values: (_, splits) => splits.map((value) => this.words.loss(value))
        }
      ],
      series: [
        {},
        ...(this.state.curves.length > 0 ? this.state.curves : [{ colour: 1 as const }]).map(
          ({ colour }, i): uPlot.Series => ({
            width: 2,
            stroke: () => this.tones.css[`c${colour}`],
            ...(i >= 3 && { dash: [7, 3] }),
            spanGaps: true,
            points: { show: false }
          })
        )
      ],
      hooks: { draw: [(plot) => this.#marks(plot)] }
    }
  }

  #end(curve: RaceCurve): string {
    return `${curve.name}  ${this.words.loss(curve.last)}`
  }

  /** As wide as the longest name with its loss, in CSS pixels: learning rates have any number of digits. */
  #margin({ ctx }: uPlot): number {
    ctx.save()
    ctx.font = `13px ${this.tones.sans}`
    const widths = this.state.curves.map((curve) => ctx.measureText(this.#end(curve)).width)
    ctx.restore()
    return Math.max(MARGIN, Math.ceil(Math.max(0, ...widths)) + TO_NAME + 4)
  }

  /** Names at the curves' ends, pushed apart; the axis' word; one line before the first step. */
  #marks(plot: uPlot): void {
    const { ctx, bbox } = plot
    const ratio = uPlot.pxRatio
    const { css, sans, serif } = this.tones
    const { curves, against } = this.state
    const [left, top] = [bbox.left / ratio, bbox.top / ratio]
    const [width, height] = [bbox.width / ratio, bbox.height / ratio]
    ctx.save()
    ctx.scale(ratio, ratio)
    ctx.textBaseline = 'alphabetic'
    ctx.font = `12px ${sans}`
    ctx.textAlign = 'right'
    ctx.fillStyle = css['ink-3']
    ctx.fillText(this.words.axis(against), left + width, top + height + 36)

    const ends = curves
      .filter(({ steps }) => steps > 0)
      .map((curve) => ({
        curve,
        x: plot.valToPos(against === 'steps' ? curve.steps : curve.seconds.at(-1)!, 'x') + left,
        y: plot.valToPos(curve.last, 'y') + top
      }))
      .sort((a, b) => a.y - b.y)
    let before = -Infinity
    ctx.textAlign = 'left'
    ctx.lineJoin = 'round'
    for (const { curve, x, y } of ends) {
      ctx.beginPath()
      ctx.arc(x, y, 4, 0, Math.PI * 2)
      ctx.fillStyle = css[`c${curve.colour}`]
      ctx.fill()
      const at = Math.max(y, before + APART)
      before = at
      const words = this.#end(curve)
      ctx.font = `13px ${sans}`
      ctx.lineWidth = 4
      ctx.strokeStyle = css.page
      ctx.strokeText(words, x + TO_NAME, at + 4.5)
      ctx.fillText(words, x + TO_NAME, at + 4.5)
    }
    if (ends.length === 0) {
      ctx.font = `16px ${serif}`
      ctx.textAlign = 'center'
      ctx.fillStyle = css['ink-2']
      ctx.fillText(this.words.empty, left + width / 2, top + height / 2)
    }
    ctx.restore()
  }
}
