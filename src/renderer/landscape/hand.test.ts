import { describe, expect, it } from 'vitest'
import { byKey, byWheel, Hand, type Touch } from './hand'
import { project, viewOf, type CameraState } from './projection'

const camera: CameraState = { yaw: 0, pitch: 0.6, distance: 4, target: [0, 0.2, 0] }
const touch = (x: number, y: number, more: Partial<Touch> = {}): Touch => ({
  pointerId: 1,
  shiftKey: false,
  buttons: 1,
  x,
  y,
  ...more
})

describe('Hand', () => {
  it('turns the ground with one pointer, and a trembling click turns nothing', () => {
    const hand = new Hand()
    hand.down(touch(100, 100))
    expect(hand.moved(touch(101, 101), camera, 600)).toBeNull()
    expect(hand.up(touch(101, 101))).toBe(true)
    hand.down(touch(100, 100))
    const turned = hand.moved(touch(160, 130), camera, 600)!
    // What was in front goes to the right and away.
    const front = project(viewOf(turned, 800, 600), [0, 0.2, 0.5])
    expect(front.x).toBeGreaterThan(400)
    expect(turned.pitch).toBeGreaterThan(camera.pitch)
    expect(hand.up(touch(160, 130))).toBe(false)
    expect(hand.holds).toBe(false)
  })

  it.each([{ shiftKey: true }, { buttons: 2 }])('moves it with %o', (more) => {
    const hand = new Hand()
    hand.down(touch(0, 0, more))
    const moved = hand.moved(touch(40, -25, more), camera, 600)!
    const { x, y } = project(viewOf(moved, 800, 600), camera.target)
    expect([x, y].map(Math.round)).toEqual([440, 275])
  })

  it('zooms with two pointers that part', () => {
    const hand = new Hand()
    hand.down(touch(100, 100))
    hand.down(touch(200, 100, { pointerId: 2 }))
    const zoomed = hand.moved(touch(300, 100, { pointerId: 2 }), camera, 600)!
    expect(zoomed.distance).toBeCloseTo(2, 6)
    hand.up(touch(300, 100, { pointerId: 2 }))
    expect(hand.holds).toBe(true)
  })

  it('passes over pointers that are not down', () => {
    expect(new Hand().moved(touch(5, 5), camera, 600)).toBeNull()
  })
})

describe('keys and wheel', () => {
  it('turn, move and zoom there and back', () => {
    for (const [there, back] of [
      ['ArrowLeft', 'ArrowRight'],
      ['ArrowUp', 'ArrowDown'],
      ['+', '-']
    ] as const) {
      const gone = byKey(camera, there, false, 600)!
      expect(gone).not.toEqual(camera)
      const returned = byKey(gone, back, false, 600)!
      expect(returned.yaw).toBeCloseTo(camera.yaw, 10)
      expect(returned.pitch).toBeCloseTo(camera.pitch, 10)
      expect(returned.distance).toBeCloseTo(camera.distance, 10)
    }
    expect(byKey(camera, 'ArrowLeft', true, 600)!.target).not.toEqual(camera.target)
    expect(byKey(camera, 'x', false, 600)).toBeNull()
    expect(byWheel(camera, 100, false).distance).toBeGreaterThan(4)
    expect(byWheel(camera, -10, true).distance).toBeLessThan(4)
  })
})
