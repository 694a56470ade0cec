import { describe, expect, it } from 'vitest'
import type { PathPoint } from '#core/landscape'
import { cutOf, lossOn } from './cut'
import { gridRows, pathRows } from './rows'
import { RELIEF } from './scale'
import { groundLoss, indexAtStep, inScene, onGround, pathAt, terrainOf, underScene } from './terrain'
import { groundOf } from './testing.fixtures'

const path: PathPoint[] = [0, 10, 40].map((step) => ({
  step,
  alpha: -1 + step / 20,
  beta: 0,
  loss: 4 - step / 20,
  residual: step
}))
const surface = groundOf(41, (a, b) => 2 + a * a + b, path)
const terrain = terrainOf(surface, false)!

describe('places', () => {
  it('go to the scene and back', () => {
    const place = { alpha: 0.3, beta: -0.45 }
    const on = onGround(terrain, place)!
    const back = underScene(terrain, on)
    expect(back.alpha).toBeCloseTo(0.3, 10)
    expect(back.beta).toBeCloseTo(-0.45, 10)
    expect(groundLoss(terrain, place)).toBeCloseTo(2 + 0.09 - 0.45, 3)
    expect(onGround(terrain, { alpha: 1.2, beta: 0 })).toBeNull()
  })

  it('stand at the true loss, not at the ground’s', () => {
    const place = { alpha: 0, beta: 0 }
    const top = inScene(
      terrain,
      place,
      surface.losses.reduce((a, b) => Math.max(a, b))
    )
    expect(top[1]).toBeCloseTo(RELIEF, 6)
    expect(onGround(terrain, place)![1]).toBeLessThan(top[1])
    expect(inScene(terrain, place, 1e9)[1]).toBeLessThan(RELIEF * 1.3)
  })
})

describe('the path in time', () => {
  it('is walked between its points', () => {
    expect(indexAtStep(path, 10)).toBe(1)
    expect(indexAtStep(path, 25)).toBe(1.5)
    expect(indexAtStep(path, 999)).toBe(2)
    expect(indexAtStep(path, -3)).toBe(0)
    expect(pathAt(path, 1.5)).toMatchObject({ step: 25, alpha: 0.25, residual: 25 })
    expect(pathAt(path, 7)).toMatchObject({ step: 40 })
    expect(pathAt([], 0)).toBeNull()
  })
})

describe('a cut', () => {
  it('follows the ground through the centre', () => {
    const first = cutOf(surface, terrain.field, 0)
    expect(lossOn(first, 0.5)).toBeCloseTo(2.25, 3)
    const second = cutOf(surface, terrain.field, 1)
    expect(lossOn(second, -0.5)).toBeCloseTo(1.5, 3)
    expect(lossOn(second, 1.1)).toBeNaN()
    expect(lossOn(second, 1)).toBeCloseTo(3, 5)
  })
})

describe('rows', () => {
  it.each([21, 41, 61, 101, 201])('show both ends and the centre of %i points', (n) => {
    const grid = gridRows(groundOf(n, (a, b) => a + 10 * b))
    expect(grid.alphas.length).toBeLessThanOrEqual(11)
    expect(grid.alphas[0]).toBe(-1)
    expect(grid.alphas.at(-1)).toBe(1)
    expect(grid.alphas).toContain(0)
    expect(grid.rows[0]!.beta).toBe(1)
    expect(grid.rows[0]!.losses[0]).toBeCloseTo(9, 10)
    expect(grid.rows.at(-1)!.losses.at(-1)).toBeCloseTo(-9, 10)
  })

  it('keep the ends of a long path', () => {
    const long = Array.from({ length: 1003 }, (_, step) => ({ ...path[0]!, step }))
    const rows = pathRows(long)
    expect(rows.length).toBeLessThanOrEqual(202)
    expect([rows[0]!.step, rows.at(-1)!.step]).toEqual([1002, 0])
  })
})
