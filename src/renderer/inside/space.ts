/*
 * The map of token vectors on its way to the screen: turned by hand where it has three dimensions, fitted without
 * jumping, and words that leave each other room. Pure.
 */

/** How a map of three dimensions is turned, in radians. */
export interface Turn {
  readonly yaw: number
  readonly pitch: number
}

export const STRAIGHT: Turn = { yaw: 0, pitch: 0 }

export interface Spot {
  readonly x: number
  readonly y: number
  /** Nearer ones are larger; 0 on a flat map. */
  readonly depth: number
}

/** Places as seen from this side: n spots in the map's own unit, y up. */
export function seen(places: Float32Array, dimensions: 2 | 3, turn: Turn): Spot[] {
  const n = places.length / dimensions
  const [cy, sy, cp, sp] = [
    Math.cos(turn.yaw),
    Math.sin(turn.yaw),
    Math.cos(turn.pitch),
    Math.sin(turn.pitch)
  ]
  return Array.from({ length: n }, (_, i) => {
    const [x, y] = [places[i * dimensions]!, places[i * dimensions + 1]!]
    if (dimensions === 2) return { x, y, depth: 0 }
    const z = places[i * 3 + 2]!
    const across = cy * x + sy * z
    const away = cy * z - sy * x
    return { x: across, y: cp * y - sp * away, depth: cp * away + sp * y }
  })
}

/**
 * How far the map reaches, in its own unit. The reach before is kept while the map still fills most of it, so that
 * it does not breathe with every step.
 */
export function reachOf(places: Float32Array, dimensions: 2 | 3, before: number | null): number {
  let most = 0
  for (let i = 0; i < places.length; i += dimensions) {
    let square = 0
    for (let d = 0; d < dimensions; d++) square = Math.max(square, Math.abs(places[i + d]!))
    most = Math.max(most, square)
  }
  if (before !== null && most <= before && most >= 0.8 * before) return before
  return most > 0 ? most * 1.08 : 1
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Indices of the boxes that can be shown without touching an earlier one, at most `most`. */
export function unhindered(boxes: readonly Box[], most = Infinity): number[] {
  const kept: Box[] = []
  const shown: number[] = []
  for (const [i, box] of boxes.entries()) {
    const free = kept.every(
      (other) =>
        box.left >= other.right ||
        box.right <= other.left ||
        box.top >= other.bottom ||
        box.bottom <= other.top
    )
    if (!free) continue
    kept.push(box)
    shown.push(i)
    if (shown.length >= most) break
  }
  return shown
}
