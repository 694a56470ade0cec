/*
 * Which engines this machine has, how each is made, and that no graphics card is used before it has once
 * computed what the CPU computes. The only place that knows all engines. Which one is the fastest is
 * measured elsewhere: choosing/chooser.ts.
 */

import type {
  AdapterReport,
  EngineChoice,
  EngineDescription,
  EngineReport
} from '#core/contracts/engine-report'
import type { SelfTestRecord } from '#core/contracts/measurements'
import { toAppError } from '#core/errors'
import { parameterCount } from '#core/gpt-shape'
import type { GptShape } from '#core/gpt-shape'
import { Memory } from '../choosing/memory'
import { SelfTests, wrong } from '../choosing/self-tests'
import { cpuFactory } from './cpu/index'
import { openGpu } from './device'
import type { GpuDevice } from './device'
import type { EngineFactory } from './engine'
import { referenceFactory } from './reference/index'
import { webGpuFactory } from './webgpu/index'

type Choice = Exclude<EngineChoice, 'auto'>

/**
 * What is made, in this order, where nothing could be measured or nothing is worth it: to generate, in the
 * terminal, and where a machine has one engine only. The WebAssembly engine runs everywhere.
 */
const UNMEASURED: readonly Choice[] = ['cpu', 'reference']

/** Below this many parameters a step is over before a second thread has woken. */
const FEW_PARAMETERS = 50_000
const MOST_THREADS = 8

export interface EngineList {
  /** The rows of the engine picker, with the reason where an engine cannot be used. */
  readonly listEngines: () => Promise<EngineReport[]>
  /**
   * The factory for a choice and a model's shape; nothing is loaded or opened before its `create`, which
   * throws Failure `engine-unavailable` where this machine has no such engine and `gpu-wrong` where the
   * graphics card has failed its self-test.
   */
  readonly factoryFor: (choice: EngineChoice, shape: GptShape) => Promise<EngineFactory>
  /** Tests the graphics card anew. @throws Failure `engine-unavailable`, and what the card throws */
  readonly testGpu: () => Promise<SelfTestRecord>
}

export interface EngineParts {
  /** Where verdicts of the self-test are looked up and kept. */
  readonly memory?: Memory
  readonly open?: () => Promise<GpuDevice>
  readonly webGpu?: EngineFactory
}

/** The engines of this machine. Parts are given by tests, and by whoever keeps measurements. */
export function createEngines(parts: EngineParts = {}): EngineList {
  const { memory = new Memory(), open = openGpu } = parts
  const webGpu = parts.webGpu ?? webGpuFactory(open)
  // The reference where the processor has no SIMD.
  const trusted = firstOf([cpuFactory({ threads: 1 }), referenceFactory('cpu')])
  const tests = new SelfTests(memory, webGpu, trusted)

  /**
   * A factory that is used only on a card that computes rightly. The doubt is about drivers: on a software
   * adapter the test would cost half a minute and is done only when asked for.
   */
  const onSoundGpu = (factory: EngineFactory): EngineFactory => ({
    kind: factory.kind,
    async create(shape, options) {
      const { report } = await open()
      const verdict = memory.test(report) ?? (report.software ? null : await tests.of(report))
      if (verdict?.passed === false) throw wrong(verdict)
      return factory.create(shape, options)
    }
  })

  const factories: Readonly<Record<Choice, (shape: GptShape) => EngineFactory>> = {
    webgpu: () => onSoundGpu(webGpu),
    cpu: (shape) => cpuFactory({ threads: threadsFor(shape) }),
    reference: () => referenceFactory('cpu'),
    'reference-webgpu': () => onSoundGpu(referenceFactory('webgpu'))
  }

  return {
    listEngines: () => list(open, memory),
    factoryFor(choice, shape) {
      const choices = choice === 'auto' ? UNMEASURED : [choice]
      return Promise.resolve(firstOf(choices.map((one) => factories[one](shape))))
    },
    testGpu: async () => tests.again((await open()).report)
  }
}

/** The engines of this machine with a memory of their own: for the terminal, which keeps none. */
export const { listEngines, factoryFor } = createEngines()

async function list(open: () => Promise<GpuDevice>, memory: Memory): Promise<EngineReport[]> {
  const gpu = await open().then(
    ({ report }) => ({ report, verdict: memory.test(report) }),
    (thrown: unknown) => ({ unavailable: toAppError(thrown) })
  )
  const onGpu = (choice: 'webgpu' | 'reference-webgpu', slow: boolean): EngineReport => {
    if ('unavailable' in gpu) return { choice, description: null, unavailable: gpu.unavailable, slow }
    const { report, verdict } = gpu
    const row = { choice, description: describeGpu(choice, report), slow: slow || report.software }
    return verdict?.passed === false ? { ...row, unavailable: wrong(verdict).error } : row
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

/** Makes the first engine that this machine can make and that computes rightly. */
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
        const { code } = toAppError(thrown)
        if (code !== 'engine-unavailable' && code !== 'gpu-wrong') throw thrown
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
