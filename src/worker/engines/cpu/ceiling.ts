/* The ceiling of the `cpu` engine: its own matrix product, alone, on operands that stay in the cache. */

import { rowBytes } from './memory'
import { instantiate, makeMemory } from './module'

/** X [60 × 256] · W [256 × 128]: whole tiles only, 190 KB with the result. */
const ROWS = 60
const INNER = 256
const COLUMNS = 128
/** Below this lie the module's constants. */
const FIRST = 32768

/** One product at a time on one thread; `flops` is what each takes. */
export interface CachedProduct {
  readonly flops: number
  readonly run: () => void
}

/** @throws Failure `engine-unavailable` without WebAssembly SIMD */
export async function openCachedProduct(): Promise<CachedProduct> {
  const memory = makeMemory(2 ** 20)
  const kernels = await instantiate(memory)
  // Ordinary numbers: zeros and denormals could take another time.
  new Float32Array(memory.buffer, FIRST).fill(0.5)
  const [rowA, rowC] = [rowBytes(INNER), rowBytes(COLUMNS)]
  const a = FIRST
  const panels = a + ROWS * rowA
  const c = panels + INNER * COLUMNS * 4
  const zeros = c + ROWS * rowC
  new Float32Array(memory.buffer, zeros, COLUMNS).fill(0)
  return {
    flops: 2 * ROWS * INNER * COLUMNS,
    run: () => kernels.product(a, rowA, ROWS, INNER, panels, COLUMNS, c, rowC, zeros, 0, zeros)
  }
}
