/* Directions and projections against their definitions, in plain loops. */

import { describe, expect, test } from 'vitest'
import { parameterLayout, type Family, type GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import { parametersOf } from '../engines/engines.fixtures'
import { symmetricEigen } from './eigen'
import { evenly, lineDirections, principalDirections } from './path-directions'
import { explainedBy, Projector } from './project'
import { randomDirections, unitsOf } from './random-directions'
import { dot, norm } from './vectors'

const shapeOf = (family: Family): GptShape => ({ family, layers: 2, heads: 2, width: 6, block: 5, vocab: 11 })
const none = (): Promise<void> => Promise.resolve()
const lengthOf = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0))

function randomVectors(count: number, size: number, seed = 1): Float32Array[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => Float32Array.from({ length: size }, () => random.normal()))
}

describe.each(['gpt2', 'microgpt'] as const)('random directions of %s', (family) => {
  const shape = shapeOf(family)
  const layout = parameterLayout(shape)
  const centre = parametersOf(shape)
  const { delta, eta } = randomDirections(centre, layout, 7)

  test('every output unit has the length of its weights, and vectors are zero', () => {
    for (const { name, shape: dims, offset, size } of layout.tensors) {
      const part = (arena: Float32Array): number[] => [...arena.subarray(offset, offset + size)]
      if (dims.length === 1) {
        for (const arena of [delta, eta]) expect(new Set(part(arena))).toEqual(new Set([0]))
        continue
      }
      const [rows, columns] = dims as [number, number]
      // Written out apart from unitsOf: a linear layer's output is a column, an embedding's a row.
      const outputs = /^(wte|wpe|lm_head)/.test(name)
        ? Array.from({ length: rows }, (_, r) => (k: number) => Math.floor(k / columns) === r)
        : Array.from({ length: columns }, (_, c) => (k: number) => k % columns === c)
      for (const belongs of outputs) {
        const of = (arena: Float32Array): number[] => part(arena).filter((_, k) => belongs(k))
        for (const arena of [delta, eta]) expect(lengthOf(of(arena)) / lengthOf(of(centre))).toBeCloseTo(1, 5)
      }
    }
  })

  test('every weight belongs to one unit, tied embeddings once', () => {
    const counts = new Uint8Array(layout.total)
    for (const tensor of layout.tensors) {
      for (const { start, stride, size } of unitsOf(tensor)) {
        for (let i = 0; i < size; i++) counts[start + i * stride]!++
      }
    }
    for (const { shape: dims, offset, size } of layout.tensors) {
      expect(new Set(counts.subarray(offset, offset + size))).toEqual(new Set([dims.length === 2 ? 1 : 0]))
    }
  })

  test('are orthogonal, the same for a seed, others for another', () => {
    expect(Math.abs(dot(delta, eta)) / (norm(delta) * norm(eta))).toBeLessThan(1e-6)
    const again = randomDirections(centre, layout, 7)
    expect(again.delta).toEqual(delta)
    expect(again.eta).toEqual(eta)
    expect(Math.abs(dot(randomDirections(centre, layout, 8).delta, delta))).toBeLessThan(
      0.5 * dot(delta, delta)
    )
  })

  test('a unit whose weights are zero stays at zero', () => {
    const dead = centre.slice()
    dead.fill(0, 0, shape.width)
    const made = randomDirections(dead, layout, 7)
    expect(norm(made.delta.subarray(0, shape.width))).toBe(0)
    expect(made.delta.every(Number.isFinite)).toBe(true)
  })
})

describe('symmetricEigen', () => {
  test('gives orthonormal vectors with A·v = λ·v, largest first', () => {
    const n = 9
    const random = createRandom(3)
    const half = Float64Array.from({ length: n * n }, () => random.normal())
    const matrix = half.map((x, k) => x + half[(k % n) * n + Math.floor(k / n)]!)
    const { values, vectors } = symmetricEigen(matrix, n)
    expect([...values]).toEqual([...values].sort((a, b) => b - a))
    vectors.forEach((v, k) => {
      for (let i = 0; i < n; i++) {
        const product = v.reduce((sum, x, j) => sum + matrix[i * n + j]! * x, 0)
        expect(product).toBeCloseTo(values[k]! * v[i]!, 10)
      }
      vectors.forEach((w, l) => {
        expect(v.reduce((sum, x, j) => sum + x * w[j]!, 0)).toBeCloseTo(k === l ? 1 : 0, 12)
      })
    })
  })
})

describe('principal components', () => {
  const centre = randomVectors(1, 40, 9)[0]!
  const points = [...randomVectors(12, 40), centre]

  test('are those of the whole covariance matrix', async () => {
    const { delta, eta } = await principalDirections(points, centre, () => centre, none)
    const size = centre.length
    const scatter = new Float64Array(size * size)
    for (const point of points) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          scatter[i * size + j]! += (point[i]! - centre[i]!) * (point[j]! - centre[j]!)
        }
      }
    }
    const naive = symmetricEigen(scatter, size)
    for (const [k, found] of [delta, eta].entries()) {
      const along = found.reduce((sum, x, i) => sum + x * naive.vectors[k]![i]!, 0)
      expect(Math.abs(along)).toBeCloseTo(1, 5)
    }
    const projector = new Projector({ centre, delta, eta })
    const shadows = points.map((point) => projector.project(point))
    const explained = explainedBy(shadows, projector.lengths)!
    const all = naive.values.reduce((sum, value) => sum + value, 0)
    expect(explained[0]).toBeCloseTo(naive.values[0]! / all, 5)
    expect(explained[1]).toBeCloseTo(naive.values[1]! / all, 5)
    expect(shadows[0]!.alpha).toBeGreaterThan(0)
    expect(Math.max(...shadows.map(({ beta }) => beta))).toBeGreaterThanOrEqual(
      -Math.min(...shadows.map(({ beta }) => beta))
    )
  })

  test('residual² + in-plane² = distance² for every point, and shares sum to at most 1', async () => {
    for (const set of [
      points,
      points.slice(-3),
      points.slice(-2),
      [...points, ...points, ...points, ...points]
    ]) {
      const directions = await principalDirections(set, centre, () => randomVectors(1, 40, 5)[0]!, none)
      const projector = new Projector({ centre, ...directions })
      const shadows = set.map((point) => projector.project(point))
      for (const [t, { alpha, beta, residual, squared }] of shadows.entries()) {
        const flat = (alpha * projector.lengths[0]) ** 2 + (beta * projector.lengths[1]) ** 2
        const distance = set[t]!.reduce((sum, x, i) => sum + (x - centre[i]!) ** 2, 0)
        expect(squared).toBeCloseTo(distance, 8)
        expect(residual ** 2 + flat).toBeCloseTo(distance, 4)
      }
      const [first, second] = explainedBy(shadows, projector.lengths)!
      expect(first + second).toBeLessThanOrEqual(1)
      expect(first).toBeGreaterThanOrEqual(second)
    }
  })

  test('of a path that never moved there are none', async () => {
    await expect(principalDirections([centre, centre], centre, () => centre, none)).rejects.toThrow(
      'landscape-no-path'
    )
    await expect(principalDirections([], centre, () => centre, none)).rejects.toThrow('landscape-no-path')
  })
})

test('the line goes back to the earlier checkpoint, the other axis up the gradient', () => {
  const [from, to, gradient] = randomVectors(3, 30) as [Float32Array, Float32Array, Float32Array]
  const { delta, eta } = lineDirections(from, to, gradient, () => gradient)
  expect([norm(delta), norm(eta)].map((x) => Number(x.toFixed(6)))).toEqual([1, 1])
  expect(Math.abs(dot(delta, eta))).toBeLessThan(1e-6)
  expect(dot(gradient, eta)).toBeGreaterThan(0)
  const apart = Math.sqrt(from.reduce((sum, x, i) => sum + (x - to[i]!) ** 2, 0))
  const { alpha, beta, residual } = new Projector({ centre: to, delta, eta }).project(from)
  expect(alpha).toBeCloseTo(apart, 4)
  expect(Math.abs(beta)).toBeLessThan(1e-5)
  expect(residual).toBeLessThan(1e-4)
  expect(() => lineDirections(to, to, gradient, () => gradient)).toThrow('landscape-no-path')
  const parallel = lineDirections(from, to, delta, () => randomVectors(1, 30, 4)[0]!)
  expect(Math.abs(dot(parallel.delta, parallel.eta))).toBeLessThan(1e-6)
})

test('evenly keeps the ends', () => {
  expect(evenly([1, 2, 3], 5)).toEqual([1, 2, 3])
  expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8])
})
