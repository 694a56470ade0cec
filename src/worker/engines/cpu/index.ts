/* Entrance to the `cpu` engine: WebAssembly SIMD, one thread or several over shared memory. */

import type { EngineFactory } from '../engine'
import { CpuEngine } from './engine'

export interface CpuOptions {
  /** Threads to use, where memory can be shared; 1 by default. Results do not depend on it. */
  readonly threads?: number
}

/** Makes `cpu` engines. `create` throws Failure `engine-unavailable` without WebAssembly SIMD or enough memory. */
export function cpuFactory(options: CpuOptions = {}): EngineFactory {
  const threads = Math.max(1, Math.floor(options.threads ?? 1))
  return { kind: 'cpu', create: (shape, given) => CpuEngine.create(shape, given, threads) }
}
