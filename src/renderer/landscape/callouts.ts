/*
 * Where the words beside start, ball and marked place stand: next to their place, inside the view, on the side where
 * they cover least of the path and none of each other. Pure; the view and the exported pictures use it alike.
 */

/** Words beside a place; sizes and places in CSS pixels. */
export interface CalloutBox {
  readonly at: Point
  /** The side it stands on where nothing is in the way. */
  readonly side: 'left' | 'right'
  readonly width: number
  readonly height: number
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Between a place and its words: the ball and a little air. */
const GAP = 22
/** From the view's edge. */
const EDGE = 8
/** Air round the path. */
const AIR = 5
/** A side further down the list must leave this many more points of the path in sight. */
const RELUCTANCE = 3

/**
 * @param boxes The more important first: later ones keep out of the way of earlier ones.
 * @param way Points along the path on the screen, close enough to stand for the line.
 * @returns The upper left corner of each box.
 */
export function placeCallouts(
  boxes: readonly CalloutBox[],
  way: readonly Point[],
  width: number,
  height: number
): Point[] {
  const placed: (CalloutBox & Point)[] = []
  for (const box of boxes) {
    const others = boxes.filter((other) => other !== box).map(({ at }) => at)
    const cost = (corner: Point, order: number): number => {
      const covered = way.filter((point) => isUnder(point, corner, box, AIR)).length
      const marks = others.filter((point) => isUnder(point, corner, box, AIR * 2)).length
      const crossed = placed.filter((other) => cross(corner, box, other)).length
      // Pushed back into the view it may lie on its own place.
      const own = isUnder(box.at, corner, box, AIR) ? 1 : 0
      return covered + 20 * (marks + own) + 200 * crossed + RELUCTANCE * order
    }
    const corners = cornersOf(box).map((corner) => inside(corner, box, width, height))
    const costs = corners.map(cost)
    const corner = corners[costs.indexOf(Math.min(...costs))]!
    placed.push({ ...box, ...corner })
  }
  return placed.map(({ x, y }) => ({ x, y }))
}

/** Where a box may stand, the wished for first: beside its place, above or below it. */
function cornersOf({ at, side, width, height }: CalloutBox): Point[] {
  const right = at.x + GAP
  const left = at.x - GAP - width
  const [near, far] = side === 'right' ? [right, left] : [left, right]
  const [up, down, middle] = [at.y - height - 2, at.y + 6, at.x - width / 2]
  return [
    { x: near, y: up },
    { x: near, y: down },
    { x: far, y: up },
    { x: far, y: down },
    { x: middle, y: at.y - GAP - height },
    { x: middle, y: at.y + GAP }
  ]
}

function inside({ x, y }: Point, box: CalloutBox, width: number, height: number): Point {
  const clamp = (value: number, most: number): number => Math.min(Math.max(EDGE, value), Math.max(EDGE, most))
  return { x: clamp(x, width - box.width - EDGE), y: clamp(y, height - box.height - EDGE) }
}

function isUnder(point: Point, corner: Point, { width, height }: CalloutBox, air: number): boolean {
  return (
    point.x > corner.x - air &&
    point.x < corner.x + width + air &&
    point.y > corner.y - air &&
    point.y < corner.y + height + air
  )
}

function cross(corner: Point, box: CalloutBox, other: CalloutBox & Point): boolean {
  return (
    corner.x < other.x + other.width + AIR &&
    other.x < corner.x + box.width + AIR &&
    corner.y < other.y + other.height + AIR &&
    other.y < corner.y + box.height + AIR
  )
}
