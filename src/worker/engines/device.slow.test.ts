import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeGpu } from '../../testing/node-gpu'
import { openGpu } from './device'
import { FAMILIES, engineAt } from './engines.fixtures'
import { referenceFactory } from './reference'

const gpu = await nodeGpu()
const { shape, batch } = FAMILIES[0]!

/** What really goes wrong on a device: nobody may get numbers out of it afterwards. */
describe.skipIf(!gpu)(`errors of a WebGPU device${gpu ? '' : ' (skipped: no adapter in Node)'}`, () => {
  const update = { step: 1, learningRate: 0.01 }

  beforeAll(() => tf.enableProdMode())

  test('a shader that does not compile ends engines on the device; a new engine gets a new one', async () => {
    const engine = await engineAt(referenceFactory('webgpu'), shape)
    const { device } = await openGpu()
    device.createShaderModule({ code: 'fn main() { let x: i32 = 1.5; }' })
    await device.queue.onSubmittedWorkDone()
    await expect(engine.step(batch, update)).rejects.toMatchObject({ error: { code: 'gpu-error' } })
    await expect(engine.evaluate(batch)).rejects.toMatchObject({ error: { code: 'gpu-error' } })

    const next = await engineAt(referenceFactory('webgpu'), shape)
    expect((await openGpu()).device).not.toBe(device)
    const { nats } = await next.evaluate(batch)
    expect(nats.every(Number.isFinite)).toBe(true)
    next.dispose()
  })

  test('an operation that TensorFlow.js compiles wrong rejects instead of giving zeros', async () => {
    const engine = await engineAt(referenceFactory('webgpu'), shape)
    const device = await openGpu()
    const wrong = device.guard(() => {
      const rank5 = tf.add(tf.ones([2, 2, 2, 2, 300]), 1)
      return tf
        .pad(rank5, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0],
          [1, 1]
        ])
        .data()
    })
    await expect(wrong).rejects.toMatchObject({ error: { code: 'gpu-error' } })
    await expect(engine.gradient(batch)).rejects.toMatchObject({ error: { code: 'gpu-error' } })
  })

  test('a device lost in the middle of a step', async () => {
    const engine = await engineAt(referenceFactory('webgpu'), shape)
    const { device } = await openGpu()
    const step = engine.step(batch, update) as Promise<void>
    const outcome = expect(step).rejects.toMatchObject({ error: { code: 'gpu-lost' } })
    device.destroy()
    await outcome
    await expect(engine.evaluate(batch)).rejects.toMatchObject({ error: { code: 'gpu-lost' } })
  })

  test('both backends take turns without disturbing one another', async () => {
    const [a, b] = await Promise.all([
      engineAt(referenceFactory('cpu'), shape),
      engineAt(referenceFactory('webgpu'), shape)
    ])
    const [onCpu, onGpu] = await Promise.all([a.gradient(batch), b.gradient(batch)])
    expect(onGpu.loss).toBeCloseTo(onCpu.loss, 4)
    const again = await Promise.all([a.gradient(batch), b.gradient(batch)])
    expect(again).toEqual([onCpu, onGpu])
  })
})
