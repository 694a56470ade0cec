import { describe, expect, test } from 'vitest'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { foldRows } from '../program'
import { dropoutReference } from './reference'
import { dropoutProgram } from './shader'

const gpu = await nodeDevice()

describe.skipIf(!gpu)(gpu ? 'dropout on WebGPU' : 'dropout on WebGPU (skipped: no adapter in Node)', () => {
  const { device, errors } = gpu!

  // Widths below, at and beyond the threads of a workgroup; seeds and steps up to the last bit.
  test.each([
    { rows: 1, width: 1, rate: 0.5, seed: 0, step: 1, site: 0 },
    { rows: 7, width: 63, rate: 0.1, seed: 42, step: 3, site: 2 },
    { rows: 33, width: 65, rate: 0.9, seed: 0xffffffff, step: 2 ** 31, site: 3 },
    { rows: 130, width: 130, rate: 0.25, seed: 0x80000001, step: 70_000, site: 299 }
  ])('$rows rows of $width at rate $rate: the mask of the definition', async (sizes) => {
    const { rows, width, rate, seed, step, site } = sizes
    const x = noise(rows * width, 1)
    // Every third position of the batch as given is padding.
    const padded = Int32Array.from({ length: rows }, (_, n) => n + Math.floor(n / 2))
    const program = dropoutProgram({ rate, seed }, width)
    const settings = new Uint32Array([site, 0, 0, 0])
    const buffers = [settings, padded, x, rows * width]
    const result = await runKernel(device, program, buffers, { positions: rows, step }, foldRows(rows))
    const expected = dropoutReference(x, padded, width, { rate, seed }, { step, site })
    const seen = result[3]!.subarray(0, rows * width)
    expect(relativeDistance(seen, expected)).toBeLessThan(1e-6)
    // Kept and dropped agree element by element, not only in sum.
    expect([...seen].map((value) => value === 0)).toEqual([...expected].map((value) => value === 0))
  })

  test('nothing is written beyond the positions of the step', async () => {
    const [rows, width] = [3, 5]
    const program = dropoutProgram({ rate: 0.5, seed: 9 }, width)
    const buffers = [new Uint32Array(4), Int32Array.of(0, 1, 2), noise(rows * width, 2), rows * width]
    const result = await runKernel(device, program, buffers, { positions: 2 }, foldRows(rows))
    expect([...result[3]!.subarray(2 * width, rows * width)].every(Number.isNaN)).toBe(true)
  })

  test('the device reported no error', () => expect(errors).toEqual([]))
})
