import { describe, expect, test } from 'vitest'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { foldRows } from '../program'
import { normBackwardReference, normReference } from './reference'
import { NORM_BACKWARD_GROUPS, normBackward, normForward, type NormSpec } from './shader'

const gpu = await nodeDevice()

describe.skipIf(!gpu)(gpu ? 'norms on WebGPU' : 'norms on WebGPU (skipped: no adapter in Node)', () => {
  const { device, errors } = gpu!

  for (const kind of ['layer', 'rms'] as const) {
    for (const [rows, width] of [
      [1, 6],
      [67, 64],
      [130, 100]
    ] as const) {
      test(`${kind} norm of ${rows} rows, ${width} wide, forward and backward`, async () => {
        const spec: NormSpec = { kind, width }
        const x = noise(rows * width, 1, 2)
        const dy = noise(rows * width, 2)
        const gain = noise(width, 3)
        const bias = noise(width, 4)
        const parameters = new Float32Array([...gain, ...bias])
        const offsets = new Uint32Array([0, width, 0, 0])
        const forward = await runKernel(
          device,
          normForward(spec),
          [offsets, x, parameters, rows * width, rows * 2],
          { positions: rows },
          foldRows(rows)
        )
        expect(relativeDistance(forward[3]!, normReference(x, gain, bias, rows, spec).out)).toBeLessThan(1e-5)
        const before = noise(rows * width, 5)
        const backward = await runKernel(
          device,
          normBackward(spec, true),
          [offsets, dy, x, forward[4]!, parameters, before, NORM_BACKWARD_GROUPS * 2 * width],
          { positions: rows },
          [NORM_BACKWARD_GROUPS, 1, 1]
        )
        const expected = normBackwardReference(dy, x, gain, rows, spec)
        expect(
          relativeDistance(
            backward[5]!,
            expected.dx.map((value, i) => value + before[i]!)
          )
        ).toBeLessThan(1e-5)
        if (kind === 'rms') return
        const sums = new Float64Array(2 * width)
        for (let g = 0; g < NORM_BACKWARD_GROUPS; g++)
          for (let i = 0; i < 2 * width; i++) sums[i]! += backward[6]![g * 2 * width + i]!
        expect(relativeDistance(sums, [...expected.dGain, ...expected.dBias])).toBeLessThan(1e-5)
      })
    }
  }

  test('the device reported no error', () => expect(errors).toEqual([]))
})
