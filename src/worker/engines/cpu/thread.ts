/* A helping thread of the cpu engine in the app: joins the engine's memory and serves until it is dismissed. */

import type { Kernels } from './kernels'
import { imports } from './module'
import type { ThreadStart } from './threads'

globalThis.onmessage = (event: MessageEvent<ThreadStart>): void => {
  const { module, memory, pool, thread } = event.data
  const { exports } = new WebAssembly.Instance(module, imports(memory))
  ;(exports as unknown as Kernels).serve(pool, thread)
}
