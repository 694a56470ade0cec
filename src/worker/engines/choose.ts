/*
 * Which engines this machine has and which one is taken: the picker's rows, and the rule of Automatic.
 * The only place that knows all engines.
 */

import type {
  AdapterReport,
  EngineChoice,
  EngineDescription,
  EngineReport
} from '#core/contracts/engine-report'
import { Failure, toAppError } from '#core/errors'
import { parameterCount } from '#core/gpt-shape'
import type { GptShape } from '#core/gpt-shape'
import { cpuFactory } from './cpu/index'
import { openGpu } from './device'
import type { GpuDevice } from './device'
import type { EngineFactory } from './engine'
import { referenceFactory } from './reference/index'
import { selfTest } from './self-test'
import { webGpuFactory } from './webgpu/index'

type Choice = Exclude<EngineChoice, 'auto'>

/**
 * What Automatic tries, in this order; the next one where one cannot be made. The WebAssembly engine
 * runs everywhere and is far ahead of the reference. A graphics card is not taken unasked as long as
 * nothing has been measured on it; timing both would be slotted in here. Software adapters never.
 */
const AUTOMATIC: readonly Choice[] = ['cpu', 'reference']

/** Below this many parameters a step is over before a second thread has woken. */
const FEW_PARAMETERS = 50_000
const MOST_THREADS = 8

/** The factory of each engine; nothing is loaded or opened before `create`. */
const FACTORIES: Readonly<Record<Choice, (shape: GptShape) => EngineFactory>> = {
  webgpu: () => testedWebGpu(),
  cpu: (shape) => cpuFactory({ threads: threadsFor(shape) }),
  reference: () => referenceFactory('cpu'),
  'reference-webgpu': () => referenceFactory('webgpu')
}

/** The rows of the engine picker, with the reason where an engine cannot be used. */
export async function listEngines(): Promise<EngineReport[]> {
  const gpu = await openGpu().then(
    (device) => ({ report: device.report }),
    (thrown: unknown) => ({ unavailable: toAppError(thrown) })
  )
  const onGpu = (choice: 'webgpu' | 'reference-webgpu', slow: boolean): EngineReport => {
    if ('unavailable' in gpu) return { choice, description: null, unavailable: gpu.unavailable, slow }
    return { choice, description: describeGpu(choice, gpu.report), slow: slow || gpu.report.software }
  }
  const onCpu = (
    engine: 'cpu' | 'reference',
    device: string,
    threads: number,
    slow: boolean
  ): EngineReport => ({
    choice: engine,
    description: { engine, device, threads, features: [] },
    slow
  })
  return [
    onGpu('webgpu', false),
    onCpu('cpu', 'CPU, WebAssembly SIMD', threads(), false),
    onCpu('reference', 'CPU, TensorFlow.js', 1, true),
    onGpu('reference-webgpu', true)
  ]
}

/**
 * The factory for a choice and a model's shape. Its `create` throws Failure `engine-unavailable` where
 * this machine has no such engine; Automatic tries the next one then.
 */
export function factoryFor(choice: EngineChoice, shape: GptShape): Promise<EngineFactory> {
  if (choice !== 'auto') return Promise.resolve(FACTORIES[choice](shape))
  return Promise.resolve(firstOf(AUTOMATIC.map((candidate) => FACTORIES[candidate](shape))))
}

/** Makes the first engine that this machine can make. */
export function firstOf(factories: readonly EngineFactory[]): EngineFactory {
  const [first, ...rest] = factories
  if (!first) throw new Error('no engine to choose from')
  if (rest.length === 0) return first
  return {
    kind: first.kind,
    async create(shape, options) {
      try {
        return await first.create(shape, options)
      } catch (thrown) {
        if (toAppError(thrown).code !== 'engine-unavailable') throw thrown
        return firstOf(rest).create(shape, options)
      }
    }
  }
}

/** Threads this machine offers; 1 where memory cannot be shared between them. */
function threads(): number {
  const { crossOriginIsolated, navigator } = globalThis as {
    crossOriginIsolated?: boolean
    navigator?: { hardwareConcurrency?: number }
  }
  const cores = crossOriginIsolated === false ? 1 : (navigator?.hardwareConcurrency ?? 1)
  return Math.max(1, Math.min(MOST_THREADS, cores))
}

function threadsFor(shape: GptShape): number {
  return parameterCount(shape) < FEW_PARAMETERS ? 1 : threads()
}

function describeGpu(choice: 'webgpu' | 'reference-webgpu', adapter: AdapterReport): EngineDescription {
  const { vendor, architecture, description, device } = adapter
  const name = [description || device || vendor, architecture].filter(Boolean).join(', ') || 'graphics card'
  return choice === 'webgpu'
    ? { engine: 'webgpu', device: name, threads: 1, features: [], adapter }
    : { engine: 'reference', device: `${name}, TensorFlow.js`, threads: 1, features: [], adapter }
}

const tested = new WeakMap<GpuDevice, Promise<void>>()

/**
 * The engine on the graphics card, after this device has once computed what the reference computes. The
 * doubt is about drivers: on a software adapter the test would only cost half a minute.
 */
function testedWebGpu(): EngineFactory {
  const factory = webGpuFactory(openGpu)
  return {
    kind: factory.kind,
    async create(shape, options) {
      const gpu = await openGpu()
      if (!gpu.report.software) {
        const test = tested.get(gpu) ?? checkDevice(factory)
        tested.set(gpu, test)
        await test
      }
      return factory.create(shape, options)
    }
  }
}

async function checkDevice(factory: EngineFactory): Promise<void> {
  const { passed, worst, difference } = await selfTest(factory, referenceFactory('cpu'))
  if (!passed) throw new Failure('gpu-error', { worst }, `self-test: ${worst} differs by ${difference}`)
}
