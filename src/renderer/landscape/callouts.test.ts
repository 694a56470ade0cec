import { describe, expect, test } from 'vitest'
import { placeCallouts, type CalloutBox } from './callouts'

const [WIDTH, HEIGHT] = [600, 400]
const box = (x: number, y: number, side: 'left' | 'right' = 'right'): CalloutBox => ({
  at: { x, y },
  side,
  width: 100,
  height: 40
})
const line = (from: readonly [number, number], to: readonly [number, number]): { x: number; y: number }[] =>
  Array.from({ length: 61 }, (_, i) => ({
    x: from[0] + ((to[0] - from[0]) * i) / 60,
    y: from[1] + ((to[1] - from[1]) * i) / 60
  }))

const covers = (corner: { x: number; y: number }, point: { x: number; y: number }): boolean =>
  point.x > corner.x && point.x < corner.x + 100 && point.y > corner.y && point.y < corner.y + 40

describe('placeCallouts', () => {
  test('stands on the wished side where nothing is in the way', () => {
    expect(placeCallouts([box(300, 200)], [], WIDTH, HEIGHT)).toEqual([{ x: 322, y: 158 }])
    expect(placeCallouts([box(300, 200, 'left')], [], WIDTH, HEIGHT)).toEqual([{ x: 178, y: 158 }])
  })

  test('leaves the path in sight', () => {
    const way = line([300, 200], [420, 150])
    const [corner] = placeCallouts([box(300, 200)], way, WIDTH, HEIGHT)
    expect(way.filter((point) => covers(corner!, point))).toEqual([])
  })

  test('keeps off the words and places of others', () => {
    const boxes = [box(300, 200), box(340, 210, 'left')]
    const [a, b] = placeCallouts(boxes, line([300, 200], [340, 210]), WIDTH, HEIGHT)
    const apart = a!.x + 100 <= b!.x || b!.x + 100 <= a!.x || a!.y + 40 <= b!.y || b!.y + 40 <= a!.y
    expect(apart).toBe(true)
    expect(covers(a!, boxes[1]!.at)).toBe(false)
    expect(covers(b!, boxes[0]!.at)).toBe(false)
  })

  test('stays inside the view, beside its place', () => {
    for (const [x, y] of [
      [2, 2],
      [598, 2],
      [2, 398],
      [598, 398]
    ] as const) {
      const [corner] = placeCallouts([box(x, y)], [], WIDTH, HEIGHT)
      expect(corner!.x).toBeGreaterThanOrEqual(8)
      expect(corner!.x + 100).toBeLessThanOrEqual(WIDTH - 8)
      expect(corner!.y).toBeGreaterThanOrEqual(8)
      expect(corner!.y + 40).toBeLessThanOrEqual(HEIGHT - 8)
      expect(covers(corner!, { x, y })).toBe(false)
    }
  })
})
