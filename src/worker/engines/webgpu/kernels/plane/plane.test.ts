import { describe, expect, test } from 'vitest'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { planeReference } from './reference'
import { planeGroups, planeProgram } from './shader'

const gpu = await nodeDevice()

describe.skipIf(!gpu)(gpu ? 'planes on WebGPU' : 'planes on WebGPU (skipped: no adapter in Node)', () => {
  const { device, errors } = gpu!

  test.each([1, 255, 70_001])(
    'points of %i parameters equal the definition, the centre to the bit',
    async (total) => {
      const [centre, delta, eta] = [noise(total, 1), noise(total, 2), noise(total, 3)]
      const at = async (alpha: number, beta: number): Promise<Float32Array> => {
        const place = Float32Array.of(alpha, beta, 0, 0)
        const groups = [planeGroups(total), 1, 1] as const
        const result = await runKernel(
          device,
          planeProgram(total),
          [place, centre, delta, eta, total],
          {},
          groups
        )
        return result[4]!.subarray(0, total)
      }
      const expected = planeReference({ centre, delta, eta }, 0.75, -1.5, new Float32Array(total))
      expect(relativeDistance(await at(0.75, -1.5), expected)).toBeLessThan(1e-6)
      expect(await at(0, 0)).toEqual(centre)
      expect(errors).toEqual([])
    }
  )
})
