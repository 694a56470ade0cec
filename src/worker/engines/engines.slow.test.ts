import { memory } from '@tensorflow/tfjs-core'
import { expect, test, vi } from 'vitest'
import { nodeGpu } from '../../testing/node-gpu'
import { openGpu } from './device'
import { ON_GPU, type EngineUnderTest } from './engines.fixtures'
import { referenceFactory } from './reference'
import { engineSuite } from './suite'
import { webGpuFactory } from './webgpu'

// A software adapter compiles the shaders of one shape in about ten seconds; the second engine finds them.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const gpu = await nodeGpu()
const reason = 'no WebGPU adapter in Node'

/** Engines on a graphics card, or on its software stand-in, which is what makes this slow. */
const ENGINES: readonly EngineUnderTest[] = [
  {
    name: 'reference on the webgpu backend',
    factory: gpu && referenceFactory('webgpu'),
    reason,
    tolerance: ON_GPU,
    held: () => memory().numTensors
  },
  { name: 'webgpu', factory: gpu && webGpuFactory(openGpu), reason, tolerance: ON_GPU }
]

engineSuite(ENGINES)

test.skipIf(!gpu)('the device all of them ran on has reported no error', async () => {
  const gpu = await openGpu()
  expect(() => gpu.check()).not.toThrow()
})
