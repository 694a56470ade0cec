import { describe, expect, test } from 'vitest'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { squaredNormReference, sumReference, sumSlicesReference } from './reference'
import { NORM_GROUPS, normGroups, squaredNorm, sumLoss, sumSlices } from './shader'

const gpu = await nodeDevice()

/** Without subgroups, and with them where the device has them. */
const WAYS = gpu?.device.features.has('subgroups') ? [false, true] : [false]

describe.skipIf(!gpu)(gpu ? 'sums on WebGPU' : 'sums on WebGPU (skipped: no adapter in Node)', () => {
  const { device, errors } = gpu!

  test.each([
    [1, 1],
    [70, 3],
    [129, 17]
  ])('%i numbers in %i slices are summed, replacing or adding', async (size, slices) => {
    const partial = noise(slices * size, 5)
    const before = noise(size + 9, 6)
    for (const accumulate of [false, true]) {
      const sizes = new Uint32Array([size, slices, 5, Number(accumulate)])
      const groups = [Math.ceil(size / 64), 1, 1] as const
      const result = await runKernel(device, sumSlices(), [sizes, partial, before], {}, groups)
      const expected = sumSlicesReference(partial, before, { size, slices, out: 5, accumulate })
      expect(relativeDistance(result[2]!, expected)).toBeLessThan(1e-6)
    }
  })

  for (const subgroups of WAYS) {
    const how = subgroups ? 'by subgroups' : 'by workgroup memory'

    test.each([1, 255, 256, 1003])(
      `the loss of %i positions lands in its slot, ${how}`,
      async (positions) => {
        const nats = noise(positions + 3, 7)
        const scalars = { positions, lossScale: 1 / positions, ringSlot: 5 }
        const result = await runKernel(
          device,
          sumLoss(subgroups),
          [nats, new Float32Array(8)],
          scalars,
          [1, 1, 1]
        )
        expect(result[1]![5]).toBeCloseTo(sumReference(nats, positions) / positions, 5)
        expect([...result[1]!].filter((_, slot) => slot !== 5)).toEqual([0, 0, 0, 0, 0, 0, 0])
      }
    )

    test.each([1, 2047, 2049, 600_001])(`the squared norm of %i numbers, ${how}`, async (total) => {
      const gradient = noise(total, 8)
      const groups = normGroups(total)
      expect(groups).toBeLessThanOrEqual(NORM_GROUPS)
      const result = await runKernel(device, squaredNorm(total, subgroups), [gradient, groups], {}, [
        groups,
        1,
        1
      ])
      const seen = sumReference(result[1]!, groups)
      const expected = squaredNormReference(gradient)
      expect(Math.abs(seen - expected) / expected).toBeLessThan(1e-5)
    })
  }

  test('the device reported no error', () => expect(errors).toEqual([]))
})
