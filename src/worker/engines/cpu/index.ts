/* Entrance to the `cpu` engine: WebAssembly SIMD, one thread or several over shared memory. */

import type { EngineFactory } from '../engine'
import { CpuEngine, type CpuSettings } from './engine'
import { usableThreads } from './threads'

export { hasRelaxedSimd } from './module'

export interface CpuOptions extends CpuSettings {
  /** Threads to use where memory can be shared; `usableThreads()` by default. Results do not depend on it. */
  readonly threads?: number
}

/** Makes `cpu` engines. `create` throws Failure `engine-unavailable` without WebAssembly SIMD or enough memory. */
export function cpuFactory(options: CpuOptions = {}): EngineFactory {
  const threads = Math.max(1, Math.floor(options.threads ?? usableThreads()))
  return {
    kind: 'cpu',
    create: (shape, given) => CpuEngine.create(shape, given, threads, options)
  }
}
