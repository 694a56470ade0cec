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
  let [min, max] = references.length > 0 ? [low, high] : [curve?.min ?? 0, curve?.max ?? 4]
  if (curve) {
    min = Math.min(min, curve.min)
    max = Math.max(max, references.length > 0 ? Math.min(curve.max, high + span) : curve.max)
  }
  if (max - min < 1e-6) max = min + 1
  const tick = roundStep((max - min) / Math.max(1, ticks))
  // A line that lies on the frame cannot be told from it.
  const pad = tick * 0.2
  const floor = (min - pad) / tick
  return {
    min: Math.max(0, round(Math.floor(floor + 1e-9) * tick)),
    max: round(Math.ceil((max + pad) / tick - 1e-9) * tick),
    tick
  }
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
