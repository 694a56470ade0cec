/* Memory in which single kernels are tried: matrices with padded rows, everything else NaN. */

import { createRandom, type Random } from '#core/random/random'
import { rowBytes } from './memory'
import type { Kernels } from './kernels'
import { instantiate, makeMemory } from './module'

/** A matrix in the module's memory. */
export interface Placed {
  readonly at: number
  /** Bytes from row to row. */
  readonly row: number
}

export class Bench {
  #end = 32768

  private constructor(
    readonly memory: WebAssembly.Memory,
    readonly kernels: Kernels
  ) {
    new Float32Array(memory.buffer).fill(NaN, this.#end / 4)
  }

  static async open(): Promise<Bench> {
    const memory = makeMemory(2 ** 24)
    return new Bench(memory, await instantiate(memory))
  }

  /** Untouched (NaN) bytes. */
  take(bytes: number): number {
    const at = this.#end
    this.#end = Math.ceil((at + bytes + 64) / 64) * 64
    if (this.#end > this.memory.buffer.byteLength) throw new Error('the bench is full')
    return at
  }

  /** Zeros. */
  zeros(bytes: number): number {
    const at = this.take(bytes)
    new Uint8Array(this.memory.buffer, at, bytes).fill(0)
    return at
  }

  /** Values without gaps. */
  put(values: ArrayLike<number>): number {
    const at = this.take(values.length * 4)
    new Float32Array(this.memory.buffer, at, values.length).set(values)
    return at
  }

  /** A matrix with padded rows; its padding up to a multiple of 8 columns is `pad`. */
  matrix(values: ArrayLike<number> | null, rows: number, columns: number, pad = NaN): Placed {
    const row = rowBytes(columns)
    const at = this.take(rows * row)
    const view = new Float32Array(this.memory.buffer, at, (rows * row) / 4)
    for (let r = 0; r < rows; r++) {
      view.fill(pad, (r * row) / 4, (r * row) / 4 + Math.ceil(columns / 8) * 8)
      for (let c = 0; values && c < columns; c++) view[(r * row) / 4 + c] = values[r * columns + c]!
    }
    return { at, row }
  }

  read({ at, row }: Placed, rows: number, columns: number): Float32Array {
    const out = new Float32Array(rows * columns)
    for (let r = 0; r < rows; r++) out.set(this.floats(at + r * row, columns), r * columns)
    return out
  }

  floats(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count)
  }
}

/** Normal numbers that float32 holds exactly, so that both sides start from the same ones. */
export function normals(random: Random, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal())
}

export const seeded = (seed: number): Random => createRandom(seed)
