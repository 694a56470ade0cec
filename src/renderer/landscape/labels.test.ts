import { describe, expect, it } from 'vitest'
import type { PathPoint } from '#core/landscape'
import { fitted, turnOf, type Preset } from './camera'
import { labelsOf, type Label, type LabelWords } from './labels'
import { project, viewOf, type View } from './projection'
import { cornersOf, inScene, outlineOf, terrainOf } from './terrain'
import { groundOf } from './testing.fixtures'

const path: PathPoint[] = [0, 10, 20, 40].map((step) => ({
  step,
  alpha: 0.9 - step / 40,
  beta: 0.4 * Math.sin(step / 12),
  loss: 4 - step / 20,
  residual: step
}))
const terrain = terrainOf(
  groundOf(21, (a, b) => 2 + 3 * a * a + b * b + (a < -0.8 && b > 0.5 ? 3 : 0), path),
  false
)!
const words: LabelWords = {
  coordinate: (value) => value.toFixed(0),
  direction: (_, axis) => (axis === 0 ? 'first direction, 90 % of the movement' : 'second, 6 %'),
  directionShort: (_, axis) => (axis === 0 ? 'first, 90 %' : 'second, 6 %'),
  loss: (value, _, last) => `${value.toFixed(1)}${last ? ' nats' : ''}`
}
const MARGINS = { left: 84, right: 76, top: 56, bottom: 64 }

function viewFrom(turn: { yaw: number; pitch: number }, width: number, height: number): View {
  return viewOf(fitted(turn, outlineOf(terrain), width, height, MARGINS), width, height)
}

/** Whether a place of the screen lies on one of the block's six faces. */
function onBlock(view: View, x: number, y: number): boolean {
  const at = cornersOf(terrain).map((corner) => project(view, corner))
  // Corners come as foot and top of (−x, −z), (−x, +z), (+x, −z), (+x, +z).
  const faces = [
    [0, 2, 6, 4],
    [1, 3, 7, 5],
    [0, 2, 3, 1],
    [4, 6, 7, 5],
    [0, 4, 5, 1],
    [2, 6, 7, 3]
  ]
  return faces.some((face) => {
    let odd = false
    face.forEach((corner, i) => {
      const [a, b] = [at[corner]!, at[face[(i + 1) % 4]!]!]
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd
    })
    return odd
  })
}

const half = ({ text }: Label): number => text.length * 3.2
function overlap(a: Label, b: Label): boolean {
  return Math.abs(a.x - b.x) < half(a) + half(b) && Math.abs(a.y - b.y) < 15
}

const turns = [
  ...(['side', 'above', 'along'] as Preset[]).map((preset) => {
    const scene = path.map((point) => inScene(terrain, point, point.loss))
    return turnOf(
      preset,
      scene.map(([x, , z]) => ({ x, z }))
    )
  }),
  ...Array.from({ length: 24 }, (_, i) => ({ yaw: (i * Math.PI) / 12, pitch: 0.5 + (i % 3) * 0.25 }))
]

describe('labelsOf', () => {
  for (const [width, height] of [
    [680, 480],
    [1100, 640]
  ] as const) {
    it.each(turns)(`names both axes beside the block, in ${width} × ${height} from %o`, (turn) => {
      const view = viewFrom(turn, width, height)
      const titles = labelsOf(view, terrain, words).filter(({ tick }) => !tick)
      expect(titles).toHaveLength(2)
      for (const title of titles) {
        const spots = [-0.9, -0.45, 0, 0.45, 0.9].map((t) => title.x + t * half(title))
        expect(spots.filter((x) => onBlock(view, x, title.y))).toEqual([])
        expect(title.x - half(title)).toBeGreaterThanOrEqual(0)
        expect(title.x + half(title)).toBeLessThanOrEqual(width)
      }
    })
  }

  it('never writes one word over another', () => {
    for (const turn of turns) {
      const labels = labelsOf(viewFrom(turn, 680, 480), terrain, words)
      const over = labels.flatMap((a, i) => labels.slice(i + 1).filter((b) => overlap(a, b)))
      expect(over).toEqual([])
      expect(labels.length).toBeGreaterThan(5)
    }
  })
})
