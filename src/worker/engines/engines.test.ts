import { memory } from '@tensorflow/tfjs-core'
import { cpuFactory } from './cpu'
import { ON_CPU, type EngineUnderTest } from './engines.fixtures'
import { referenceFactory } from './reference'
import { engineSuite } from './suite'

/** Engines on the processor; those on a graphics card are in engines.slow.test.ts. */
const ENGINES: readonly EngineUnderTest[] = [
  {
    name: 'reference on the cpu backend',
    factory: referenceFactory('cpu'),
    tolerance: ON_CPU,
    held: () => memory().numTensors
  },
  { name: 'cpu', factory: cpuFactory(), tolerance: ON_CPU }
]

engineSuite(ENGINES)
