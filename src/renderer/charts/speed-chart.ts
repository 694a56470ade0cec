/*
 * Tokens per second against parameters on uPlot, both axes by powers of ten, one line per engine with its
 * name at its end. Framework-free; draws when something changed. Over 150 lines: uPlot's options and what is written
 * over the plot are read from the same lines and palette.
 */

import uPlot from 'uplot'
import { onPaletteChange, readPalette, type Palette } from './palette'
import { speedTable, type SpeedLine } from './speed-lines'

export interface SpeedChartState {
  /** Parameters of the measured models, ascending. */
  readonly sizes: readonly number[]
  readonly lines: readonly SpeedLine[]
  /** The present model, to be marked; null for none. */
  readonly parameters: number | null
  readonly words: { readonly x: string; readonly y: string; readonly present: string }
  /** A power of ten on an axis. */
  readonly format: (value: number) => string
}

/** Told apart under all colour blindnesses; the names stand at the lines as well. */
const COLOURS = ['training', 'heather', 'spruce', 'straw'] as const

const TOP = 26
const RIGHT = 76

export class SpeedChart {
  #plot: uPlot | null = null
  #state: SpeedChartState
  #palette: Palette
  #frame = 0
  readonly #stops: (() => void)[]

  constructor(
    private readonly host: HTMLElement,
    state: SpeedChartState
  ) {
    this.#state = state
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

  set(state: SpeedChartState): void {
    // The number of lines is part of uPlot's options.
    if (state.lines.length !== this.#state.lines.length) this.#discard()
    this.#state = state
    this.#touch()
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

  #touch(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.host
    if (width < 80 || height < 60) return
    const { sizes, lines } = this.#state
    const data = [[...sizes], ...speedTable(sizes, lines)] as uPlot.AlignedData
    if (this.#plot) {
      if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height })
      this.#plot.setData(data)
    } else this.#plot = new uPlot(this.#options(width, height), data, this.host)
  }

  #options(width: number, height: number): uPlot.Options {
    const axis: uPlot.Axis = {
      stroke: () => this.#palette.ink3,
      font: `12px ${this.#palette.sans}`,
      gap: 4,
      grid: { show: false },
      border: { show: true, stroke: () => this.#palette.line, width: 1 },
      ticks: { show: true, stroke: () => this.#palette.line, width: 1, size: 4 },
      splits: (u, at) => powersOfTen(u.scales[at === 0 ? 'x' : 'y']!),
      filter: (_, splits) => splits,
      values: (_, splits) => splits.map((value) => this.#state.format(value))
    }
    return {
      width,
      height,
      padding: [TOP, RIGHT, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, distr: 3, range: () => around(this.#state.sizes) },
        y: { distr: 3, range: () => around(this.#speeds()) }
      },
      axes: [
        { ...axis, size: 30 },
        { ...axis, size: 58 }
      ],
      series: [
        {},
        ...this.#state.lines.map((_, i): uPlot.Series => {
          const colour = (): string => this.#colour(i)
          return { width: 2, stroke: colour, points: { show: true, size: 6, fill: colour, stroke: colour } }
        })
      ],
      hooks: { draw: [(u) => this.#write(u)] }
    }
  }

  #speeds(): number[] {
    return this.#state.lines.flatMap(({ points }) => points.map(({ tokensPerSecond }) => tokensPerSecond))
  }

  #colour(line: number): string {
    return this.#palette[COLOURS[line % COLOURS.length]!]
  }

  /** Names at the ends of the lines, the axes' words, and where the present model stands. */
  #write(u: uPlot): void {
    const { ctx } = u
    const { words, lines, parameters } = this.#state
    const { left, top, width, height } = u.bbox
    const ratio = uPlot.pxRatio
    const say = (text: string, x: number, y: number, colour: string, align: CanvasTextAlign): void => {
      ctx.fillStyle = colour
      ctx.textAlign = align
      ctx.fillText(text, x, y)
    }
    ctx.save()
    ctx.textBaseline = 'middle'
    ctx.font = `${12 * ratio}px ${this.#palette.sans}`
    say(words.y, left, top - 15 * ratio, this.#palette.ink2, 'left')
    say(words.x, left + width + 8 * ratio, top + height + 13 * ratio, this.#palette.ink2, 'left')
    const x = parameters === null ? NaN : u.valToPos(parameters, 'x', true)
    if (x >= left && x <= left + width) {
      ctx.strokeStyle = this.#palette.trailLine
      ctx.lineWidth = ratio
      ctx.beginPath()
      ctx.moveTo(Math.round(x) + 0.5, top)
      ctx.lineTo(Math.round(x) + 0.5, top + height)
      ctx.stroke()
      // Kept clear of the word of the other axis.
      const room = x - left > 130 * ratio ? 'center' : 'left'
      say(words.present, Math.max(x, left + 80 * ratio), top - 15 * ratio, this.#palette.trail, room)
    }
    ctx.font = `600 ${13 * ratio}px ${this.#palette.sans}`
    for (const [i, { name, points }] of lines.entries()) {
      const last = points.at(-1)
      if (!last) continue
      const [endX, endY] = [
        u.valToPos(last.parameters, 'x', true),
        u.valToPos(last.tokensPerSecond, 'y', true)
      ]
      say(name, endX + 9 * ratio, endY, this.#colour(i), 'left')
    }
    ctx.restore()
  }
}

/** The values with some room below and above; a decade where there are none. */
function around(values: readonly number[]): [number, number] {
  if (values.length === 0) return [100, 10_000]
  return [Math.min(...values) / 1.6, Math.max(...values) * 1.6]
}

function powersOfTen({ min = 1, max = 1 }: uPlot.Scale): number[] {
  const powers: number[] = []
  for (let exponent = Math.ceil(Math.log10(min)); 10 ** exponent <= max; exponent++)
    powers.push(10 ** exponent)
  return powers
}
