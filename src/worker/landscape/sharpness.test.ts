/* The power iteration against matrices whose spectrum is known, and against a whole Hessian of a tiny model. */

import { describe, expect, test } from 'vitest'
import { parameterLayout, type GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import { cpuFactory } from '../engines/cpu/index'
import type { Batch } from '../engines/engine'
import { engineAt, parametersOf } from '../engines/engines.fixtures'
import { loss64 } from '../engines/reference/float64'
import { symmetricEigen } from './eigen'
import { largestEigenvalue } from './sharpness'

/** Gradients of ½ θᵀAθ for A with these eigenvalues, turned by reflections. */
function quadratic(values: readonly number[]): (theta: Float32Array) => Promise<Float32Array> {
  const n = values.length
  const random = createRandom(2)
  const normal = Float64Array.from({ length: n }, () => random.normal())
  const square = normal.reduce((sum, x) => sum + x * x, 0)
  const reflect = (v: Float64Array): Float64Array => {
    const along = v.reduce((sum, x, i) => sum + x * normal[i]!, 0) / square
    return v.map((x, i) => x - 2 * along * normal[i]!)
  }
  return (theta) => {
    const turned = reflect(Float64Array.from(theta)).map((x, i) => values[i]! * x)
    return Promise.resolve(Float32Array.from(reflect(turned)))
  }
}

describe('largestEigenvalue', () => {
  test('of a quadratic bowl, and of saddles where the furthest from zero is negative', async () => {
    const start = Float32Array.from({ length: 6 }, (_, i) => i / 6)
    for (const [values, largest] of [
      [[9, 4, 3, 2, 1, 0], 9],
      [[5, 1, 0, -1, -2, -3], 5],
      [[3, 1, 0, -1, -2, -8], 3],
      [[-1, -2, -3, -4, -5, -6], -1]
    ] as const) {
      const { eigenvalue, error, iterations } = await largestEigenvalue(start, quadratic(values))
      expect(eigenvalue).toBeCloseTo(largest, 2)
      expect(error).toBeLessThan(0.05)
      expect(iterations).toBeGreaterThan(1)
    }
  })

  test('of a plain is 0', async () => {
    const flat = (theta: Float32Array): Promise<Float32Array> =>
      Promise.resolve(new Float32Array(theta.length))
    expect(await largestEigenvalue(new Float32Array(5), flat)).toEqual({
      eigenvalue: 0,
      error: 0,
      iterations: 1
    })
  })

  test('of a model is that of its whole Hessian, and the curvature of its loss in double precision', async () => {
    const shape: GptShape = { family: 'gpt2', layers: 1, heads: 1, width: 4, block: 3, vocab: 3 }
    const batch: Batch = {
      rows: 2,
      length: 3,
      inputs: Int32Array.of(0, 1, 2, 2, 0, 0),
      targets: Int32Array.of(1, 2, 0, 0, 1, -1),
      lengths: Int32Array.of(3, 2)
    }
    const theta = parametersOf(shape)
    const n = parameterLayout(shape).total
    const engine = await engineAt(cpuFactory({ threads: 1 }), shape, {}, theta)
    const gradient = async (at: Float32Array): Promise<Float32Array> =>
      (await engine.gradient(batch, at)).gradient
    const found = await largestEigenvalue(theta, gradient)

    const hessian = new Float64Array(n * n)
    const h = 2e-3
    for (let i = 0; i < n; i++) {
      const ahead = theta.slice()
      const behind = theta.slice()
      ahead[i]! += h
      behind[i]! -= h
      const [a, b] = [await gradient(ahead), await gradient(behind)]
      for (let j = 0; j < n; j++) {
        hessian[i * n + j]! += (a[j]! - b[j]!) / (4 * h)
        hessian[j * n + i]! += (a[j]! - b[j]!) / (4 * h)
      }
    }
    engine.dispose()
    const { values, vectors } = symmetricEigen(hessian, n)
    expect(found.eigenvalue / values[0]!).toBeCloseTo(1, 2)
    const at = (by: number): number =>
      loss64(
        shape,
        Float64Array.from(theta, (x, i) => x + by * vectors[0]![i]!),
        batch
      ).mean
    const curvature = (at(1e-3) - 2 * at(0) + at(-1e-3)) / 1e-6
    expect(found.eigenvalue / curvature).toBeCloseTo(1, 2)
  })

  test('gives up when told to', async () => {
    let calls = 0
    const stop = (): Promise<void> => (++calls > 2 ? Promise.reject(new Error('enough')) : Promise.resolve())
    await expect(
      largestEigenvalue(new Float32Array(4).fill(1), quadratic([4, 3.99, 3.98, 1]), stop)
    ).rejects.toThrow('enough')
  })
})
