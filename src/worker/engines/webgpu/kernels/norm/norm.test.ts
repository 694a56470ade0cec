import { describe, expect, test } from 'vitest'
import { rounded, unpackHalves } from '../../../../../testing/half'
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

  for (const kind of ['layer', 'rms'] as const) {
    test.each([
      [1, 4],
      [67, 64],
      [130, 100]
    ])(`${kind} norm of %i rows, %i wide, stored as 16-bit floats`, async (rows, width) => {
      const [x, gain, bias] = [noise(rows * width, 1, 2), noise(width, 3), noise(width, 4)]
      const spec: NormSpec = { kind, width, half: true }
      const buffers = [new Uint32Array([0, width, 0, 0]), x, new Float32Array([...gain, ...bias])]
      const result = await runKernel(
        device,
        normForward(spec),
        [...buffers, (rows * width) / 2, rows * 2],
        { positions: rows },
        foldRows(rows)
      )
      const expected = Float32Array.from(normReference(x, gain, bias, rows, spec).out)
      const seen = unpackHalves(result[3]!, rows * width)
      // Two roundings of 2⁻¹¹ at most apart, where the sums differ in their last bits.
      expect(relativeDistance(seen, rounded(expected))).toBeLessThan(2e-4)
      expect(relativeDistance(seen, expected)).toBeGreaterThan(1e-5)
    })

    test.skipIf(!device.features.has('subgroups')).each([
      [1, 6],
      [67, 64],
      [130, 100]
    ])(`${kind} norm of %i rows, %i wide, by subgroups`, async (rows, width) => {
      const [x, dy] = [noise(rows * width, 1, 2), noise(rows * width, 2)]
      const [gain, bias] = [noise(width, 3), noise(width, 4)]
      const spec: NormSpec = { kind, width, subgroups: true }
      const offsets = new Uint32Array([0, width, 0, 0])
      const parameters = new Float32Array([...gain, ...bias])
      const scalars = { positions: rows }
      const forward = await runKernel(
        device,
        normForward(spec),
        [offsets, x, parameters, rows * width, rows * 2],
        scalars,
        foldRows(rows)
      )
      expect(relativeDistance(forward[3]!, normReference(x, gain, bias, rows, spec).out)).toBeLessThan(1e-5)
      const backward = await runKernel(
        device,
        normBackward(spec, false),
        [offsets, dy, x, forward[4]!, parameters, rows * width, NORM_BACKWARD_GROUPS * 2 * width],
        scalars,
        [NORM_BACKWARD_GROUPS, 1, 1]
      )
      const expected = normBackwardReference(dy, x, gain, rows, spec)
      expect(relativeDistance(backward[5]!, expected.dx)).toBeLessThan(1e-5)
    })
  }

  test('the device reported no error', () => expect(errors).toEqual([]))
})
