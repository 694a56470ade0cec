import { describe, expect, test } from 'vitest'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { batchLayout, packBatch } from '../../batch'
import { foldRows } from '../program'
import { embedGradientReference, embedReference } from './reference'
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
    const dropout = { rate: 0.3, seed: 11, step: 4 }

    for (const [C, V, T, rows] of [
      [1, 2, 1, [1]],
      [6, 5, 3, [3, 1]],
      [65, 27, 16, [16, 2, 9]],
      [130, 300, 33, [33, 1]]
    ] as const) {
      const places = Int32Array.from(rows.flatMap((length) => Array.from({ length }, (_, t) => t)))
      const padded = Int32Array.from(rows.flatMap((length, b) => Array.from({ length }, (_, t) => b * T + t)))
      const N = places.length
      const ids = Int32Array.from({ length: N }, (_, n) => (n * 7 + (n % 3)) % V)

      for (const drops of [undefined, { ...dropout, padded }]) {
        const scalars = { positions: N, step: dropout.step }
        const more = drops ? [padded] : []
        const how = drops ? ', some dropped' : ''

        test(`${N} positions ${C} wide of ${V} tokens${how}: token plus position`, async () => {
          const wte = noise(V * C, 1)
          const wpe = noise(T * C, 4)
          const parameters = new Float32Array([...wte, ...wpe])
          const result = await runKernel(
            device,
            embed(C, drops),
            [new Uint32Array([0, V * C, 0, 0]), ids, places, parameters, N * C, ...more],
            scalars,
            foldRows(N)
          )
          const expected = embedReference(wte, wpe, ids, places, C, drops)
          expect(relativeDistance(result[4]!, expected)).toBeLessThan(1e-6)
        })

        test(`${N} positions ${C} wide of ${V} tokens${how}: gradient by token, replacing or adding`, async () => {
          const dx = noise(N * C, 2)
          const before = noise(V * C, 3)
          const sorted = [...ids.keys()].sort((a, b) => ids[a]! - ids[b]! || a - b)
          const starts = Int32Array.from(
            { length: V + 1 },
            (_, id) => ids.filter((other) => other < id).length
          )
          for (const accumulate of [false, true]) {
            const result = await runKernel(
              device,
              embedGradient(C, drops),
              [
                new Uint32Array([0, V, Number(accumulate), 0]),
                starts,
                Int32Array.from(sorted),
                dx,
                before,
                ...more
              ],
              scalars,
              foldRows(V)
            )
            const expected = embedGradientReference(dx, ids, before, C, accumulate, drops)
            expect(relativeDistance(result[4]!, expected)).toBeLessThan(1e-6)
          }
        })
      }
    }

    test('the device reported no error', () => expect(errors).toEqual([]))
  }
)
