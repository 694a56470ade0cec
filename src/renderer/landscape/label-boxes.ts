/*
 * Whether words on the screen lie on each other or on a convex outline. A word's width is reckoned from its length,
 * without a canvas.
 */

export interface Point {
  readonly x: number
  readonly y: number
}

/** A word on the screen, `x`, `y` its middle in CSS pixels. */
interface Word extends Point {
  readonly text: string
}

/** A word's half width by its length: enough to keep it off the block. */
export const HALF_CHARACTER = 3.3
const HALF_LINE = 8

const boxOf = ({ text, x, y }: Word): readonly [left: number, top: number, right: number, bottom: number] => {
  const half = text.length * HALF_CHARACTER
  return [x - half, y - HALF_LINE, x + half, y + HALF_LINE]
}

/** Whether two words lie on each other. */
export function crosses(a: Word, b: Word): boolean {
  const [left, top, right, bottom] = boxOf(a)
  const other = boxOf(b)
  return left < other[2] && other[0] < right && top < other[3] && other[1] < bottom
}

/** Corners of the smallest convex outline, in order (Andrew's monotone chain). */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = []
    for (const c of list) {
      for (;;) {
        const [a, b] = [chain.at(-2), chain.at(-1)]
        if (!a || !b || (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0) break
        chain.pop()
      }
      chain.push(c)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

/** Whether a word lies on a convex outline: no edge of either has all of the other beyond it. */
export function touches(word: Word, outline: readonly Point[]): boolean {
  const [left, top, right, bottom] = boxOf(word)
  const xs = outline.map(({ x }) => x)
  const ys = outline.map(({ y }) => y)
  if (Math.max(...xs) < left || Math.min(...xs) > right) return false
  if (Math.max(...ys) < top || Math.min(...ys) > bottom) return false
  const corners = [left, right].flatMap((x) => [top, bottom].map((y) => ({ x, y })))
  return outline.every((a, i) => {
    const b = outline[(i + 1) % outline.length]!
    return corners.some((c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0)
  })
}
