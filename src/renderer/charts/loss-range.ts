/*
 * Axes of a loss chart: a range that holds the counting models and the curve, round ticks on linear
 * and logarithmic axes. Pure numbers in the unit that is shown.
 */

export interface Range {
  readonly min: number
  readonly max: number
  /** Distance of the ticks. */
  readonly tick: number
}

/** The smallest of 1, 2 or 5 times a power of ten that is at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find((f) => f * power >= least * (1 - 1e-9)) ?? 10
  return factor * power
}

/**
 * The loss axis. Holds every reference and, if any, the curve's lowest and highest point; a curve that
 * leaps higher than the references' own span above the easiest one is clipped there, so that a bad step
 * does not flatten the rest. Ends at ticks of which about `ticks` fit.
 */
export function lossRange(
  references: readonly number[],
  curve: { readonly min: number; readonly max: number } | null,
  ticks: number
): Range {
  if (references.length === 0 && !curve) return { min: 0, max: 4, tick: 1 }
  const low = Math.min(...references)
  const high = Math.max(...references)
  const span = Math.max(high - low, 0.5)
  const top = curve ? Math.min(curve.max, references.length > 0 ? high + span : Infinity) : -Infinity
  const bottom = curve?.min ?? Infinity
  const size = Math.max(high, top) - Math.min(low, bottom)
  const tick = roundStep((size > 1e-6 ? size : 1) / Math.max(1, ticks))
  // A reference that lies on the frame cannot be told from it; the curve can.
  const pad = tick * 0.2
  const min = Math.floor(Math.min(low - pad, bottom) / tick + 1e-9)
  const max = Math.ceil(Math.max(high + pad, top) / tick - 1e-9)
  return { min: Math.max(0, round(min * tick)), max: round(Math.max(max, min + 1) * tick), tick }
}

/** Ticks from min to max, both included if they are multiples. */
export function ticksOf({ min, max, tick }: Range): number[] {
  const out: number[] = []
  for (let k = Math.ceil(min / tick - 1e-9); k * tick <= max + tick * 1e-9; k++) out.push(round(k * tick))
  return out
}

/** Ticks of a linear step axis from 0 to `steps`, at least `space` pixels apart; the last step always stands. */
export function stepTicks(steps: number, width: number, space: number): number[] {
  const tick = Math.max(1, roundStep((steps * space) / Math.max(1, width)))
  const out: number[] = []
  for (let at = 0; at < steps - tick * 0.6; at += tick) out.push(at)
  return [...out, steps]
}

/** Ticks of a logarithmic step axis from 1 to `steps`: 1, 10, 100, … with 2 and 5 between where they fit. */
export function logStepTicks(steps: number, width: number, space: number): number[] {
  const decade = width / Math.max(1, Math.log10(steps))
  const factors = decade * Math.log10(2) >= space ? [1, 2, 5] : [1]
  const out: number[] = []
  for (let power = 1; power <= steps; power *= 10) {
    for (const factor of factors) if (power * factor < steps) out.push(power * factor)
  }
  const position = (step: number) => (Math.log10(step) / Math.max(1e-9, Math.log10(steps))) * width
  return [...out.filter((step) => width - position(step) >= space), Math.max(1, steps)]
}

/** Rounds away what binary fractions leave behind (0.1 × 3). */
function round(value: number): number {
  return Number(value.toPrecision(12))
}
