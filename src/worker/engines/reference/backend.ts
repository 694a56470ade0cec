/*
 * TensorFlow.js's backends, registered when they are first needed, and the one way the engine uses them:
 * synchronous work inside a tidy scope, then reading and freeing what it returned. The current backend is
 * global in TensorFlow.js, so it is set anew before each piece of work, which never spans an `await`.
 */

import * as tf from '@tensorflow/tfjs-core'
import type { AdapterReport } from '#core/contracts/engine-report'
import { openGpu, type GpuDevice } from '../device'
import { registerGradients } from './gradients'

export interface Backend {
  /** For people. */
  readonly device: string
  readonly adapter?: AdapterReport
  /**
   * Runs `work`, reads the tensors it returns and frees everything. The arrays are the caller's.
   * On a graphics card any error of the card rejects (see device.ts).
   */
  run(work: () => tf.Tensor[]): Promise<Float32Array[]>
}

/** @throws Failure `engine-unavailable` if the machine has no such device. */
export async function openBackend(name: 'cpu' | 'webgpu'): Promise<Backend> {
  // Keeps TensorFlow.js from printing advice about faster backends on the terminal.
  tf.enableProdMode()
  registerGradients()
  return name === 'cpu' ? openCpu() : openWebGpu()
}

async function openCpu(): Promise<Backend> {
  await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  return { device: 'CPU, TensorFlow.js', run: (work) => execute('cpu', work) }
}

/** The device TensorFlow.js's WebGPU backend stands on now. */
let registered: GpuDevice | null = null

async function openWebGpu(): Promise<Backend> {
  const gpu = await openGpu()
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu')
  if (registered !== gpu) {
    registered = gpu
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu')
    tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info), 0)
    // One kind of matrix product: another that is chosen for narrow models adds floats in no fixed order.
    tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', PACKED)
    await gpu.guard(() => tf.setBackend('webgpu'))
  }
  const { vendor, architecture, description } = gpu.report
  return {
    device: [description || vendor, architecture, 'TensorFlow.js'].filter(Boolean).join(', '),
    adapter: gpu.report,
    run: (work) => gpu.guard(() => execute('webgpu', work))
  }
}

/** MatMulPackedProgram of the WebGPU backend. */
const PACKED = 3

/** Up to the first read this is synchronous: switching to a backend that stands takes effect at once. */
async function execute(name: string, work: () => tf.Tensor[]): Promise<Float32Array[]> {
  void tf.setBackend(name)
  const tensors = tf.tidy(work)
  try {
    return await Promise.all(tensors.map(async (tensor) => new Float32Array(await tensor.data<'float32'>())))
  } finally {
    tf.dispose(tensors)
  }
}
