/*
 * What became of a dropped ball, in facts that a sentence can be made of, and a learning rate that suits the
 * ground: in the plane's coordinates a rate has no usual value.
 */

import type { BallSettings, LandscapeSurface } from '#core/landscape'
import { niceBelow } from '#core/landscape-scale'
import type { PlanePoint } from './surface'

export interface BallPoint extends PlanePoint {
  readonly loss: number
}

/** How far above the lowest known height still counts as the lowest ground, as a share of the relief. */
const LOWEST = 0.02
/** A ball that moved less than this share of the side over its last tenth has stopped. */
const STILL = 0.002

/**
 * - `lowest`: it has reached the lowest ground of the picture.
 * - `stopped`: it lies still, `above` it: a local minimum, or level ground.
 * - `rolling`: its steps are used up and it still moves.
 * - `left`: it has rolled off the square.
 * - `lost`: its loss is no longer a number.
 * - `cancelled`: someone has stopped it.
 */
export type FateKind = 'lowest' | 'stopped' | 'rolling' | 'left' | 'lost' | 'cancelled'

export interface Fate {
  readonly kind: FateKind
  /** Loss at its last place. */
  readonly loss: number
  /** How far that is above the lowest known height of the picture, in nats; at least 0. */
  readonly above: number
  readonly steps: number
}

/**
 * The end of a ball.
 * @param points Every place it was at, the first where it was dropped.
 * @param asked Steps it was to take; fewer places mean that it left the square, or was stopped.
 */
export function fateOf(
  surface: LandscapeSurface,
  points: readonly BallPoint[],
  asked: number,
  cancelled = false
): Fate {
  const last = points.at(-1)
  const steps = Math.max(0, points.length - 1)
  let [low, high] = [Infinity, -Infinity]
  for (const loss of surface.losses) {
    if (!Number.isFinite(loss)) continue
    low = Math.min(low, loss)
    high = Math.max(high, loss)
  }
  const loss = last?.loss ?? NaN
  const above = Math.max(0, loss - low)
  const kind = ((): FateKind => {
    if (cancelled) return 'cancelled'
    if (!last || !Number.isFinite(loss)) return 'lost'
    if (steps < asked) return 'left'
    if (above <= (high - low) * LOWEST) return 'lowest'
    return isStill(surface, points) ? 'stopped' : 'rolling'
  })()
  return { kind, loss, above, steps }
}

function isStill({ alphas, betas }: LandscapeSurface, points: readonly BallPoint[]): boolean {
  const tail = points.slice(-Math.max(2, Math.ceil(points.length / 10)))
  const reach = (key: 'alpha' | 'beta', axis: Float64Array): number => {
    const values = tail.map((point) => point[key])
    return (Math.max(...values) - Math.min(...values)) / (axis.at(-1)! - axis[0]!)
  }
  return Math.max(reach('alpha', alphas), reach('beta', betas)) < STILL
}

/**
 * A learning rate with which a ball crosses the square in about a hundred steps: Adam moves by about its rate a
 * step, plain descent by its rate times the slope.
 */
export function suitingRate(surface: LandscapeSurface, optimizer: BallSettings['optimizer']): number {
  const { alphas, losses } = surface
  const side = alphas.at(-1)! - alphas[0]!
  if (optimizer === 'adam' || optimizer === 'adamw') return niceBelow(side / 100)
  const known = losses.filter(Number.isFinite).sort()
  // The middle of the heights: a few towering cells say nothing of the usual slope.
  const relief = (known[Math.floor(known.length * 0.9)] ?? 1) - (known[0] ?? 0)
  const rate = (side * side) / 400 / Math.max(relief, 1e-6)
  return niceBelow(optimizer === 'momentum' ? rate / 5 : rate)
}
