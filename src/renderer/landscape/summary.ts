/*
 * What the ground is like, in facts that a sentence can be made of: its shape, its ends, hollows, how the path
 * went. Computed from grid and path; the words are the catalogue's.
 */

import type { LandscapeSurface, PathPoint } from '#core/landscape'

/** Ground that rises less than this is called level, in nats. */
const LEVEL = 0.02
/** A hollow counts if one must climb this share of the whole relief to leave it. */
const DEEP = 0.04
/** Longer than wide by this: a valley. */
const LONG = 1.7

export type Shape = 'level' | 'slope' | 'valley' | 'bowl' | 'hollows'

export interface GroundFacts {
  readonly shape: Shape
  /** Highest and lowest known loss. */
  readonly rim: number
  readonly floor: number
  /** Lowest places that are separated by higher ground. */
  readonly hollows: number
  /** Steps in which four fifths of the path's descent were done, if that is under a third of all; else null. */
  readonly steep: number | null
  /** Share of the movement that lies in the plane; null without a path. */
  readonly share: number | null
  /** Known cells of all. */
  readonly known: number
  readonly of: number
}

/** Null while fewer than nine heights are known. */
export function factsOf({ losses, alphas, path, explained }: LandscapeSurface): GroundFacts | null {
  const n = alphas.length
  let [floor, rim, known, lowest] = [Infinity, -Infinity, 0, -1]
  losses.forEach((loss, i) => {
    if (Number.isNaN(loss)) return
    known++
    rim = Math.max(rim, loss)
    if (loss < floor) [floor, lowest] = [loss, i]
  })
  if (known < 9) return null
  const hollows = known === losses.length ? countHollows(losses, n, (rim - floor) * DEEP) : 1
  const [row, column] = [Math.floor(lowest / n), lowest % n]
  const atEdge = row === 0 || column === 0 || row === n - 1 || column === n - 1
  const shape: Shape =
    rim - floor < LEVEL
      ? 'level'
      : hollows > 1
        ? 'hollows'
        : atEdge
          ? 'slope'
          : elongation(losses, n, floor + (rim - floor) * 0.2) > LONG
            ? 'valley'
            : 'bowl'
  const share = explained && path.length > 1 ? explained[0] + explained[1] : null
  return { shape, rim, floor, hollows, steep: steepPart(path), share, known, of: losses.length }
}

/** How many times longer than wide the ground below a loss is: the ratio of its principal axes. */
export function elongation(losses: Float64Array, n: number, below: number): number {
  let [count, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0]
  losses.forEach((loss, at) => {
    if (!(loss <= below)) return
    const [i, j] = [at % n, Math.floor(at / n)]
    count++
    x += i
    y += j
    xx += i * i
    yy += j * j
    xy += i * j
  })
  if (count < 3) return 1
  const [vx, vy, c] = [
    xx / count - (x / count) ** 2,
    yy / count - (y / count) ** 2,
    xy / count - (x * y) / count ** 2
  ]
  const root = Math.hypot((vx - vy) / 2, c)
  const [long, short] = [(vx + vy) / 2 + root, (vx + vy) / 2 - root]
  return Math.sqrt((long + 1 / 12) / (Math.max(0, short) + 1 / 12))
}

/**
 * Lowest places that are separated by at least `depth` of climbing. Water rises cell by cell; where two pools
 * meet, the shallower one counts if it is deep enough (persistence of minima).
 */
export function countHollows(losses: Float64Array, n: number, depth: number): number {
  const order = Array.from(losses.keys()).sort((a, b) => losses[a]! - losses[b]!)
  const pool = new Int32Array(losses.length).fill(-1)
  const find = (cell: number): number => {
    let root = cell
    while (pool[root] !== root) root = pool[root]!
    while (pool[cell] !== root) [cell, pool[cell]] = [pool[cell]!, root]
    return root
  }
  let deep = 1
  for (const cell of order) {
    pool[cell] = cell
    const [i, j] = [cell % n, Math.floor(cell / n)]
    for (let dj = -1; dj <= 1; dj++) {
      for (let di = -1; di <= 1; di++) {
        const [x, y] = [i + di, j + dj]
        const next = y * n + x
        if (x < 0 || y < 0 || x >= n || y >= n || pool[next] === -1) continue
        const [a, b] = [find(cell), find(next)]
        if (a === b) continue
        // Roots are the lowest cells of their pools.
        const [low, high] = losses[a]! <= losses[b]! ? [a, b] : [b, a]
        if (losses[cell]! - losses[high]! > depth) deep++
        pool[high] = low
      }
    }
  }
  return deep
}

/** Steps after which four fifths of the descent were done; null if that took a third of the way or more. */
export function steepPart(path: readonly PathPoint[]): number | null {
  const [start, end] = [path[0], path.at(-1)]
  if (!start || !end || path.length < 4 || !(start.loss - end.loss > 0.1)) return null
  const mark = start.loss - (start.loss - end.loss) * 0.8
  const reached = path.find(({ loss }) => loss <= mark)
  if (!reached) return null
  const steps = reached.step - start.step
  return steps > 0 && steps < (end.step - start.step) / 3 ? steps : null
}
