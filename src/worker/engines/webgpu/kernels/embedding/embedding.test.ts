import { describe, expect, test } from 'vitest'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { batchLayout, packBatch } from '../../batch'
import { foldRows } from '../program'
import { embed, embedGradient } from './shader'

const gpu = await nodeDevice()

/** Two rows of 3 and 1 real positions out of 3, tokens from a vocabulary of 5. */
const batch = {
  rows: 2,
  length: 3,
  inputs: Int32Array.from([4, 0, 4, 1, 0, 0]),
  targets: Int32Array.from([0, 4, 1, 2, -1, -1]),
  lengths: Int32Array.from([3, 1])
}

test('a batch is packed without padding, and every token knows its positions', () => {
  const layout = batchLayout(6, 2, 5, 3)
  const words = new Int32Array(layout.words)
  expect(packBatch(batch, 0, 2, layout, words)).toEqual({ positions: 4, longest: 3, predicted: 4 })
  const section = (name: Exclude<keyof typeof layout, 'words'>, length: number) => [
    ...words.subarray(layout[name].offset, layout[name].offset + length)
  ]
  expect(section('ids', 4)).toEqual([4, 0, 4, 1])
  expect(section('targets', 4)).toEqual([0, 4, 1, 2])
  expect(section('places', 4)).toEqual([0, 1, 2, 0])
  expect(section('padded', 4)).toEqual([0, 1, 2, 3])
  expect(section('starts', 3)).toEqual([0, 3, 4])
  expect(section('tokenStarts', 6)).toEqual([0, 1, 2, 2, 2, 4])
  expect(section('tokenOrder', 4)).toEqual([1, 3, 0, 2])
  expect(section('placeStarts', 4)).toEqual([0, 2, 3, 4])
  expect(section('placeOrder', 4)).toEqual([0, 3, 1, 2])
})

describe.skipIf(!gpu)(
  gpu ? 'embedding on WebGPU' : 'embedding on WebGPU (skipped: no adapter in Node)',
  () => {
    const { device, errors } = gpu!
    const [C, V, T, N] = [6, 5, 3, 4]
    const ids = Int32Array.from([4, 0, 4, 1])
    const places = Int32Array.from([0, 1, 2, 0])

    test('token plus position', async () => {
      const parameters = noise((V + T) * C, 1)
      const result = await runKernel(
        device,
        embed(C),
        [new Uint32Array([0, V * C, 0, 0]), ids, places, parameters, N * C],
        { positions: N },
        foldRows(N)
      )
      const expected = Float64Array.from({ length: N * C }, (_, i) => {
        const n = Math.floor(i / C)
        return parameters[ids[n]! * C + (i % C)]! + parameters[(V + places[n]!) * C + (i % C)]!
      })
      expect(relativeDistance(result[4]!, expected)).toBeLessThan(1e-6)
    })

    test('gradient of each token is the sum over its positions, added to what was there if asked', async () => {
      const dx = noise(N * C, 2)
      const before = noise(V * C, 3)
      const starts = Int32Array.from([0, 1, 2, 2, 2, 4])
      const order = Int32Array.from([1, 3, 0, 2])
      for (const accumulate of [0, 1]) {
        const result = await runKernel(
          device,
          embedGradient(C),
          [new Uint32Array([0, V, accumulate, 0]), starts, order, dx, before],
          {},
          foldRows(V)
        )
        const expected = before.map((value) => value * accumulate)
        ids.forEach((id, n) => {
          for (let c = 0; c < C; c++) expected[id * C + c]! += dx[n * C + c]!
        })
        expect(relativeDistance(result[4]!, expected)).toBeLessThan(1e-6)
      }
    })

    test('the device reported no error', () => expect(errors).toEqual([]))
  }
)
