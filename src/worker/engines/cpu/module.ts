/*
 * The WebAssembly module: decoded and compiled once per thread of JavaScript, instantiated once per engine
 * over that engine's own memory. It carries no state of its own besides constants.
 */

import { Failure } from '#core/errors'
import type { Kernels } from './kernels'
import { MODULE } from './module.generated'

const PAGE = 65536
/** 4 GiB: all that 32-bit addresses reach. */
const MOST_PAGES = 65536

/** The build: with plain SIMD, the same bits everywhere, or with relaxed SIMD, which may differ by machine. */
export type Build = 'plain' | 'relaxed'

const compiled = new Map<Build, Promise<WebAssembly.Module>>()

const bytesOf = (module: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(module), (c) => c.charCodeAt(0))

/**
 * The compiled module.
 * @throws Failure `engine-unavailable` where WebAssembly or its SIMD instructions are missing.
 */
export function compileModule(build: Build = 'plain'): Promise<WebAssembly.Module> {
  const known = compiled.get(build)
  if (known) return known
  const made = compile(build).catch((cause: unknown) => {
    compiled.delete(build)
    throw new Failure('engine-unavailable', { engine: 'cpu' }, cause)
  })
  compiled.set(build, made)
  return made
}

async function compile(build: Build): Promise<WebAssembly.Module> {
  return WebAssembly.compile(build === 'plain' ? bytesOf(MODULE) : await relaxedBytes())
}

async function relaxedBytes(): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf((await import('./relaxed.generated')).RELAXED_MODULE)
}

let relaxed: Promise<boolean> | null = null

/** Whether this machine's WebAssembly has relaxed SIMD: Chrome does, Node 20 only when told to. */
export function hasRelaxedSimd(): Promise<boolean> {
  relaxed ??= relaxedBytes().then((bytes) => WebAssembly.validate(bytes))
  return relaxed
}

/**
 * Memory for an engine. It is shared memory even for one thread: the module is built for that, and
 * shared memory can be made anywhere (only handing it to another thread needs cross-origin isolation).
 * @throws Failure `engine-unavailable` if the machine does not give that much.
 */
export function makeMemory(bytes: number): WebAssembly.Memory {
  const initial = Math.ceil(bytes / PAGE)
  try {
    if (initial > MOST_PAGES) throw new RangeError(`${bytes} bytes`)
    return new WebAssembly.Memory({ initial, maximum: MOST_PAGES, shared: true })
  } catch (cause) {
    throw new Failure('engine-unavailable', { engine: 'cpu', megabytes: Math.ceil(bytes / 2 ** 20) }, cause)
  }
}

/** What the module asks of JavaScript: to sleep and to wake at an address of the shared memory. */
export function imports(memory: WebAssembly.Memory): WebAssembly.Imports {
  const words = new Int32Array(memory.buffer)
  return {
    env: {
      memory,
      wait: (address: number, expected: number, milliseconds: number) =>
        void Atomics.wait(words, address >>> 2, expected, milliseconds),
      wake: (address: number) => void Atomics.notify(words, address >>> 2)
    }
  }
}

/** The module over this memory. */
export async function instantiate(memory: WebAssembly.Memory, build: Build = 'plain'): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(await compileModule(build), imports(memory))
  return instance.exports as unknown as Kernels
}
