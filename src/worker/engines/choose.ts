/*
 * Which engines this machine has, how each is made, and that no graphics card is used before it has once
 * computed what the CPU computes. The only place that knows all engines. Which one is the fastest is
 * measured elsewhere: choosing/chooser.ts.
 * Over 150 lines: what is listed and what is made must agree on features, threads and verdicts.
 */

import type {
  AdapterReport,
  EngineChoice,
  EngineDescription,
  EngineFeature,
  EngineReport
} from '#core/contracts/engine-report'
import type { SelfTestRecord } from '#core/contracts/measurements'
import { toAppError } from '#core/errors'
import { parameterCount } from '#core/gpt-shape'
import type { GptShape } from '#core/gpt-shape'
import { Memory } from '../choosing/memory'
import { SelfTests, wrong } from '../choosing/self-tests'
import { cpuFactory, hasRelaxedSimd } from './cpu/index'
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
  readonly listEngines: (features?: readonly EngineFeature[]) => Promise<EngineReport[]>
  /**
   * The factory for a choice and a model's shape; nothing is loaded or opened before its `create`, which
   * throws Failure `engine-unavailable` where this machine has no such engine and `gpu-wrong` where the
   * graphics card has failed its self-test.
   * @param features what the engine may use where it has it; what it uses, it describes
   */
  readonly factoryFor: (
    choice: EngineChoice,
    shape: GptShape,
    features?: readonly EngineFeature[]
  ) => Promise<EngineFactory>
  /** Tests the graphics card anew. @throws Failure `engine-unavailable`, and what the card throws */
  readonly testGpu: (features?: readonly EngineFeature[]) => Promise<SelfTestRecord>
}

export interface EngineParts {
  /** Where verdicts of the self-test are looked up and kept. */
  readonly memory?: Memory
  readonly open?: () => Promise<GpuDevice>
  readonly webGpu?: (features: readonly EngineFeature[]) => EngineFactory
}

/** The engines of this machine. Parts are given by tests, and by whoever keeps measurements. */
export function createEngines(parts: EngineParts = {}): EngineList {
  const { memory = new Memory(), open = openGpu } = parts
  const webGpu = parts.webGpu ?? ((features) => webGpuFactory(open, undefined, { features }))
  // The reference where the processor has no SIMD.
  const trusted = firstOf([cpuFactory({ threads: 1 }), referenceFactory('cpu')])
  const tests = new SelfTests(memory, webGpu, trusted)

  /**
   * A factory that is used only on a card that computes rightly. The doubt is about drivers: on a software
   * adapter the test would cost half a minute and is done only when asked for.
   */
  const onSoundGpu = (factory: EngineFactory, wanted: readonly EngineFeature[] = []): EngineFactory => ({
    kind: factory.kind,
    async create(shape, options) {
      const { report } = await open()
      const features = common(wanted, offersOf(report))
      const verdict =
        memory.test(report, features) ?? (report.software ? null : await tests.of(report, features))
      if (verdict?.passed === false) throw wrong(verdict)
      return factory.create(shape, options)
    }
  })

  type Make = (shape: GptShape, features: readonly EngineFeature[]) => EngineFactory
  const factories: Readonly<Record<Choice, Make>> = {
    webgpu: (_, features) => onSoundGpu(webGpu(features), features),
    cpu: (shape, features) =>
      cpuFactory({ threads: threadsFor(shape), relaxedSimd: features.includes('relaxed-simd') }),
    reference: () => referenceFactory('cpu'),
    'reference-webgpu': () => onSoundGpu(referenceFactory('webgpu'))
  }

  return {
    listEngines: (features = []) => list(open, memory, features),
    factoryFor(choice, shape, features = []) {
      const choices = choice === 'auto' ? UNMEASURED : [choice]
      return Promise.resolve(firstOf(choices.map((one) => factories[one](shape, features))))
    },
    testGpu: async (features = []) => {
      const { report } = await open()
      return tests.again(report, common(features, offersOf(report)))
    }
  }
}

/** The engines of this machine with a memory of their own: for the terminal, which keeps none. */
export const { listEngines, factoryFor } = createEngines()

/** Those of the features that are offered, in the order of the offer. */
function common(wanted: readonly EngineFeature[], offers: readonly EngineFeature[]): EngineFeature[] {
  return offers.filter((feature) => wanted.includes(feature))
}

/** What `webgpu` can use on this adapter. Packing 16-bit floats belongs to WGSL itself. */
function offersOf({ features }: AdapterReport): EngineFeature[] {
  return features.includes('subgroups') ? ['f16', 'subgroups'] : ['f16']
}

async function list(
  open: () => Promise<GpuDevice>,
  memory: Memory,
  wanted: readonly EngineFeature[]
): Promise<EngineReport[]> {
  const gpu = await open().then(
    ({ report }) => ({ report }),
    (thrown: unknown) => ({ unavailable: toAppError(thrown) })
  )
  const onGpu = (choice: 'webgpu' | 'reference-webgpu', slow: boolean): EngineReport => {
    if ('unavailable' in gpu) return { choice, description: null, unavailable: gpu.unavailable, slow }
    const { report } = gpu
    const offers = choice === 'webgpu' ? offersOf(report) : []
    const features = common(wanted, offers)
    const verdict = memory.test(report, features)
    const description = { ...describeGpu(choice, report), features }
    const row = { choice, description, slow: slow || report.software, ...(offers.length > 0 && { offers }) }
    return verdict?.passed === false ? { ...row, unavailable: wrong(verdict).error } : row
  }
  const offers: EngineFeature[] = (await hasRelaxedSimd()) ? ['relaxed-simd'] : []
  const cpu: EngineDescription = {
    ...{ engine: 'cpu', device: 'CPU, WebAssembly SIMD', threads: threads() },
    features: common(wanted, offers)
  }
  const reference: EngineDescription = {
    ...{ engine: 'reference', device: 'CPU, TensorFlow.js', threads: 1, features: [] }
  }
  return [
    onGpu('webgpu', false),
    { choice: 'cpu', description: cpu, slow: false, ...(offers.length > 0 && { offers }) },
    { choice: 'reference', description: reference, slow: true },
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
