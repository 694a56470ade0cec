/*
 * Generation with a key/value cache for many rows at once. Rows point to slots of the cache: leaving rows
 * out costs nothing, repeating one copies its slot.
 * Over 150 lines: rows, slots and room for them change together in every call.
 */

import type { GptShape } from '#core/gpt-shape'
import type { DecodeSession } from '../engine'
import type { Machine } from './machine'
import { rowBytes, type MemoryPlan } from './memory'
import { Session } from './module.generated'
import { offsets, Struct } from './struct'

/** Rows of one task: enough to use each weight often. */
const CHUNK = 32

export class CpuDecode implements DecodeSession {
  readonly #shape: GptShape
  readonly #machine: Machine
  readonly #threads: number
  readonly #at: number
  readonly #session: Struct<typeof Session>
  readonly #scratchAt: number
  readonly #slotBytes: number
  #rows = 0
  #position = 0
  /** Rows there is room for; 0 before the first reset. */
  #capacity = 0
  #roomAt = 0
  #tokens: Int32Array = new Int32Array(0)
  #slots: Int32Array = new Int32Array(0)
  #cacheAt = 0
  #padded: Float32Array = new Float32Array(0)
  #logits = new Float32Array(0)
  #open = true

  constructor(shape: GptShape, memory: MemoryPlan, machine: Machine, threads: number, rows: number) {
    this.#shape = shape
    this.#machine = machine
    this.#threads = threads
    const { rowC, row3C, row4C } = memory.plan as Record<'rowC' | 'row3C' | 'row4C', number>
    this.#slotBytes = shape.layers * 2 * shape.block * rowC
    const parts: [Parameters<Struct<typeof Session>['set']>[0], number][] = [
      ['dX', CHUNK * rowC],
      ['dNorm', CHUNK * rowC],
      ['dQkv', CHUNK * row3C],
      ['dMid', CHUNK * rowC],
      ['dHidden', 2 * CHUNK * row4C],
      ['dScores', 4 * (shape.block + 4)],
      ['dStats', 8 * CHUNK]
    ]
    const bytes = offsets(Session).bytes
    this.#at = machine.reserve(bytes)
    this.#session = new Struct(machine.memory.buffer, this.#at, Session)
    let step = 0
    for (const [name, size] of parts) {
      this.#session.set(name, step)
      step += Math.ceil(size / 64) * 64 + 64
    }
    this.#scratchAt = machine.reserve(threads * step)
    this.#session.assign({
      chunk: CHUNK,
      scratchAt: this.#scratchAt,
      scratchStep: step,
      slotBytes: this.#slotBytes
    })
    this.reset(rows)
  }

  get rows(): number {
    return this.#rows
  }

  get position(): number {
    return this.#position
  }

  advance(tokens: Int32Array): Float32Array {
    const { block, vocab } = this.#shape
    if (!this.#open) throw new Error('the decode session is disposed')
    if (tokens.length !== this.#rows) throw new RangeError(`${tokens.length} tokens for ${this.#rows} rows`)
    if (this.#position >= block) throw new RangeError(`a block of ${block} is full`)
    for (const token of tokens) {
      if (!(token >= 0 && token < vocab))
        throw new RangeError(`token ${token} is outside a vocabulary of ${vocab}`)
    }
    this.#tokens.set(tokens)
    this.#session.assign({ rows: this.#rows, position: this.#position })
    this.#machine.plan.set('threads', this.#threads)
    this.#machine.packOwn(false)
    this.#machine.kernels.decode(this.#at)
    this.#position++
    const row = rowBytes(vocab) / 4
    for (let i = 0; i < this.#rows; i++) {
      this.#logits.set(this.#padded.subarray(i * row, i * row + vocab), i * vocab)
    }
    return this.#logits.subarray(0, this.#rows * vocab)
  }

  keep(rows: Int32Array): void {
    for (const row of rows) {
      if (!(row >= 0 && row < this.#rows)) throw new RangeError(`no row ${row} of ${this.#rows}`)
    }
    const old = this.#slots.slice(0, this.#rows)
    if (rows.length > this.#capacity) this.#grow(rows.length)
    const taken = new Set<number>()
    const copies: { row: number; from: number }[] = []
    rows.forEach((from, row) => {
      const slot = old[from]!
      if (taken.has(slot)) copies.push({ row, from: slot })
      else {
        taken.add(slot)
        this.#slots[row] = slot
      }
    })
    let free = 0
    const size = this.#slotBytes / 4
    const cache = copies.length > 0 ? this.#machine.floats(this.#cacheAt, this.#capacity * size) : null
    for (const { row, from } of copies) {
      while (taken.has(free)) free++
      taken.add(free)
      this.#slots[row] = free
      cache!.copyWithin(free * size, from * size, (from + 1) * size)
    }
    this.#rows = rows.length
  }

  reset(rows: number): void {
    if (!Number.isInteger(rows) || rows < 0) throw new RangeError(`${rows} rows`)
    if (rows > this.#capacity) this.#grow(rows)
    this.#rows = rows
    this.#position = 0
    for (let row = 0; row < rows; row++) this.#slots[row] = row
  }

  dispose(): void {
    if (!this.#open) return
    this.#open = false
    for (const at of [this.#roomAt, this.#scratchAt, this.#at]) this.#machine.release(at)
  }

  /** Room for so many rows; the cache's contents are kept. */
  #grow(capacity: number): void {
    const machine = this.#machine
    const { vocab } = this.#shape
    const list = Math.ceil((4 * capacity) / 64) * 64
    const logits = capacity * rowBytes(vocab)
    const at = machine.reserve(2 * list + logits + capacity * this.#slotBytes)
    const cacheAt = at + 2 * list + logits
    const slots = machine.integers(at + list, capacity)
    slots.set(this.#slots.subarray(0, this.#rows))
    if (this.#capacity > 0) {
      const used = (this.#capacity * this.#slotBytes) / 4
      machine.floats(cacheAt, used).set(machine.floats(this.#cacheAt, used))
      machine.release(this.#roomAt)
    }
    this.#capacity = capacity
    this.#roomAt = at
    this.#tokens = machine.integers(at, capacity)
    this.#slots = slots
    this.#cacheAt = cacheAt
    this.#padded = machine.floats(at + 2 * list, logits / 4)
    this.#logits = new Float32Array(capacity * vocab)
    this.#session.assign({ tokensAt: at, slotsAt: at + list, logitsAt: at + 2 * list, cacheAt })
  }
}
