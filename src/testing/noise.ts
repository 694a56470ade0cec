/* Seeded numbers for tests. */

import { createRandom } from '../core/random/random'

/** `count` normal numbers of standard deviation `spread`. */
export function noise(count: number, seed: number, spread = 1): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length: count }, () => random.normal() * spread)
}
