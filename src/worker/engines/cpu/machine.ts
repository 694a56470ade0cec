/*
 * One engine's memory and module: typed views of the memory, the Plan, and whose parameters are packed.
 */

import { Plan, Block, GradientTask, PackTask, VectorTask } from './module.generated'
import { PLAN_AT, type MemoryPlan } from './memory'
import type { Kernels } from './kernels'
import { instantiate, makeMemory, type Build } from './module'
import { Struct, writeTable } from './struct'

const PAGE = 65536

export class Machine {
  readonly plan: Struct<typeof Plan>
  readonly #ownAt: number
  #freeAt: number
  /** Extra blocks in use (decode sessions), by address. */
  readonly #blocks = new Map<number, number>()
  #packed: 'nothing' | 'forward' | 'both' = 'nothing'
  #disposed = false

  private constructor(
    readonly memory: WebAssembly.Memory,
    readonly kernels: Kernels,
    plan: MemoryPlan
  ) {
    this.plan = new Struct(memory.buffer, PLAN_AT, Plan)
    this.plan.assign(plan.plan)
    this.#ownAt = plan.plan.ownAt!
    this.#freeAt = plan.bytes
    const { buffer } = memory
    writeTable(buffer, plan.plan.packTasksAt!, PackTask, plan.packTasks)
    writeTable(buffer, plan.plan.vectorTasksAt!, VectorTask, plan.vectorTasks)
    writeTable(buffer, plan.plan.gradientTasksAt!, GradientTask, plan.gradientTasks)
    writeTable(buffer, plan.plan.blocksAt!, Block, plan.blocks)
  }

  static async create(plan: MemoryPlan, build: Build): Promise<Machine> {
    const memory = makeMemory(plan.bytes)
    return new Machine(memory, await instantiate(memory, build), plan)
  }

  floats(at: number, count: number): Float32Array {
    this.alive()
    return new Float32Array(this.memory.buffer, at, count)
  }

  doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count)
  }

  integers(at: number, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, count)
  }

  /** Makes the engine's own parameters the packed ones. */
  packOwn(backward: boolean): void {
    this.alive()
    this.plan.set('thetaAt', this.#ownAt)
    if (this.#packed === 'both' || (this.#packed === 'forward' && !backward)) return
    this.kernels.pack(backward ? 1 : 0)
    this.#packed = backward ? 'both' : 'forward'
  }

  /** Makes other parameters the packed ones, until packOwn. */
  packGuest(at: number, backward: boolean): void {
    this.alive()
    this.plan.set('thetaAt', at)
    this.kernels.pack(backward ? 1 : 0)
    this.#packed = 'nothing'
  }

  /** One optimizer step on the engine's own parameters; returns the loss before it. */
  step(): number {
    this.alive()
    this.plan.set('thetaAt', this.#ownAt)
    this.#packed = 'nothing'
    return this.kernels.step()
  }

  /** The parameters have changed. */
  forgetPacked(): void {
    this.#packed = 'nothing'
  }

  /** Room beyond the plan, on cache lines of its own; zero only when fresh. Give it back with `release`. */
  reserve(bytes: number): number {
    this.alive()
    const size = Math.ceil(bytes / 64) * 64 + 64
    let at = this.#freeAt
    // First fit between the blocks in use, which are kept in order.
    for (const [start, length] of [...this.#blocks].sort(([a], [b]) => a - b)) {
      if (start - at >= size) break
      at = start + length
    }
    const missing = Math.ceil((at + size - this.memory.buffer.byteLength) / PAGE)
    if (missing > 0) this.memory.grow(missing)
    this.#blocks.set(at, size)
    return at
  }

  release(at: number): void {
    this.#blocks.delete(at)
  }

  dispose(): void {
    this.#disposed = true
  }

  /** @throws Error after dispose. */
  alive(): void {
    if (this.#disposed) throw new Error('the engine is disposed')
  }
}
