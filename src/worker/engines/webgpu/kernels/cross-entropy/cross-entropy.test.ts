import { describe, expect, test } from 'vitest'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { logitStride } from '../../buffers'
import { foldRows } from '../program'
import { crossEntropyReference } from './reference'
import { crossEntropy } from './shader'

const gpu = await nodeDevice()

describe.skipIf(!gpu)(
  gpu ? 'cross-entropy on WebGPU' : 'cross-entropy on WebGPU (skipped: no adapter in Node)',
  () => {
    const { device, errors } = gpu!

    for (const vocab of [2, 27, 65, 300]) {
      test(`vocabulary of ${vocab}: nats and gradient, masked targets count nothing`, async () => {
        const rows = 9
        const stride = logitStride(vocab)
        const logits = noise(rows * stride, vocab, 5)
        const targets = Int32Array.from({ length: rows }, (_, row) => (row === 4 ? -1 : (row * 7) % vocab))
        const expected = crossEntropyReference(logits, targets, vocab, stride, 0.125)
        const result = await runKernel(
          device,
          crossEntropy(vocab, stride, true),
          [targets, logits, rows],
          { positions: rows, lossScale: 0.125 },
          foldRows(rows)
        )
        expect(relativeDistance(result[2]!, expected.nats)).toBeLessThan(1e-5)
        expect(relativeDistance(result[1]!, expected.gradient)).toBeLessThan(1e-5)
        const only = await runKernel(
          device,
          crossEntropy(vocab, stride, false),
          [targets, logits, rows],
          { positions: rows },
          foldRows(rows)
        )
        expect(relativeDistance(only[2]!, expected.nats)).toBeLessThan(1e-5)
        expect(relativeDistance(only[1]!, logits)).toBe(0)
      })
    }

    test.skipIf(!device.features.has('subgroups')).each([2, 27, 65, 300])(
      'vocabulary of %i, by subgroups',
      async (vocab) => {
        const rows = 9
        const stride = logitStride(vocab)
        const logits = noise(rows * stride, vocab, 5)
        const targets = Int32Array.from({ length: rows }, (_, row) => (row === 4 ? -1 : (row * 7) % vocab))
        const expected = crossEntropyReference(logits, targets, vocab, stride, 0.125)
        const result = await runKernel(
          device,
          crossEntropy(vocab, stride, true, true),
          [targets, logits, rows],
          { positions: rows, lossScale: 0.125 },
          foldRows(rows)
        )
        expect(relativeDistance(result[2]!, expected.nats)).toBeLessThan(1e-5)
        expect(relativeDistance(result[1]!, expected.gradient)).toBeLessThan(1e-5)
      }
    )

    test('the device reported no error', () => expect(errors).toEqual([]))
  }
)
