/*
 * The antenna: a picture that is clear only when eight dials are right. Each dial adds its own pattern, and the patterns
 * overlap, so that the best place of one dial depends on all others, as the numbers of an embedding do.
 * picture = Σ dialᵢ · patternᵢ, error = mean squared distance to the station's picture.
 */

import { createRandom } from '../random/random'

export const DIALS = 8
/** The picture is this many pixels wide and high. */
export const PICTURE = 16

/** A hill with a ball on it, and the sun: what the station sends. */
const STATION = [
  '................',
  '............##..',
  '...........####.',
  '...........####.',
  '............##..',
  '...##...........',
  '...##...........',
  '..####..........',
  '.######.........',
  '.########.......',
  '##########......',
  '###########.....',
  '#############...',
  '##############..',
  '################',
  '################'
]

export interface Antenna {
  /** PICTURE² shades, 0 to 1. */
  readonly station: Float64Array
  /** DIALS patterns of PICTURE² each. */
  readonly patterns: readonly Float64Array[]
  /** Where the dials have to stand, each between −1 and 1. */
  readonly solution: readonly number[]
}

/**
 * Each pattern holds some of every pair of lines of the picture, in shares that make the picture whole exactly at the
 * solution: columns of a random matrix are scaled so that solution · column = 1.
 */
export function createAntenna(seed = 7): Antenna {
  const random = createRandom(seed)
  const solution = Array.from({ length: DIALS }, (_, i) => (i % 2 ? -1 : 1) * (0.35 + 0.5 * random.uniform()))
  const shares = solution.map((value, i) =>
    solution.map((_, band) => Math.sign(value) * ((i === band ? 1 : 0) + 0.35 * random.uniform()))
  )
  const station = Float64Array.from(STATION.join(''), (mark) => (mark === '#' ? 1 : 0.12))
  const lines = PICTURE / DIALS
  const patterns = shares.map((row) =>
    station.map((shade, pixel) => {
      const band = Math.floor(pixel / PICTURE / lines)
      const whole = solution.reduce((sum, value, i) => sum + value * (shares[i]?.[band] ?? 0), 0)
      return (shade * (row[band] as number)) / whole
    })
  )
  return { station, patterns, solution }
}

export function pictureOf({ patterns }: Antenna, dials: readonly number[]): Float64Array {
  const picture = new Float64Array(PICTURE * PICTURE)
  patterns.forEach((pattern, i) =>
    pattern.forEach((value, p) => (picture[p]! += value * (dials[i] as number)))
  )
  return picture
}

export function errorOf(antenna: Antenna, dials: readonly number[]): number {
  const picture = pictureOf(antenna, dials)
  return (
    antenna.station.reduce((sum, shade, p) => sum + (shade - (picture[p] as number)) ** 2, 0) / picture.length
  )
}

/** ∂error/∂dialᵢ = −2 · mean((station − picture) · patternᵢ). */
export function gradientOf(antenna: Antenna, dials: readonly number[]): number[] {
  const picture = pictureOf(antenna, dials)
  return antenna.patterns.map(
    (pattern) =>
      (-2 *
        pattern.reduce(
          (sum, value, p) => sum + value * ((antenna.station[p] as number) - (picture[p] as number)),
          0
        )) /
      picture.length
  )
}

/** The dials with the i-th where the error is least while the others stay: the error is a parabola in it. */
export function tuneOne(antenna: Antenna, dials: readonly number[], i: number): number[] {
  const pattern = antenna.patterns[i] as Float64Array
  const curvature = (2 * pattern.reduce((sum, value) => sum + value * value, 0)) / pattern.length
  const best = (dials[i] as number) - (gradientOf(antenna, dials)[i] as number) / curvature
  return dials.map((value, j) => (j === i ? best : value))
}

/** All dials a step against the gradient at once. */
export function tuneAll(antenna: Antenna, dials: readonly number[], rate = 0.9): number[] {
  const gradient = gradientOf(antenna, dials)
  return dials.map((value, i) => value - rate * (gradient[i] as number))
}
