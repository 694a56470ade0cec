/* Labels keep their order and distance, stay inside, and move no more than they must. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeBlock, spreadLabels } from './spread'

test('labels with room stay where they belong', () => {
  expect(spreadLabels([10, 50, 90], 14, 0, 100)).toEqual([10, 50, 90])
})

test('two that collide share the way', () => {
  expect(spreadLabels([50, 54], 14, 0, 100)).toEqual([45, 59])
})

test('a group at the edge is pushed inwards', () => {
  expect(spreadLabels([98, 99, 100], 14, 0, 100)).toEqual([72, 86, 100])
})

test('without room the gap shrinks evenly', () => {
  expect(spreadLabels([5, 5, 5], 14, 0, 20)).toEqual([0, 10, 20])
})

test('always in order, apart and inside', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { minLength: 1, maxLength: 7 }),
      (raw) => {
        const wanted = raw.sort((a, b) => a - b)
        const placed = spreadLabels(wanted, 14, 0, 400)
        placed.forEach((centre, i) => {
          expect(centre).toBeGreaterThanOrEqual(-1e-9)
          expect(centre).toBeLessThanOrEqual(400 + 1e-9)
          if (i > 0) expect(centre - (placed[i - 1] as number)).toBeGreaterThanOrEqual(14 - 1e-9)
        })
      }
    )
  )
})

test('a block takes the nearest free space', () => {
  expect(placeBlock(50, 20, [], 0, 100)).toBe(50)
  expect(placeBlock(50, 20, [[45, 55]], 0, 100)).toBe(35)
  expect(placeBlock(52, 20, [[45, 55]], 0, 100)).toBe(65)
  expect(placeBlock(5, 20, [], 0, 100)).toBe(10)
})

test('a block with no free space stays inside', () => {
  expect(placeBlock(90, 30, [[0, 100]], 0, 100)).toBe(85)
  expect(placeBlock(90, 300, [], 0, 100)).toBe(50)
})
