/*
 * From losses to colour and height, the same in the window and in every exported picture: where the elevation
 * scale begins and ends, where the block is cut off, how far apart contours and wall lines stand. Losses in
 * nats; heights in the scene's units, in which the plane reaches from −1 to 1.
 */

/** Height of the block's highest point above its lowest, and how far the block goes on below that. */
export const RELIEF = 0.95
export const PLINTH = 0.07
/** How far above the colour scale's end the ground may rise before it is cut off, in lengths of the scale. */
const HEADROOM = 0.6
/** A logarithmic axis that spans this factor is marked at doublings. */
const DOUBLINGS_FROM = 3.5

export interface Scale {
  /** Lowest and highest known loss. */
  readonly min: number
  readonly max: number
  /** Ends of the colours: 2nd and 98th percentile of the known losses. */
  readonly lo: number
  readonly hi: number
  /** Losses above are drawn at this height: `max` unless a few cells tower above all others. */
  readonly cap: number
  /** Height and colour go by the logarithm of the loss. */
  readonly log: boolean
  /** Between thin contours; every fifth is an index contour. */
  readonly interval: number
  /** Between the walls' hairlines, which carry the axis; 0: at every doubling of the loss. */
  readonly wall: number
}

/** The largest of 1, 2, 2.5, 5 × 10^k that is at most `value`. */
export function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [5, 2.5, 2, 1].find((step) => step * power <= value * (1 + 1e-9)) ?? 1
  return Number((factor * power).toPrecision(3))
}

/** The smallest of 1, 2, 5 × 10^k that is at least `value`. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 5].find((step) => step * power >= value * (1 - 1e-9)) ?? 10
  return Number((factor * power).toPrecision(3))
}

/** The value below which a share of the sorted numbers lies, interpolated. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const i = Math.floor(at)
  const low = sorted[i] ?? NaN
  return low + ((sorted[i + 1] ?? low) - low) * (at - i)
}

/** The scale of these losses (NaN: unknown); null while fewer than two differ. */
export function scaleOf(losses: Float64Array, log: boolean): Scale | null {
  const known = losses.filter(Number.isFinite).sort()
  const [min, max] = [known[0], known.at(-1)]
  if (min === undefined || max === undefined || !(max - min > 1e-9)) return null
  const lo = percentile(known, 0.02)
  let hi = percentile(known, 0.98)
  if (!(hi - lo > 1e-9)) hi = max
  const roof = hi + (hi - lo) * HEADROOM
  const cap = max > roof ? roof : max
  const interval = niceBelow((hi - lo) / 28)
  const bent = log && min > 0
  const wall = bent && cap > min * DOUBLINGS_FROM ? 0 : niceAbove((cap - min) / 6)
  return { min, max, lo, hi, cap, log: bent, interval, wall }
}

const along = (value: number, from: number, to: number, log: boolean): number =>
  log
    ? (Math.log(Math.max(value, 1e-9)) - Math.log(from)) / (Math.log(to) - Math.log(from))
    : (value - from) / (to - from)

/** Where a loss lies on the colours, 0 to 1 (clamped). */
export function colourAt({ lo, hi, log }: Scale, loss: number): number {
  return Math.min(1, Math.max(0, along(loss, lo, hi, log)))
}

/** Height of a loss in the scene, uncut; the ground itself is cut at `cap`. */
export function heightOf({ min, cap, log }: Scale, loss: number): number {
  return along(loss, min, cap, log) * RELIEF
}

/** Height of the ground at this loss. */
export function groundHeight(scale: Scale, loss: number): number {
  return heightOf(scale, Math.min(loss, scale.cap))
}

/** Losses at which the vertical axis is labelled, ascending. */
export function wallTicks({ min, cap, wall }: Scale): number[] {
  const ticks: number[] = []
  if (wall === 0) {
    for (let loss = 2 ** Math.ceil(Math.log2(min) - 0.05); loss <= cap * 1.02; loss *= 2) ticks.push(loss)
    return ticks
  }
  for (let k = Math.ceil((min - wall * 0.05) / wall); k * wall <= cap + wall * 0.05; k++)
    ticks.push(Number((k * wall).toPrecision(6)))
  return ticks
}

/** Between the thin contours of a filled map; every fifth is an index contour. */
export const mapInterval = ({ lo, hi }: Scale): number => niceBelow((hi - lo) / 14)

/** Five losses under the colour scale, evenly along the bar. */
export function scaleTicks({ lo, hi, log }: Scale): number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((t) => (log ? lo * (hi / lo) ** t : lo + (hi - lo) * t))
}

/** Decimals that tell values this far apart from each other. */
export function decimalsFor(step: number): number {
  for (let digits = 0; digits < 6; digits++)
    if (Math.abs(step - Number(step.toFixed(digits))) < step * 0.01) return Math.max(1, digits)
  return 6
}
