/* The ceiling of the reference: TensorFlow.js's own matrix product on the same backend. */

import * as tf from '@tensorflow/tfjs-core'
import { openBackend } from './backend'

/** Multiplies two square matrices, the result read back; resolves when it is done. */
export async function openReferenceProduct(
  name: 'cpu' | 'webgpu'
): Promise<{ readonly flops: number; readonly run: () => Promise<void> }> {
  const backend = await openBackend(name)
  const size = name === 'cpu' ? 256 : 1024
  const run = async (): Promise<void> => {
    await backend.run(() => {
      const matrix = tf.fill([size, size], 0.5)
      return [tf.sum(tf.matMul(matrix, matrix))]
    })
  }
  return { flops: 2 * size ** 3, run }
}
