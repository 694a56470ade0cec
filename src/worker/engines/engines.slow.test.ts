import { memory } from '@tensorflow/tfjs-core'
import { nodeGpu } from '../../testing/node-gpu'
import { ON_GPU, type EngineUnderTest } from './engines.fixtures'
import { referenceFactory } from './reference'
import { engineSuite } from './suite'

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
  }
]

engineSuite(ENGINES)
