/*
 * Threads that help with the phases of a step, over the engine's shared memory: workers in a page that is
 * cross-origin isolated, worker_threads in Node. A thread that comes late, or never, costs time and nothing
 * else: phases end when their tasks are done, whoever did them.
 */

import { compileModule, type Build } from './module'

/** What a thread is given. */
export interface ThreadStart {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly pool: number
  readonly thread: number
}

export interface Threads {
  /** Threads that compute, this one included. */
  readonly count: number
  /** Frees them after they were dismissed. */
  end(): void
}

/** As far as Node is needed here. */
interface NodeWorkers {
  Worker: new (code: string, options: { eval: true; workerData: ThreadStart }) => { unref(): void }
}
interface NodeProcess {
  versions?: { node?: string }
  getBuiltinModule?: (name: 'node:worker_threads') => NodeWorkers
}

/** thread.ts for Node, as text: a bundle of the command line has no file for it. */
const NODE_THREAD = `
  const { workerData: start } = require('node:worker_threads')
  const words = new Int32Array(start.memory.buffer)
  const wait = (address, expected, milliseconds) => void Atomics.wait(words, address >>> 2, expected, milliseconds)
  const wake = (address) => void Atomics.notify(words, address >>> 2)
  const { exports } = new WebAssembly.Instance(start.module, { env: { memory: start.memory, wait, wake } })
  exports.serve(start.pool, start.thread)
`

/** Node's worker threads, or null elsewhere. */
function nodeWorkers(): NodeWorkers | null {
  const { process } = globalThis as { process?: NodeProcess }
  return (process?.versions?.node && process.getBuiltinModule?.('node:worker_threads')) || null
}

/**
 * Threads that are worth using on this machine, 1 to 8: every processor up to four, beyond that half of
 * them, since most are then two to a core. 1 where memory cannot be shared.
 */
export function usableThreads(): number {
  if (!nodeWorkers() && !globalThis.crossOriginIsolated) return 1
  const processors = globalThis.navigator?.hardwareConcurrency ?? 1
  return Math.max(1, Math.min(8, processors <= 4 ? processors : Math.ceil(processors / 2)))
}

/** Starts `wanted` − 1 threads, or none where memory cannot be shared. */
export async function startThreads(
  memory: WebAssembly.Memory,
  pool: number,
  wanted: number,
  build: Build
): Promise<Threads> {
  const node = nodeWorkers()
  if (wanted < 2 || (!node && !globalThis.crossOriginIsolated)) return { count: 1, end: () => undefined }
  const module = await compileModule(build)
  const starts = Array.from({ length: wanted - 1 }, (_, i) => ({ module, memory, pool, thread: i + 1 }))
  if (node) {
    // They leave `serve` when dismissed; until then they must not keep the program alive.
    for (const start of starts) new node.Worker(NODE_THREAD, { eval: true, workerData: start }).unref()
    return { count: wanted, end: () => undefined }
  }
  const address = await threadAddress()
  const workers = starts.map((start) => {
    const worker = new Worker(address, { type: 'module' })
    worker.postMessage(start)
    return worker
  })
  return { count: wanted, end: () => workers.forEach((worker) => worker.terminate()) }
}

/** What the page's policy lets be started as a worker, where it asks for trusted addresses. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string }
  ): { createScriptURL(url: string): unknown }
}

let address: Promise<string> | null = null

/** Where thread.ts lies, once per worker: a policy can be made only once. */
function threadAddress(): Promise<string> {
  address ??= import('./thread.ts?worker&url').then(({ default: url }) => {
    const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
    const policy = trustedTypes?.createPolicy('worker-url', { createScriptURL: (script) => script })
    // A TrustedScriptURL is not a string for the compiler, but it is what Worker takes.
    return (policy ? policy.createScriptURL(url) : url) as string
  })
  return address
}
