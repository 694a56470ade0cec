import { describe, expect, it } from 'vitest'
import { blended, ease, fitted, limited, orbited, panned, turnOf, zoomed } from './camera'
import { dot, hidden, meet, project, rayAt, viewOf, type CameraState, type Vec } from './projection'

const camera: CameraState = { yaw: -0.42, pitch: 0.66, distance: 4.6, target: [0, 0.3, 0] }
const view = viewOf(camera, 800, 600)
const bowl = (x: number, z: number): number =>
  Math.abs(x) <= 1 && Math.abs(z) <= 1 ? 0.4 * (x * x + z * z) : NaN

describe('the view', () => {
  it('has square, unit directions', () => {
    const { right, up, forward } = view
    for (const v of [right, up, forward]) expect(dot(v, v)).toBeCloseTo(1, 12)
    for (const [a, b] of [
      [right, up],
      [up, forward],
      [forward, right]
    ] as const)
      expect(dot(a, b)).toBeCloseTo(0, 12)
  })

  it('sees its target in the middle, the east to the right, the north farther away', () => {
    const middle = project(view, camera.target)
    expect([middle.x, middle.y]).toEqual([400, 300])
    expect(middle.depth).toBeCloseTo(4.6, 10)
    expect(project(view, [0.5, 0.3, 0]).x).toBeGreaterThan(400)
    expect(project(view, [0, 0.3, -0.5]).depth).toBeGreaterThan(4.6)
    expect(project(view, [0, 0.8, 0]).y).toBeLessThan(300)
  })

  it('looks through a pixel at what is drawn there', () => {
    const point: Vec = [0.4, 0.2, -0.7]
    const seen = project(view, point)
    const ray = rayAt(view, seen.x, seen.y)
    point.forEach((value, k) => expect(view.eye[k]! + ray[k]! * seen.depth).toBeCloseTo(value, 10))
  })

  it('meets the ground where it is', () => {
    const point: Vec = [0.3, bowl(0.3, -0.5), -0.5]
    const { x, y } = project(view, point)
    const hit = meet(view.eye, rayAt(view, x, y), bowl, -0.1, 1)!
    point.forEach((value, k) => expect(hit[k]).toBeCloseTo(value, 3))
    expect(meet(view.eye, rayAt(view, 2, 2), bowl, -0.1, 1)).toBeNull()
  })

  it('knows what the block hides', () => {
    const low = viewOf({ yaw: 0, pitch: 0.1, distance: 5, target: [0, 0, 0] }, 800, 600)
    const ridge = (x: number, z: number): number =>
      Math.abs(x) > 1 || Math.abs(z) > 1 ? NaN : z > 0.4 ? 0.9 : 0
    expect(hidden(low, [0, 0.02, -0.5], ridge, 1)).toBe(true)
    expect(hidden(low, [0, 0.95, 0.6], ridge, 1)).toBe(false)
    expect(hidden(view, [0.3, bowl(0.3, 0.3), 0.3], bowl, 1, 0.05)).toBe(false)
  })
})

describe('the camera', () => {
  it('stays above the ground and near it', () => {
    expect(orbited(camera, 0, 9).pitch).toBeLessThan(Math.PI / 2)
    expect(orbited(camera, 0, -9).pitch).toBeGreaterThan(0)
    expect(zoomed(camera, 1e-6).distance).toBeGreaterThan(1)
    expect(limited({ ...camera, target: [99, 9, -99] }).target).toEqual([1.4, 1.4, -1.4])
  })

  it('moves the scene with the pointer', () => {
    const moved = viewOf(panned(camera, 30, 20, 600), 800, 600)
    const { x, y } = project(moved, camera.target)
    expect(x).toBeCloseTo(430, 6)
    expect(y).toBeCloseTo(320, 6)
  })

  it.each(['side', 'above', 'along'] as const)('shows the whole block %s', (preset) => {
    const corners = [-1, 1].flatMap((x) => [-1, 1].flatMap((z) => [-0.07, 0.95].map((y): Vec => [x, y, z])))
    const margins = { left: 80, right: 70, top: 50, bottom: 60 }
    for (const [width, height] of [
      [840, 640],
      [700, 250],
      [400, 900]
    ] as const) {
      const path = [
        { x: -0.6, z: 0.5 },
        { x: 0.3, z: -0.2 }
      ]
      const state = fitted(turnOf(preset, path), corners, width, height, margins)
      const seen = corners.map((corner) => project(viewOf(state, width, height), corner))
      const [x0, x1] = [Math.min(...seen.map(({ x }) => x)), Math.max(...seen.map(({ x }) => x))]
      const [y0, y1] = [Math.min(...seen.map(({ y }) => y)), Math.max(...seen.map(({ y }) => y))]
      expect(x0).toBeGreaterThan(margins.left - 2)
      expect(x1).toBeLessThan(width - margins.right + 2)
      expect(y0).toBeGreaterThan(margins.top - 2)
      expect(y1).toBeLessThan(height - margins.bottom + 2)
      // And no smaller than it must be.
      const [w, h] = [width - margins.left - margins.right, height - margins.top - margins.bottom]
      expect(Math.max((x1 - x0) / w, (y1 - y0) / h)).toBeGreaterThan(0.97)
    }
  })

  it('looks along the path from its start', () => {
    const { yaw } = turnOf('along', [
      { x: -1, z: 0 },
      { x: 1, z: 0 }
    ])
    const { forward } = viewOf({ ...camera, yaw }, 1, 1)
    expect(forward[0]).toBeGreaterThan(0.5)
    expect(forward[2]).toBeCloseTo(0, 10)
  })

  it('turns the short way round', () => {
    const half = blended({ ...camera, yaw: 3 }, { ...camera, yaw: -3 }, 0.5)
    expect(Math.cos(half.yaw)).toBeCloseTo(-1, 3)
    expect(blended(camera, zoomed(camera, 2), 1).distance).toBeCloseTo(9.2, 10)
  })

  it('eases from 0 to 1', () => {
    expect(ease(0)).toBeCloseTo(0, 4)
    expect(ease(1)).toBeCloseTo(1, 4)
    expect(ease(0.3)).toBeGreaterThan(0.5)
  })
})
