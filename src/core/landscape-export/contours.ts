/*
 * Contour lines and the areas above them. d3-contour walks the marching squares; where a vertex lies between
 * two grid points is computed here, since the library would draw lines round holes and along the rim.
 * Places are in grid units: x = 0 … n − 1 along alpha, y = 0 … n − 1 along beta.
 */

import { contours } from 'd3-contour'

export type GridPoint = readonly [number, number]

interface Vertex {
  readonly at: GridPoint
  /** It lies on the rim of the grid or beside a height that is not known: no line ends there of itself. */
  readonly edge: boolean
}

/** Every ring round ground at or above a level; heights that are not finite count as below. */
function ringsOf(losses: Float64Array, n: number, level: number): Vertex[][] {
  const found = contours()
    .size([n, n])
    .smooth(false)
    // The type asks for an array; any indexed list will do.
    .contour(losses as unknown as number[], level)
  return found.coordinates.flat().map((ring) =>
    ring.map(([x = 0, y = 0]) => {
      // The library's grid points lie at i + ½; a vertex lies half-way between two of them.
      const across = Number.isInteger(x)
      const from: GridPoint = across ? [x - 1, y - 0.5] : [x - 0.5, y - 1]
      const to: GridPoint = across ? [x, y - 0.5] : [x - 0.5, y]
      return vertexBetween(losses, n, level, from, to)
    })
  )
}

function vertexBetween(
  losses: Float64Array,
  n: number,
  level: number,
  from: GridPoint,
  to: GridPoint
): Vertex {
  const height = ([x, y]: GridPoint): number =>
    x < 0 || y < 0 || x >= n || y >= n ? NaN : losses[y * n + x]!
  const [a, b] = [height(from), height(to)]
  if (!Number.isFinite(a)) return { at: to, edge: true }
  if (!Number.isFinite(b)) return { at: from, edge: true }
  const t = (level - a) / (b - a)
  return { at: [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t], edge: false }
}

/**
 * Closed rings round the ground at or above a level, for filling (even–odd). Holes of the grid are left out.
 * @param losses n × n, row-major; not finite: unknown
 */
export function areasAbove(losses: Float64Array, n: number, level: number): GridPoint[][] {
  return ringsOf(losses, n, level).map((ring) => ring.map(({ at }) => at))
}

/**
 * The contour lines of a level. A line that ends at the rim or at a hole is open; a closed one ends where it
 * began.
 */
export function contourLines(losses: Float64Array, n: number, level: number): GridPoint[][] {
  const lines: GridPoint[][] = []
  for (const ring of ringsOf(losses, n, level)) {
    const points = ring.slice(0, -1)
    const cut = points.findIndex(({ edge }) => edge)
    if (cut < 0) {
      lines.push(ring.map(({ at }) => at))
      continue
    }
    let line: GridPoint[] = []
    for (const { at, edge } of [...points.slice(cut), ...points.slice(0, cut), points[cut]!]) {
      if (!edge) line.push(at)
      else {
        if (line.length > 1) lines.push(line)
        line = []
      }
    }
  }
  return lines
}

/** Multiples of `interval` above `min` and at most `max`. */
export function levelsBetween(min: number, max: number, interval: number): number[] {
  const levels: number[] = []
  for (let k = Math.floor(min / interval) + 1; ; k++) {
    // Without the last digits: 24 × 0.1 is a little more than 2.4.
    const level = Number((k * interval).toPrecision(9))
    if (level > max) return levels
    if (level > min) levels.push(level)
  }
}
